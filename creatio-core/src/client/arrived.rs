//! What arrived: a [`Reply`] that was read as a whole, or an [`Opened`] one whose body is to come; and
//! what came instead of a reply, as an error.

use std::time::Duration;

use bytes::Bytes;
use reqwest::header::HeaderValue;
use tokio::sync::OwnedSemaphorePermit;
use tracing::Span;

use super::reply::{FetchError, RawReply};
use crate::decode::DecodeError;
use crate::error::{Call, Error};

/// A reply that is what its request expected.
#[derive(Debug)]
pub(super) struct Reply {
    pub(super) body: Bytes,
    pub(super) content_type: Option<HeaderValue>,
    pub(super) call: Call,
    pub(super) span: Span,
}

impl Reply {
    /// Reads the body; `rows` says how many rows that gave, for the span.
    pub(super) fn decode<T>(
        &self,
        read: impl FnOnce(&[u8]) -> Result<T, DecodeError>,
        rows: impl FnOnce(&T) -> usize,
    ) -> Result<T, Error> {
        let value = self.read(read)?;
        self.span.record("rows", rows(&value));
        Ok(value)
    }

    /// Reads a body that holds no rows.
    pub(super) fn read<T>(
        &self,
        read: impl FnOnce(&[u8]) -> Result<T, DecodeError>,
    ) -> Result<T, Error> {
        let _entered = self.span.enter();
        match read(&self.body) {
            Ok(value) => Ok(value),
            Err(error) => {
                tracing::debug!("the reply does not fit the model");
                let call = Box::new(self.call.clone());
                Err(Error::Decode {
                    call,
                    source: Box::new(error),
                })
            }
        }
    }

    /// The body as text, as metadata is read.
    pub(super) fn into_text(self) -> Result<String, Error> {
        String::from_utf8(self.body.into()).map_err(|_| Error::NotCreatio {
            call: Box::new(self.call),
            reply: "a document that is not UTF-8".to_owned(),
        })
    }

    /// The body as JSON that no model describes.
    pub(super) fn json(&self) -> Result<serde_json::Value, Error> {
        serde_json::from_slice(&self.body).map_err(|_| Error::NotCreatio {
            call: Box::new(self.call.clone()),
            reply: "a reply that is labelled as JSON and is none".to_owned(),
        })
    }

    /// Notes in the span how many rows the body holds.
    pub(super) fn record_rows(&self, rows: usize) {
        self.span.record("rows", rows);
    }

    pub(super) fn content_type(&self) -> Option<&HeaderValue> {
        self.content_type.as_ref()
    }

    pub(super) fn into_call(self) -> Call {
        self.call
    }

    pub(super) fn into_parts(self) -> (Bytes, Call) {
        (self.body, self.call)
    }
}

/// A reply whose body is read piece by piece.
#[derive(Debug)]
pub(super) struct Opened {
    /// Head and beginning.
    pub(super) reply: RawReply,
    pub(super) call: Call,
    pub(super) span: Span,
    /// Held until the body has been read.
    pub(super) _permit: Option<OwnedSemaphorePermit>,
}

impl Opened {
    /// The next bytes, unless they take longer than `idle`; `None` at the end.
    pub(super) async fn next(&mut self, idle: Duration) -> Result<Option<Bytes>, Error> {
        let beginning = std::mem::take(&mut self.reply.body);
        if !beginning.is_empty() {
            return Ok(Some(beginning));
        }
        let Some(rest) = &mut self.reply.rest else {
            return Ok(None);
        };
        let read = match tokio::time::timeout(idle, rest.chunk()).await {
            Ok(read) => read.map_err(FetchError::from),
            Err(_) => Err(FetchError::Idle(idle)),
        };
        read.map_err(|error| no_reply(error, self.call.clone()))
    }
}

/// Sorts what came instead of a reply by what the caller can do about it.
pub(super) fn no_reply(error: FetchError, call: Call) -> Error {
    tracing::debug!(%error, "no reply");
    let call = Box::new(call);
    let error = match error {
        FetchError::Network(error) => error,
        FetchError::Idle(_) => {
            let source = Box::new(error);
            return Error::Timeout { call, source };
        }
        FetchError::TooLong { limit } => return Error::ReplyTooLong { call, limit },
    };
    let (is_connect, is_timeout) = (error.is_connect(), error.is_timeout());
    let source = error.into();
    // A connection that is not made in time is no connection, so that this question is first.
    if is_connect {
        Error::Connect { call, source }
    } else if is_timeout {
        Error::Timeout { call, source }
    } else {
        Error::Interrupted { call, source }
    }
}
