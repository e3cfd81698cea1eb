//! A download under way: pieces that go on after a broken connection.

use bytes::Bytes;
use futures_util::StreamExt;
use futures_util::stream::{self, BoxStream};
use reqwest::header::{
    ACCEPT_RANGES, CONTENT_LENGTH, CONTENT_RANGE, ETAG, HeaderMap, HeaderName, HeaderValue,
    IF_RANGE, LAST_MODIFIED, RANGE,
};

use crate::client::Client;
use crate::client::request::Request;
use crate::client::transport::Opened;
use crate::error::Error;

/// A download under way.
pub(super) struct Transfer {
    client: Client,
    request: Request,
    /// `None` while the connection is made once more.
    opened: Option<Opened>,
    /// How many bytes have been handed out.
    position: u64,
    /// How many of the bytes to come are among those.
    known: u64,
    /// Where the connection broke last.
    broke_at: Option<u64>,
    whole: Option<Whole>,
}

/// What makes bytes those of the same file.
struct Whole {
    length: u64,
    /// What the server knows this state of the file by: a header and its value.
    validator: (HeaderName, HeaderValue),
    /// Whether the server may give a part of it.
    in_parts: bool,
}

impl Transfer {
    pub(super) fn new(client: Client, request: Request, opened: Opened) -> Self {
        Self {
            client,
            request,
            whole: Whole::of(&opened.reply.headers),
            opened: Some(opened),
            position: 0,
            known: 0,
            broke_at: None,
        }
    }

    pub(super) fn pieces(self) -> BoxStream<'static, Result<Bytes, Error>> {
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
                    let piece = self.beyond_known(piece);
                    if !piece.is_empty() {
                        self.position += piece.len() as u64;
                        return Ok(Some((piece, self)));
                    }
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

    /// What of a piece has not been handed out.
    fn beyond_known(&mut self, mut piece: Bytes) -> Bytes {
        let known = usize::try_from(self.known).map_or(piece.len(), |it| it.min(piece.len()));
        self.known -= known as u64;
        piece.split_off(known)
    }

    /// The bytes from where the connection broke, or all of them once more; the error that broke it if
    /// they cannot be had.
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
            Ok(opened) => match whole.known(&opened, self.position) {
                Some(known) => {
                    self.known = known;
                    Ok(opened)
                }
                None => Err(error),
            },
            Err(_) => Err(error),
        }
    }
}

impl Whole {
    /// `None` if nothing would tell that other bytes are those of the same file.
    fn of(head: &HeaderMap) -> Option<Self> {
        let etag = head
            .get(ETAG)
            .filter(|etag| !etag.as_bytes().starts_with(b"W/"));
        let validator = match etag {
            Some(etag) => (ETAG, etag.clone()),
            None => (LAST_MODIFIED, head.get(LAST_MODIFIED)?.clone()),
        };
        Some(Self {
            length: length(head)?,
            validator,
            in_parts: text(head, &ACCEPT_RANGES).is_none_or(|unit| unit.trim() != "none"),
        })
    }

    /// The request for what comes behind a position. A server that gives no parts answers with all
    /// bytes.
    fn rest(&self, request: &Request, position: u64) -> Option<Request> {
        let mut request = request.clone();
        if self.in_parts {
            let range = HeaderValue::try_from(format!("bytes={position}-")).ok()?;
            request.headers.insert(RANGE, range);
            request.headers.insert(IF_RANGE, self.validator.1.clone());
        }
        Some(request)
    }

    /// How many bytes of a reply come before a position; `None` if they are of another file.
    fn known(&self, opened: &Opened, position: u64) -> Option<u64> {
        let head = &opened.reply.headers;
        let (name, known) = &self.validator;
        let validator = head.get(name);
        match opened.reply.status.as_u16() {
            206 => {
                let range = text(head, &CONTENT_RANGE)?;
                // Less than all that is left would pass for the end.
                let last = self.length.saturating_sub(1);
                let is_rest = range.trim() == format!("bytes {position}-{last}/{}", self.length);
                // Not every server heeds `If-Range`, nor repeats what the request says already.
                let is_same = validator.is_none_or(|it| it == known);
                (is_rest && is_same).then_some(0)
            }
            200 => {
                let is_same = validator == Some(known) && length(head) == Some(self.length);
                is_same.then_some(position)
            }
            _ => None,
        }
    }
}

/// The length that a head announces.
pub(super) fn length(head: &HeaderMap) -> Option<u64> {
    text(head, &CONTENT_LENGTH)?.parse().ok()
}

/// A header as text.
pub(super) fn text<'h>(head: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    head.get(name)?.to_str().ok()
}
