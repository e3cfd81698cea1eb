//! Why a document cannot be read: each error says where, what and the way out.

use crate::schema::Position;

/// A document that cannot be read.
///
/// Its text is one paragraph: origin, line and column, what is wrong and what to do about it.
#[derive(Debug, thiserror::Error)]
#[error("{origin}{}: {problem}", at(*.position))]
pub struct Error {
    origin: String,
    position: Option<Position>,
    problem: Problem,
}

impl Error {
    /// An error about the document as a whole.
    pub(super) fn whole(origin: &str, problem: Problem) -> Self {
        Self {
            origin: origin.to_owned(),
            position: None,
            problem,
        }
    }

    /// An error at one place of the document.
    pub(super) fn at(origin: &str, position: Position, problem: Problem) -> Self {
        Self {
            position: Some(position),
            ..Self::whole(origin, problem)
        }
    }

    /// File name or URL of the document, as the caller gave it.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Where in the document, if the error has a place.
    pub fn position(&self) -> Option<Position> {
        self.position
    }

    /// What is wrong.
    pub fn problem(&self) -> &Problem {
        &self.problem
    }
}

fn at(position: Option<Position>) -> String {
    position
        .map(|position| format!(":{position}"))
        .unwrap_or_default()
}

/// What makes a document unusable.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// The file cannot be opened or read, for the reason given.
    #[error(
        "the file cannot be read: {0}. Check the path; a live instance serves the document \
         at `/0/odata/$metadata` (.NET Framework) or `/odata/$metadata` (.NET)"
    )]
    Unreadable(String),
    /// No bytes, or only white space.
    #[error(
        "the document is empty. Download `$metadata` again and check that the reply had a body"
    )]
    Empty,
    /// Bytes that are not UTF-8.
    #[error(
        "the document is not UTF-8: {found}. Save it as UTF-8, or download `$metadata` again \
         straight into a file"
    )]
    Encoding {
        /// What the bytes are instead.
        found: String,
    },
    /// An HTML page.
    #[error(
        "this is an HTML page, not CSDL: most likely Creatio's login or error page, \
         answered because the request was not authenticated. Download `$metadata` again with \
         a valid token or session"
    )]
    Html,
    /// A JSON document.
    #[error(
        "this is JSON, not CSDL: most likely the service document or an error reply. \
         Ask for `$metadata` with the header `Accept: application/xml`"
    )]
    Json,
    /// Text of no markup at all.
    #[error(
        "this is neither XML nor JSON, it starts with `{0}`. Check that the file holds the reply \
         to `$metadata` and not a message about it"
    )]
    NotXml(String),
    /// The document breaks off.
    #[error("the document ends here, in the middle. Download `$metadata` again, completely")]
    Truncated,
    /// A document type declaration.
    #[error(
        "the document has a document type declaration (`<!DOCTYPE`), which is refused since it can \
         make a reader expand text without bound. CSDL needs none: remove it"
    )]
    Dtd,
    /// Text that XML does not allow.
    #[error("this is not well-formed XML: {0}. Download `$metadata` again, or mend the file here")]
    Xml(String),
    /// An element with more attributes than any CSDL has.
    #[error(
        "an element with more than {0} attributes is refused: this is not CSDL. Check that it is \
         the reply to `$metadata`"
    )]
    Attributes(usize),
    /// Declarations of XML namespaces that are nested too deep.
    #[error(
        "more than {0} namespace declarations within each other are refused: this is not CSDL. \
         Check that it is the reply to `$metadata`"
    )]
    Namespaces(usize),
    /// A document beyond all measure.
    #[error(
        "the document has more than {1} {0}, which no service needs and which would take all \
         memory. Check that it is the reply to `$metadata`"
    )]
    Size(&'static str, usize),
    /// XML of another vocabulary.
    #[error(
        "this XML is not CSDL: {0}. Expected is the reply to `$metadata`, an `edmx:Edmx` element \
         with `edmx:DataServices` and at least one `Schema` in it"
    )]
    NotCsdl(String),
    /// A version of CSDL that is not read.
    #[error(
        "this is {0}, which is not read. Download the OData 4 document, at `/0/odata/$metadata` \
         (.NET Framework) or `/odata/$metadata` (.NET), or the OData 3 one, at \
         `/0/ServiceModel/EntityDataService.svc/$metadata`"
    )]
    Version(String),
    /// A type, set or member that is declared twice.
    #[error(
        "{what} is declared twice, first at {first}. Names must be unique: remove or rename one \
         of the two"
    )]
    Duplicate {
        /// The thing, for example ``entity type `Account` ``.
        what: String,
        /// Its first declaration.
        first: Position,
    },
    /// A reference to an association that does not exist.
    #[error(
        "{what} follows the association `{association}`, which this document does not declare. \
         Take the complete `$metadata` and select entities when generating"
    )]
    DanglingAssociation {
        /// What refers to the association.
        what: String,
        /// The association's name as written.
        association: String,
    },
    /// A reference to a type that does not exist.
    #[error(
        "{what} has the type `{ty}`, which this document does not declare. A document that was cut \
         by hand loses types that others refer to: take the complete `$metadata` and select \
         entities when generating"
    )]
    DanglingType {
        /// What refers to the type.
        what: String,
        /// The type's name as written.
        ty: String,
    },
}
