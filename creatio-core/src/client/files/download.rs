//! [`Download`]: bytes as they arrive.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::{Bytes, BytesMut};
use futures_util::stream::BoxStream;
use futures_util::{Stream, StreamExt, TryStreamExt};
use reqwest::header::{ACCEPT_ENCODING, CONTENT_DISPOSITION, CONTENT_TYPE, HeaderValue};
use tokio::io::{AsyncWrite, AsyncWriteExt};

use super::disposition;
use super::transfer::{Transfer, length, text};
use crate::client::Client;
use crate::client::request::Request;
use crate::error::{Call, Error};

/// A file on its way from Creatio: its bytes as a stream of `futures`, and what its head tells.
///
/// Nothing is held but the piece that has arrived. The client's
/// [timeout](crate::ClientBuilder::timeout) is how long a pause may be, not how long the whole takes,
/// and its [deadline](crate::ClientBuilder::deadline) ends with the first bytes.
///
/// A connection that breaks is made once more, unless the client has no
/// [retries](crate::RetryPolicy::never), and the stream goes on where it was if the server says which
/// state of the file its bytes are of (`ETag`, `Last-Modified`): with the rest if it gives files in
/// parts, else with all bytes once more, of which those that were handed out are passed over. Without
/// such a word, or if the file has changed, the stream ends with [`Error::Interrupted`]: the rest might
/// be that of another file. [`bytes`](Self::bytes) then begins anew. What an instance does depends on
/// its version and file storage, and is not documented.
#[must_use = "its bytes have not been read"]
pub struct Download {
    client: Client,
    request: Request,
    call: Call,
    content_type: Option<String>,
    content_length: Option<u64>,
    file_name: Option<String>,
    pieces: BoxStream<'static, Result<Bytes, Error>>,
    /// Whether somebody has got bytes of it.
    has_begun: bool,
}

impl Download {
    /// Sends the request and waits for the beginning of the bytes.
    pub(super) async fn open(client: &Client, mut request: Request) -> Result<Self, Error> {
        // Compressed bytes would make lengths and positions those of other bytes.
        request
            .headers
            .insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        let opened = client.inner.transport.open(request.clone()).await?;
        let head = &opened.reply.headers;
        let file_name = text(head, &CONTENT_DISPOSITION).and_then(disposition::file_name);
        let is_empty = opened.reply.rest.is_none() && opened.reply.body.is_empty();
        Ok(Self {
            call: opened.call.clone(),
            content_type: text(head, &CONTENT_TYPE).map(str::to_owned),
            content_length: if is_empty { Some(0) } else { length(head) },
            file_name,
            pieces: Transfer::new(client.clone(), request.clone(), opened).pieces(),
            client: client.clone(),
            request,
            has_begun: false,
        })
    }

    /// The content type that the server gives the bytes: often `application/octet-stream` and no more.
    pub fn content_type(&self) -> Option<&str> {
        self.content_type.as_deref()
    }

    /// How many bytes there are, if the server says so.
    pub fn content_length(&self) -> Option<u64> {
        self.content_length
    }

    /// The name of the file, if the server says it, as the file service does. It is what somebody has
    /// called it once: take it for no path.
    pub fn file_name(&self) -> Option<&str> {
        self.file_name.as_deref()
    }

    /// The next piece, of whatever length it has arrived in; `None` behind the last one. The future can
    /// be dropped at any time: no byte is lost.
    ///
    /// # Errors
    ///
    /// What the stream gives. After an error it is over.
    pub async fn try_next(&mut self) -> Result<Option<Bytes>, Error> {
        TryStreamExt::try_next(self).await
    }

    /// All bytes at once; the rest of them if the stream has given some.
    ///
    /// A connection that breaks where the stream cannot go on begins anew, as often as the client's
    /// [retries](crate::RetryPolicy) allow, unless the stream has given some.
    ///
    /// ```no_run
    /// # mod models {
    /// # use creatio_core::{Entity, Id};
    /// # #[derive(Debug, Clone, PartialEq, Entity)]
    /// # #[creatio(stream(logo = "Logo"))]
    /// # pub struct Account { #[creatio(key)] pub id: Id<Account> }
    /// # }
    /// # use models::{Account, account};
    /// # async fn run(client: creatio_core::Client, id: creatio_core::Id<Account>) -> Result<(), creatio_core::Error> {
    /// let logo = client.download(account::logo, id).await?.bytes().await?;
    /// # let _ = logo;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Any [`Error`] of the stream, and [`Error::ReplyTooLong`] if they are more than the client's
    /// [`reply_limit`](crate::ClientBuilder::reply_limit).
    pub async fn bytes(mut self) -> Result<Bytes, Error> {
        let (client, request) = (self.client.clone(), self.request.clone());
        let mut retrying = client.inner.transport.retries.begin(!self.has_begun, None);
        loop {
            let error = match self.collected().await {
                Ok(bytes) => return Ok(bytes),
                Err(error) => error,
            };
            let Some(pause) = retrying.pause_after(&error) else {
                return Err(error);
            };
            tracing::debug!(%error, ?pause, "beginning anew after a pause");
            tokio::time::sleep(pause).await;
            self = Self::open(&client, request.clone()).await?;
        }
    }

    async fn collected(&mut self) -> Result<Bytes, Error> {
        let limit = self.client.inner.transport.limits.reply;
        let mut all = BytesMut::new();
        while let Some(piece) = self.pieces.try_next().await? {
            if piece.len() > limit - all.len() {
                return Err(Error::ReplyTooLong {
                    call: Box::new(self.call.clone()),
                    limit,
                });
            }
            all.extend_from_slice(&piece);
        }
        Ok(all.freeze())
    }

    /// Writes all bytes to a writer, such as a `tokio::fs::File`, flushes it, and gives their number.
    ///
    /// ```no_run
    /// # mod models {
    /// # use creatio_core::{Entity, Id};
    /// # #[derive(Debug, Clone, PartialEq, Entity)]
    /// # #[creatio(stream(logo = "Logo"))]
    /// # pub struct Account { #[creatio(key)] pub id: Id<Account> }
    /// # }
    /// # use models::{Account, account};
    /// # async fn run(client: creatio_core::Client, id: creatio_core::Id<Account>) -> Result<(), Box<dyn std::error::Error>> {
    /// let mut file = tokio::fs::File::create("logo.png").await?;
    /// client.download(account::logo, id).await?.write_to(&mut file).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Any [`Error`] of the stream, and [`Error::Local`] if the writer fails.
    pub async fn write_to(
        mut self,
        writer: &mut (impl AsyncWrite + Unpin + ?Sized),
    ) -> Result<u64, Error> {
        let local = |source| Error::Local {
            call: Box::new(self.call.clone()),
            source,
        };
        let mut written = 0;
        while let Some(piece) = self.pieces.try_next().await? {
            writer.write_all(&piece).await.map_err(local)?;
            written += piece.len() as u64;
        }
        writer.flush().await.map_err(local)?;
        Ok(written)
    }
}

impl Stream for Download {
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.has_begun = true;
        self.pieces.poll_next_unpin(context)
    }
}

impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download")
            .field("content_type", &self.content_type)
            .field("content_length", &self.content_length)
            .field("file_name", &self.file_name)
            .finish_non_exhaustive()
    }
}
