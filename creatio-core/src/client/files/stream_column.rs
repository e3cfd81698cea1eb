//! Stream columns: bytes at an address of their own below the row's.

use reqwest::Method;
use reqwest::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderValue};

use super::Download;
use crate::CompileError;
use crate::client::body::{Outgoing, UploadBody};
use crate::client::calls::key_of;
use crate::client::reply::classify::Expect;
use crate::client::request::Request;
use crate::client::services::open_unless_clear;
use crate::client::{Client, address};
use crate::column::StreamColumn;
use crate::error::{Error, Protocol};
use crate::prepared::Prepared;
use crate::query::Entity;

impl Client {
    /// The bytes in a stream column of a row, such as an image or a file, as they arrive.
    ///
    /// ```no_run
    /// # mod models {
    /// # use creatio_core::{Entity, Id};
    /// # #[derive(Debug, Clone, PartialEq, Entity)]
    /// # #[creatio(stream(logo = "Logo"))]
    /// # pub struct Account { #[creatio(key)] pub id: Id<Account> }
    /// # }
    /// # async fn run(client: creatio_core::Client, id: creatio_core::Id<models::Account>) -> Result<(), creatio_core::Error> {
    /// use models::account;
    ///
    /// let mut logo = client.download(account::logo, id).await?;
    /// println!("{:?}, {:?} bytes", logo.content_type(), logo.content_length());
    /// while let Some(piece) = logo.try_next().await? {
    ///     println!("{} bytes more", piece.len());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Any [`Error`]; [`Error::NotFound`] if there is no such row.
    pub async fn download<E: Entity>(
        &self,
        column: StreamColumn<E>,
        id: E::Key,
    ) -> Result<Download, Error> {
        let request = self.stream_request(column, &id, Method::GET, Expect::Bytes)?;
        Download::open(self, request).await
    }

    /// Stores bytes in a stream column of a row, piece by piece.
    ///
    /// The body is anything that [`UploadBody`] is made from: bytes, text, a file, a reader, a stream.
    /// Bytes and files are sent again after a failure that passes; a reader or stream only if nothing
    /// had been taken from it. The client's [timeout](crate::ClientBuilder::timeout) is how long the
    /// transfer may stand still, not how long it may take.
    ///
    /// ```no_run
    /// # mod models {
    /// # use creatio_core::{Entity, Id};
    /// # #[derive(Debug, Clone, PartialEq, Entity)]
    /// # #[creatio(stream(logo = "Logo"))]
    /// # pub struct Account { #[creatio(key)] pub id: Id<Account> }
    /// # }
    /// # async fn run(client: creatio_core::Client, id: creatio_core::Id<models::Account>) -> Result<(), Box<dyn std::error::Error>> {
    /// use creatio_core::client::UploadBody;
    /// use models::account;
    ///
    /// let logo = UploadBody::file("logo.png").await?;
    /// client.upload(account::logo, id, "image/png", logo).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Versions before 8.3.2 store the bytes in the database whatever file storage is set up; for
    /// attachments there see [`attach`](Self::attach) (Creatio Academy).
    ///
    /// # Errors
    ///
    /// Any [`Error`]; [`Error::NotFound`] if there is no such row, [`Error::Local`] if the body could
    /// not be read, [`Error::OutcomeUnknown`] if the bytes may have been stored: sending them again
    /// does no harm.
    pub async fn upload<E: Entity>(
        &self,
        column: StreamColumn<E>,
        id: E::Key,
        content_type: &str,
        body: impl Into<UploadBody> + Send,
    ) -> Result<(), Error> {
        let request = self.stream_request(column, &id, Method::PUT, Expect::Stored)?;
        let body: UploadBody = body.into();
        let body = body.looked_into_if_empty().await;
        let body = body.map_err(|source| Error::Local {
            call: Box::new(request.call()),
            source,
        })?;
        let request = request
            .with_outgoing(content_type, body)
            .map_err(|reason| CompileError::Arguments {
                target: format!("{}.{}", E::SCHEMA.name, column.name()),
                reason,
            })?;
        let key = request.key.clone();
        let sent = self.inner.transport.send(request).await;
        sent.map(drop)
            .map_err(|error| open_unless_clear(error, key.as_deref()))
    }

    /// Empties a stream column of a row.
    ///
    /// ```no_run
    /// # mod models {
    /// # use creatio_core::{Entity, Id};
    /// # #[derive(Debug, Clone, PartialEq, Entity)]
    /// # #[creatio(stream(logo = "Logo"))]
    /// # pub struct Account { #[creatio(key)] pub id: Id<Account> }
    /// # }
    /// # async fn run(client: creatio_core::Client, id: creatio_core::Id<models::Account>) -> Result<(), creatio_core::Error> {
    /// client.clear_stream(models::account::logo, id).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`upload`](Self::upload).
    pub async fn clear_stream<E: Entity>(
        &self,
        column: StreamColumn<E>,
        id: E::Key,
    ) -> Result<(), Error> {
        let request = self.stream_request(column, &id, Method::DELETE, Expect::Stored)?;
        let key = request.key.clone();
        // What is empty already stays so.
        let sent = self.inner.transport.send(request.repeatable()).await;
        sent.map(drop)
            .map_err(|error| open_unless_clear(error, key.as_deref()))
    }

    fn stream_request<E: Entity>(
        &self,
        column: StreamColumn<E>,
        id: &E::Key,
        method: Method,
        expect: Expect,
    ) -> Result<Request, Error> {
        let prepared = Prepared::<E>::by_key_odata4(id)?;
        let row = prepared.request().as_str();
        let row = row.split_once('?').map_or(row, |(row, _)| row);
        let url = address::segment_below(&address::below(&self.inner.odata4, row), column.name());
        Ok(Request::new(Protocol::OData4, method, url, expect)
            .for_entity(E::SCHEMA.name)
            .with_key(key_of(row)))
    }
}

impl Request {
    /// The same with a body that is sent piece by piece.
    fn with_outgoing(mut self, content_type: &str, body: UploadBody) -> Result<Self, String> {
        let content_type = HeaderValue::from_str(content_type)
            .map_err(|_| "the content type has characters that no header can carry".to_owned())?;
        self.headers.insert(CONTENT_TYPE, content_type);
        if let Some(length) = body.len() {
            self.headers.insert(CONTENT_LENGTH, length.into());
        }
        self.repeatable = body.can_be_repeated();
        self.outgoing = Some(Outgoing::new(body));
        Ok(self)
    }
}
