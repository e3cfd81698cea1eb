//! [`Download`]: bytes as they arrive.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::{Bytes, BytesMut};
use futures_util::stream::{self, BoxStream};
use futures_util::{Stream, StreamExt, TryStreamExt};
use reqwest::header::{
    ACCEPT_ENCODING, ACCEPT_RANGES, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_RANGE,
    CONTENT_TYPE, ETAG, HeaderMap, HeaderName, HeaderValue, IF_RANGE, LAST_MODIFIED, RANGE,
};
use tokio::io::{AsyncWrite, AsyncWriteExt};

use super::disposition;
use crate::client::Client;
use crate::client::request::Request;
use crate::client::transport::Opened;
use crate::error::{Call, Error};

/// A file on its way from Creatio: its bytes as a stream of `futures`, and what its head tells.
///
/// Nothing is held but the piece that has arrived. The client's
/// [timeout](crate::ClientBuilder::timeout) is how long a pause may be, not how long the whole takes,
/// and its [deadline](crate::ClientBuilder::deadline) ends with the first bytes.
///
/// A connection that breaks is made once more, and the stream goes on where it was, if the server
/// gives files in parts and says which state of the file they are of (`ETag`, `Last-Modified`), and
/// unless the client has no [retries](crate::RetryPolicy::never). Otherwise the stream ends with
/// [`Error::Interrupted`]: the rest might be that of another file. Whether an instance does depends on
/// its version and file storage, and is not documented.
#[must_use = "its bytes have not been read"]
pub struct Download {
    call: Call,
    content_type: Option<String>,
    content_length: Option<u64>,
    file_name: Option<String>,
    limit: usize,
    pieces: BoxStream<'static, Result<Bytes, Error>>,
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
        let length = text(head, &CONTENT_LENGTH).and_then(|length| length.parse().ok());
        let file_name = text(head, &CONTENT_DISPOSITION).and_then(disposition::file_name);
        let is_empty = opened.reply.rest.is_none() && opened.reply.body.is_empty();
        Ok(Self {
            call: opened.call.clone(),
            content_type: text(head, &CONTENT_TYPE).map(str::to_owned),
            content_length: if is_empty { Some(0) } else { length },
            file_name,
            limit: client.inner.transport.limits.reply,
            pieces: Transfer::new(client.clone(), request, opened).pieces(),
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
        self.pieces.try_next().await
    }

    /// All bytes at once.
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
        let mut all = BytesMut::new();
        while let Some(piece) = self.pieces.try_next().await? {
            if piece.len() > self.limit - all.len() {
                return Err(Error::ReplyTooLong {
                    call: Box::new(self.call),
                    limit: self.limit,
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

/// A download under way.
struct Transfer {
    client: Client,
    request: Request,
    /// `None` while the connection is made once more.
    opened: Option<Opened>,
    /// How many bytes have been handed out.
    position: u64,
    /// Where the connection broke last.
    broke_at: Option<u64>,
    whole: Option<Whole>,
}

/// What makes a part one of the same bytes.
struct Whole {
    length: u64,
    /// What the server knows this state of the bytes by.
    validator: HeaderValue,
}

impl Transfer {
    fn new(client: Client, request: Request, opened: Opened) -> Self {
        Self {
            client,
            request,
            whole: Whole::of(&opened.reply.headers),
            opened: Some(opened),
            position: 0,
            broke_at: None,
        }
    }

    fn pieces(self) -> BoxStream<'static, Result<Bytes, Error>> {
        stream::try_unfold(self, Self::next).boxed()
    }

    async fn next(mut self) -> Result<Option<(Bytes, Self)>, Error> {
        let idle = self.client.inner.transport.context.timeout();
        loop {
            let Some(opened) = &mut self.opened else {
                return Ok(None);
            };
            match opened.next(idle).await {
                Ok(Some(piece)) => {
                    self.position += piece.len() as u64;
                    return Ok(Some((piece, self)));
                }
                Ok(None) => return Ok(None),
                Err(error) => {
                    // What waits for the rest needs no permit for the part that is lost.
                    self.opened = None;
                    let rest = self.rest(error).await?;
                    self.opened = Some(rest);
                }
            }
        }
    }

    /// The bytes from where the connection broke; the error that broke it if they cannot be had.
    async fn rest(&mut self, error: Error) -> Result<Opened, Error> {
        let has_moved = self.broke_at.replace(self.position) != Some(self.position);
        let may_retry = self.client.inner.transport.retries.are_allowed();
        let is_cut = matches!(error, Error::Interrupted { .. });
        let Some(whole) = self
            .whole
            .as_ref()
            .filter(|_| has_moved && may_retry && is_cut)
        else {
            return Err(error);
        };
        let Some(request) = whole.rest(&self.request, self.position) else {
            return Err(error);
        };
        tracing::debug!(position = self.position, "asking for the rest of the bytes");
        match self.client.inner.transport.open(request).await {
            Ok(opened) if whole.is_continued(&opened, self.position) => Ok(opened),
            Ok(_) | Err(_) => Err(error),
        }
    }
}

impl Whole {
    /// `None` if the server gives no parts, or if nothing would tell that they are of the same bytes.
    fn of(head: &HeaderMap) -> Option<Self> {
        let in_parts = text(head, &ACCEPT_RANGES).is_none_or(|unit| unit.trim() != "none");
        let etag = head
            .get(ETAG)
            .filter(|etag| !etag.as_bytes().starts_with(b"W/"));
        let validator = etag
            .or_else(|| head.get(LAST_MODIFIED))
            .filter(|_| in_parts)?;
        Some(Self {
            length: text(head, &CONTENT_LENGTH)?.parse().ok()?,
            validator: validator.clone(),
        })
    }

    fn rest(&self, request: &Request, position: u64) -> Option<Request> {
        let mut request = request.clone();
        let range = HeaderValue::try_from(format!("bytes={position}-")).ok()?;
        request.headers.insert(RANGE, range);
        request.headers.insert(IF_RANGE, self.validator.clone());
        Some(request)
    }

    /// Whether a reply is the rest of the bytes, and not all of them, or others.
    fn is_continued(&self, opened: &Opened, position: u64) -> bool {
        let range = text(&opened.reply.headers, &CONTENT_RANGE);
        // Less than all that is left would pass for the end.
        let last = self.length.saturating_sub(1);
        let expected = format!("bytes {position}-{last}/{}", self.length);
        opened.reply.status.as_u16() == 206 && range.is_some_and(|range| range.trim() == expected)
    }
}

fn text<'h>(head: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    head.get(name)?.to_str().ok()
}
