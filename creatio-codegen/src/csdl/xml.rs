//! The XML below CSDL: parsing, and which elements count as CSDL's.

use roxmltree::{Document, ParsingOptions};

use super::error::{Error, Problem};
use super::text::position;
use crate::schema::Position;

/// Namespace of the wrapper elements `Edmx`, `DataServices`, `Reference` in version 4.
pub(super) const EDMX4: &str = "http://docs.oasis-open.org/odata/ns/edmx";
/// Namespace of `Schema` and all below it in version 4.
pub(super) const EDM4: &str = "http://docs.oasis-open.org/odata/ns/edm";
/// Namespace of the wrapper elements in OData 1 to 3.
pub(super) const EDMX1: &str = "http://schemas.microsoft.com/ado/2007/06/edmx";
/// Namespace of what OData 1 to 3 adds to CSDL's own attributes.
pub(super) const METADATA3: &str = "http://schemas.microsoft.com/ado/2007/08/dataservices/metadata";

/// Far more elements than any service has: 2,000 entities of Creatio need 200,000.
const MAX_NODES: u32 = 2_000_000;

/// An element of the document.
pub(super) type Node<'d> = roxmltree::Node<'d, 'd>;

/// Parses `text`; nesting costs no stack, and a document type declaration is refused.
pub(super) fn parse<'d>(text: &'d str, origin: &str) -> Result<Document<'d>, Error> {
    let options = ParsingOptions {
        allow_dtd: false,
        nodes_limit: MAX_NODES,
        ..ParsingOptions::default()
    };
    Document::parse_with_options(text, options).map_err(|error| explain(&error, text, origin))
}

fn explain(error: &roxmltree::Error, text: &str, origin: &str) -> Error {
    if matches!(error, roxmltree::Error::DtdDetected) {
        let offset = text.find("<!DOCTYPE").unwrap_or_default();
        return Error::at(origin, position(text, offset), Problem::Dtd);
    }
    if matches!(error, roxmltree::Error::NodesLimitReached) {
        return Error::whole(origin, Problem::Size("elements", MAX_NODES as usize));
    }
    let at = Position {
        line: error.pos().row,
        column: error.pos().col,
    };
    if is_cut(error, at, text) {
        let end = position(text, text.trim_end().len());
        return Error::at(origin, end, Problem::Truncated);
    }
    let message = error.to_string();
    let suffix = format!(" at {}", error.pos());
    let message = message.strip_suffix(&suffix).unwrap_or(&message);
    Error::at(origin, at, Problem::Xml(message.to_owned()))
}

/// Whether the error is that the text ends too early: between elements, or within the last tag.
fn is_cut(error: &roxmltree::Error, at: Position, text: &str) -> bool {
    let between_elements = matches!(
        error,
        roxmltree::Error::NoRootNode
            | roxmltree::Error::UnclosedRootNode
            | roxmltree::Error::UnexpectedEndOfStream
    );
    let last_tag = text.rfind('<').unwrap_or_default();
    let in_last_tag = !text.trim_end().ends_with('>') && at >= position(text, last_tag);
    between_elements || in_last_tag
}

/// The child elements of `node`.
pub(super) fn elements(node: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    node.children().filter(roxmltree::Node::is_element)
}

/// The name of an element of CSDL, of any version; nothing for elements of other vocabularies.
pub(super) fn edm_name(node: Node<'_>) -> &str {
    match node.tag_name().namespace() {
        Some(EDM4) => node.tag_name().name(),
        Some(namespace) if is_edm3(namespace) => node.tag_name().name(),
        _ => "",
    }
}

/// Whether this is a namespace of CSDL 1 to 3, of which every version has its own.
pub(super) fn is_edm3(namespace: &str) -> bool {
    namespace.starts_with("http://schemas.microsoft.com/ado/20") && namespace.ends_with("/edm")
}

/// Whether `node` is the element `name` of CSDL.
pub(super) fn is_edm(node: Node<'_>, name: &str) -> bool {
    node.tag_name().name() == name && edm_name(node) == name
}

/// An attribute that is a flag: `true`, or `1` as XML Schema also allows.
pub(super) fn is_true(node: Node<'_>, attribute: &str) -> bool {
    matches!(node.attribute(attribute), Some("true" | "1"))
}
