//! [`Attachment`]: a file sent to the file service, chunk by chunk.

use std::fmt;
use std::marker::PhantomData;

use bytes::{Bytes, BytesMut};
use futures_util::TryStreamExt;
use reqwest::Method;
use reqwest::header::{CONTENT_DISPOSITION, CONTENT_RANGE, HeaderValue};
use serde_json::json;
use url::Url;

use super::{UploadTicket, disposition};
use crate::CompileError;
use crate::client::body::{Pieces, UploadBody};
use crate::client::reply::classify::Expect;
use crate::client::request::{Payload, Request};
use crate::client::services::open_unless_clear;
use crate::client::{Client, address};
use crate::column::StreamColumn;
use crate::error::{Error, Protocol};
use crate::query::Entity;
use crate::value::Id;

/// How many bytes a chunk has, unless set otherwise: as Creatio's own client sends them.
const CHUNK: usize = 1 << 20;

/// Any file.
pub(super) const ANY: &str = "application/octet-stream";

/// The columns that say whose row a file is of, where that may be any entity's.
pub(super) const RECORD_ID: &str = "RecordId";
pub(super) const RECORD_SCHEMA_NAME: &str = "RecordSchemaName";

type OnProgress = Box<dyn FnMut(&UploadTicket) + Send>;

/// A file about to be attached to a row; made by [`Client::attach`] or
/// [`Client::attach_to_record`].
#[must_use = "nothing is sent until `send` is called"]
pub struct Attachment<F> {
    client: Client,
    body: UploadBody,
    ticket: UploadTicket,
    chunk: usize,
    on_progress: Option<OnProgress>,
    /// Why it cannot be sent.
    refused: Option<&'static str>,
    entity: PhantomData<fn() -> F>,
}

impl<F: Entity> Attachment<F> {
    pub(super) fn new(
        client: &Client,
        body: UploadBody,
        ticket: UploadTicket,
        refused: Option<&'static str>,
    ) -> Self {
        Self {
            client: client.clone(),
            body,
            ticket,
            chunk: CHUNK,
            on_progress: None,
            refused,
            entity: PhantomData,
        }
    }

    /// The media type of the file; `application/octet-stream` unless set.
    pub fn mime_type(mut self, mime_type: impl Into<String>) -> Self {
        self.ticket.mime_type = mime_type.into();
        self
    }

    /// The column that takes the bytes; `Data` unless set, as all of Creatio's own file entities have
    /// it.
    pub fn column(mut self, column: StreamColumn<F>) -> Self {
        column.name().clone_into(&mut self.ticket.column);
        self
    }

    /// How many bytes are sent, and held in memory, at once; 1 MiB unless set.
    pub fn chunk_size(mut self, bytes: usize) -> Self {
        self.chunk = bytes.max(1);
        self
    }

    /// What is called after each chunk that Creatio has taken, with what it takes to go on from
    /// there.
    pub fn on_progress(mut self, report: impl FnMut(&UploadTicket) + Send + 'static) -> Self {
        self.on_progress = Some(Box::new(report));
        self
    }

    /// The ticket as it is before anything is sent, which may be kept for a later
    /// [`resume_attachment`](Client::resume_attachment) should not even one chunk get through.
    pub fn ticket(&self) -> &UploadTicket {
        &self.ticket
    }

    /// Sends the file, or the rest of it, and gives the id of the attachment.
    ///
    /// A chunk whose outcome is not known is sent again: it names the file by its id and the place of
    /// its bytes in it, so that Creatio writes the same bytes to the same place.
    ///
    /// # Errors
    ///
    /// Any [`Error`]. [`Error::Compile`] if it makes no sense (the length of the file is not known, a
    /// ticket of another file), [`Error::Local`] if the body could not be read, [`Error::Rejected`]
    /// with Creatio's words if it does not take the file, as one that is larger than the system
    /// setting `MaxFileSize`. After an error that passes go on with the last ticket.
    pub async fn send(mut self) -> Result<Id<F>, Error> {
        if let Some(reason) = self.refused {
            return Err(Self::refuse(reason));
        }
        let url = self.url();
        let mut pieces = self.body.pieces();
        let mut left = BytesMut::new();
        self.skip(&url, &mut pieces, &mut left).await?;
        loop {
            let chunk = self.chunk(&url, &mut pieces, &mut left).await?;
            // An empty file is one empty chunk.
            if chunk.is_empty() && self.ticket.total > 0 {
                return Ok(Id::new(self.ticket.file_id));
            }
            self.send_chunk(&url, chunk).await?;
            if self.ticket.is_complete() {
                return Ok(Id::new(self.ticket.file_id));
            }
        }
    }

    /// Passes over what Creatio has already.
    async fn skip(
        &mut self,
        url: &Url,
        pieces: &mut Pieces,
        left: &mut BytesMut,
    ) -> Result<(), Error> {
        let mut missing = self.ticket.sent;
        while missing > 0 {
            let piece = pieces
                .try_next()
                .await
                .map_err(|source| self.local(url, source))?;
            let Some(mut piece) = piece else {
                return Ok(());
            };
            let skipped = usize::try_from(missing).map_or(piece.len(), |it| it.min(piece.len()));
            left.extend_from_slice(&piece.split_off(skipped));
            missing -= skipped as u64;
        }
        Ok(())
    }

    /// The next chunk: as long as set, but for the last one, which may be empty.
    async fn chunk(
        &mut self,
        url: &Url,
        pieces: &mut Pieces,
        left: &mut BytesMut,
    ) -> Result<Bytes, Error> {
        while left.len() < self.chunk {
            match pieces
                .try_next()
                .await
                .map_err(|source| self.local(url, source))?
            {
                Some(piece) => left.extend_from_slice(&piece),
                None => break,
            }
        }
        Ok(left.split_to(left.len().min(self.chunk)).freeze())
    }

    async fn send_chunk(&mut self, url: &Url, chunk: Bytes) -> Result<(), Error> {
        let (sent, total) = (self.ticket.sent, self.ticket.total);
        let end = sent + chunk.len() as u64;
        let mut request = self.request(url).with_payload(Payload {
            content_type: HeaderValue::from_static(ANY),
            bytes: chunk,
        });
        if total > 0 {
            let range = format!("bytes {sent}-{}/{total}", end - 1);
            let range = HeaderValue::try_from(range).map_err(|_| Self::refuse("no range"))?;
            request.headers.insert(CONTENT_RANGE, range);
        }
        let disposition = disposition::attachment(&self.ticket.file_name);
        request
            .headers
            .extend(disposition.map(|it| (CONTENT_DISPOSITION, it)));
        let key = request.key.clone();
        let outcome = self.client.inner.transport.send(request).await;
        outcome.map_err(|error| open_unless_clear(error, key.as_deref()))?;
        self.ticket.sent = end;
        if let Some(report) = &mut self.on_progress {
            report(&self.ticket);
        }
        Ok(())
    }

    fn request(&self, url: &Url) -> Request {
        Request::new(
            Protocol::WebService,
            Method::POST,
            url.clone(),
            Expect::Stored,
        )
        .for_entity(F::SCHEMA.name)
        .with_key(Some(self.ticket.file_id.to_string()))
        .repeatable()
    }

    fn url(&self) -> Url {
        let rest = address::segment_below(&self.client.inner.services, "rest");
        let service = address::segment_below(&rest, "FileApiService");
        let mut url = address::segment_below(&service, "UploadFile");
        let ticket = &self.ticket;
        url.query_pairs_mut().extend_pairs([
            ("totalFileLength", &*ticket.total.to_string()),
            ("fileId", &*ticket.file_id.to_string()),
            ("mimeType", &*ticket.mime_type),
            ("fileName", &*ticket.file_name),
            ("columnName", &*ticket.column),
            ("parentColumnName", &*ticket.parent_column),
            ("parentColumnValue", &*ticket.parent_id.to_string()),
            ("entitySchemaName", &*ticket.schema),
        ]);
        if let Some(schema) = &ticket.record_schema {
            let columns = json!({ RECORD_SCHEMA_NAME: schema }).to_string();
            url.query_pairs_mut()
                .append_pair("AdditionalParams", &columns);
        }
        url
    }

    fn local(&self, url: &Url, source: std::io::Error) -> Error {
        Error::Local {
            call: Box::new(self.request(url).call()),
            source,
        }
    }

    fn refuse(reason: &str) -> Error {
        Error::Compile(CompileError::Arguments {
            target: format!("the upload of a {}", F::SCHEMA.name),
            reason: reason.to_owned(),
        })
    }
}

impl<F> fmt::Debug for Attachment<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attachment")
            .field("ticket", &self.ticket)
            .field("chunk", &self.chunk)
            .finish_non_exhaustive()
    }
}
