//! What programs call of Creatio's file service: attach, go on, download.

use uuid::Uuid;

use super::attachment::{ANY, RECORD_ID, RECORD_SCHEMA_NAME};
use super::{Attachment, Download, UploadTicket};
use crate::client::body::UploadBody;
use crate::client::reply::classify::Expect;
use crate::client::request::Request;
use crate::client::{Client, address};
use crate::column::Lookup;
use crate::error::{Error, Protocol};
use crate::query::Entity;
use crate::value::Id;

/// The column that holds the bytes, unless set otherwise.
const DATA: &str = "Data";

/// What a file is attached to.
#[derive(Clone, Copy)]
struct Parent {
    /// The column of the file's row that says it.
    column: &'static str,
    id: Uuid,
    /// The schema of the row, where the column does not tell.
    schema: Option<&'static str>,
}

impl Client {
    /// Attaches a file to a row, through Creatio's file service: it is sent chunk by chunk, to
    /// whatever file storage the instance has.
    ///
    /// The lookup says whose row it is and of what entity files are: `ContactFile.Contact`. The body
    /// is anything of known length that [`UploadBody`] is made from.
    ///
    /// ```no_run
    /// # mod models {
    /// # use creatio_core::{Entity, Id};
    /// # #[derive(Debug, Clone, PartialEq, Entity)]
    /// # pub struct Contact { #[creatio(key)] pub id: Id<Contact> }
    /// # #[derive(Debug, Clone, PartialEq, Entity)]
    /// # #[creatio(stream(data = "Data"))]
    /// # pub struct ContactFile {
    /// #     #[creatio(key)] pub id: Id<ContactFile>,
    /// #     #[creatio(lookup = "Contact")] pub contact_id: Option<Id<Contact>>,
    /// # }
    /// # }
    /// # async fn run(client: creatio_core::Client, contact: creatio_core::Id<models::Contact>) -> Result<(), Box<dyn std::error::Error>> {
    /// use creatio_core::Id;
    /// use creatio_core::client::UploadBody;
    /// use models::{ContactFile, contact_file};
    ///
    /// let offer = UploadBody::file("offer.pdf").await?;
    /// let id: Id<ContactFile> = client
    ///     .attach(contact_file::contact, contact, "offer.pdf", offer)
    ///     .mime_type("application/pdf")
    ///     .on_progress(|ticket| println!("{} of {} bytes", ticket.sent(), ticket.total()))
    ///     .send()
    ///     .await?;
    /// # let _ = id;
    /// # Ok(())
    /// # }
    /// ```
    pub fn attach<F: Entity, P>(
        &self,
        parent: Lookup<F, P>,
        id: Id<P>,
        file_name: impl Into<String>,
        body: impl Into<UploadBody>,
    ) -> Attachment<F> {
        let hops = parent.hops();
        let (parent_column, refused) = match hops.lookups() {
            [lookup] => (lookup.name, None),
            _ => (
                "",
                Some("the lookup of the parent leads through other rows"),
            ),
        };
        let parent = Parent {
            column: parent_column,
            id: id.into(),
            schema: None,
        };
        self.attachment(parent, refused, file_name.into(), body.into())
    }

    /// Attaches a file to a row of any entity, through a file entity that has the row's id in
    /// `RecordId` and the name of its schema in `RecordSchemaName`: Creatio's `SysFile`, which takes
    /// the files of entities that have no file entity of their own.
    ///
    /// The name of the schema goes along as the value of a further column (`AdditionalParams`), which
    /// Creatio's file service sets on the row that it makes.
    ///
    /// ```no_run
    /// # mod models {
    /// # use creatio_core::{Entity, Id, Uuid};
    /// # #[derive(Debug, Clone, PartialEq, Entity)]
    /// # pub struct Contact { #[creatio(key)] pub id: Id<Contact> }
    /// # #[derive(Debug, Clone, PartialEq, Entity)]
    /// # pub struct SysFile {
    /// #     #[creatio(key)] pub id: Id<SysFile>,
    /// #     pub name: String,
    /// #     pub record_schema_name: String,
    /// #     pub record_id: Option<Uuid>,
    /// # }
    /// # }
    /// # async fn run(client: creatio_core::Client, ann: creatio_core::Id<models::Contact>) -> Result<(), Box<dyn std::error::Error>> {
    /// use creatio_core::client::UploadBody;
    /// use creatio_core::prelude::*;
    /// use models::{Contact, SysFile, sys_file};
    ///
    /// let offer = UploadBody::file("offer.pdf").await?;
    /// let id: Id<SysFile> = client
    ///     .attach_to_record::<SysFile, Contact>(ann, "offer.pdf", offer)
    ///     .send()
    ///     .await?;
    ///
    /// let of_ann = sys_file::record_id.eq(ann.uuid()) & sys_file::record_schema_name.eq("Contact");
    /// let names: Vec<String> = client
    ///     .fetch(SysFile::query().select(sys_file::name).filter(of_ann))
    ///     .await?;
    /// # let _ = (id, names);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// A file entity without these columns is refused before anything is sent.
    pub fn attach_to_record<F: Entity, P: Entity>(
        &self,
        record: Id<P>,
        file_name: impl Into<String>,
        body: impl Into<UploadBody>,
    ) -> Attachment<F> {
        let has = |name: &str| F::SCHEMA.columns.iter().any(|column| column.name == name);
        let is_of_any_record = has(RECORD_ID) && has(RECORD_SCHEMA_NAME);
        let refused = (!is_of_any_record).then_some(
            "it has no columns RecordId and RecordSchemaName: attach the file by a lookup, with `attach`",
        );
        let parent = Parent {
            column: RECORD_ID,
            id: record.into(),
            schema: Some(P::SCHEMA.name),
        };
        self.attachment(parent, refused, file_name.into(), body.into())
    }

    fn attachment<F: Entity>(
        &self,
        parent: Parent,
        mut refused: Option<&'static str>,
        file_name: String,
        body: UploadBody,
    ) -> Attachment<F> {
        if body.len().is_none() {
            refused = Some("the length of the file has to be known: give it with the body");
        }
        let ticket = UploadTicket {
            schema: F::SCHEMA.name.to_owned(),
            column: DATA.to_owned(),
            parent_column: parent.column.to_owned(),
            parent_id: parent.id,
            record_schema: parent.schema.map(str::to_owned),
            file_id: Uuid::new_v4(),
            file_name,
            mime_type: ANY.to_owned(),
            total: body.len().unwrap_or_default(),
            sent: 0,
        };
        Attachment::new(self, body, ticket, refused)
    }

    /// Goes on with an attachment whose upload was interrupted, also in another run of the program.
    ///
    /// The body is the whole file, of which the part that Creatio has is skipped. It has to be the
    /// same file: nobody compares the bytes.
    ///
    /// ```no_run
    /// # mod models {
    /// # use creatio_core::{Entity, Id};
    /// # #[derive(Debug, Clone, PartialEq, Entity)]
    /// # pub struct ContactFile { #[creatio(key)] pub id: Id<ContactFile> }
    /// # }
    /// # async fn run(client: creatio_core::Client, saved: &str) -> Result<(), Box<dyn std::error::Error>> {
    /// use creatio_core::client::{UploadBody, UploadTicket};
    /// use models::ContactFile;
    ///
    /// let ticket: UploadTicket = serde_json::from_str(saved)?;
    /// let offer = UploadBody::file("offer.pdf").await?;
    /// client.resume_attachment::<ContactFile>(ticket, offer).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn resume_attachment<F: Entity>(
        &self,
        ticket: UploadTicket,
        body: impl Into<UploadBody>,
    ) -> Attachment<F> {
        let body = body.into();
        let refused = if ticket.schema != F::SCHEMA.name {
            Some("the ticket is of another entity")
        } else if body.len() != Some(ticket.total) || ticket.sent > ticket.total {
            Some("the file has another length than the ticket says")
        } else {
            None
        };
        Attachment::new(self, body, ticket, refused)
    }

    /// The bytes of an attachment, through Creatio's file service, wherever the instance keeps them.
    ///
    /// ```no_run
    /// # mod models {
    /// # use creatio_core::{Entity, Id};
    /// # #[derive(Debug, Clone, PartialEq, Entity)]
    /// # pub struct ContactFile { #[creatio(key)] pub id: Id<ContactFile> }
    /// # }
    /// # async fn run(client: creatio_core::Client, id: creatio_core::Id<models::ContactFile>) -> Result<(), creatio_core::Error> {
    /// use models::ContactFile;
    ///
    /// let offer = client.download_file::<ContactFile>(id).await?;
    /// println!("{:?}", offer.file_name());
    /// let bytes = offer.bytes().await?;
    /// # let _ = bytes;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Any [`Error`]; [`Error::NotFound`] if there is no such file.
    pub async fn download_file<F: Entity>(&self, id: Id<F>) -> Result<Download, Error> {
        let url = [
            "rest",
            "FileService",
            "Download",
            F::SCHEMA.name,
            &id.to_string(),
        ]
        .iter()
        .fold(self.inner.services.clone(), |url, segment| {
            address::segment_below(&url, segment)
        });
        let request = Request::get(Protocol::WebService, url, Expect::Bytes)
            .for_entity(F::SCHEMA.name)
            .with_key(Some(id.to_string()));
        Download::open(self, request).await
    }
}
