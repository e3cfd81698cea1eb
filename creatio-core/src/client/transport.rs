//! The one place where requests leave: authorize, send, classify, replay once, try again.
//!
//! A [`Request`] is built by pure code elsewhere; a [`Reply`] has passed classification and waits
//! to be decoded. Between the two lies one `tracing` span per call, `creatio.request`, with the
//! fields `protocol`, `method`, `entity`, `path`, `status`, `rows`, `attempt`, of a query whose address
//! would be too long `detour`, and of a batch `items`. Events are at `DEBUG`; the full address, whose query may hold personal data, is at `TRACE`. Bodies and
//! authorizations are in no event.

use std::time::Duration;

use bytes::Bytes;
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderValue};
use tokio::sync::Semaphore;
use tokio::time::Instant;
use tracing::{Instrument, Span};

use super::auth::{AuthContext, Authenticator, Authorization, Renewal};
use super::pace::Pace;
use super::reply::classify::{Fault, classify};
use super::reply::{FetchError, RawReply};
use super::request::Request;
use super::retry::Retries;
use crate::decode::DecodeError;
use crate::error::{Call, Error};

/// The longest address that the `http` crate takes, in bytes.
pub(super) const LONGEST_ADDRESS: usize = 65_534;

/// A reply that is what its request expected.
#[derive(Debug)]
pub(super) struct Reply {
    body: Bytes,
    content_type: Option<HeaderValue>,
    call: Call,
    span: Span,
}

impl Reply {
    /// Reads the body; `rows` says how many rows that gave, for the span.
    pub(super) fn decode<T>(
        &self,
        read: impl FnOnce(&[u8]) -> Result<T, DecodeError>,
        rows: impl FnOnce(&T) -> usize,
    ) -> Result<T, Error> {
        let _entered = self.span.enter();
        match read(&self.body) {
            Ok(value) => {
                self.span.record("rows", rows(&value));
                Ok(value)
            }
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

/// Carries requests to one instance.
pub(super) struct Transport {
    pub(super) context: AuthContext,
    pub(super) authenticator: Box<dyn Authenticator>,
    pub(super) retries: Retries,
    pub(super) limits: Limits,
}

/// What a client allows itself.
pub(super) struct Limits {
    /// Permits for requests in flight.
    pub(super) in_flight: Option<Semaphore>,
    /// When the next request may leave.
    pub(super) pace: Option<Pace>,
    /// How long a call may take with all its attempts.
    pub(super) deadline: Option<Duration>,
    /// The longest body of a reply, in bytes.
    pub(super) reply: usize,
}

/// How far a call has come.
struct Progress<'a> {
    span: &'a Span,
    attempts: u64,
    /// Whether it was sent again with another authorization, which happens once.
    replayed: bool,
}

impl Transport {
    /// Sends a request; the reply, if it is what the request expects.
    ///
    /// Dropped at any moment, it leaves nothing behind but what the server already received.
    pub(super) async fn send(&self, request: Request) -> Result<Reply, Error> {
        if request.url.as_str().len() > LONGEST_ADDRESS {
            let call = Box::new(request.call());
            return Err(Error::TooLong { call });
        }
        let span = request.span();
        let Some(limit) = self.limits.deadline else {
            let sending = self.send_in_span(&request, &span, None);
            return sending.instrument(span.clone()).await;
        };
        let until = Instant::now() + limit;
        let sending = self.send_in_span(&request, &span, Some(until));
        let outcome = tokio::time::timeout_at(until, sending.instrument(span.clone())).await;
        outcome.unwrap_or_else(|_| {
            Err(Error::Timeout {
                call: Box::new(request.call()),
                source: Box::new(DeadlineOver(limit)),
            })
        })
    }

    async fn send_in_span(
        &self,
        request: &Request,
        span: &Span,
        until: Option<Instant>,
    ) -> Result<Reply, Error> {
        let mut retrying = self.retries.begin(request.repeatable, until);
        let mut progress = Progress {
            span,
            attempts: 0,
            replayed: false,
        };
        loop {
            let error = match self.attempt(request, &mut progress).await {
                Ok(reply) => return Ok(reply),
                Err(error) => error,
            };
            let Some(pause) = retrying.pause_after(&error) else {
                return Err(error);
            };
            tracing::debug!(%error, ?pause, "trying again after a pause");
            tokio::time::sleep(pause).await;
        }
    }

    /// Sends the request, and once more if another authorization may help.
    async fn attempt(
        &self,
        request: &Request,
        progress: &mut Progress<'_>,
    ) -> Result<Reply, Error> {
        let span = progress.span;
        loop {
            progress.attempts += 1;
            span.record("attempt", progress.attempts);
            let authorization = self.authorize(request).await?;
            let reply = self.exchange(request, &authorization).await?;
            span.record("status", reply.status.as_u16());
            tracing::debug!(bytes = reply.body.len(), "reply");
            let call = request.call().with_status(reply.status.as_u16());
            match classify(&reply, request.expect) {
                Ok(()) => {
                    return Ok(Reply {
                        content_type: reply.headers.get(CONTENT_TYPE).cloned(),
                        body: reply.body,
                        call,
                        span: span.clone(),
                    });
                }
                Err(fault)
                    if !progress.replayed && self.may_replay(&fault, &authorization).await =>
                {
                    tracing::debug!("the authorization was not accepted; asking for another");
                    progress.replayed = true;
                }
                Err(fault) => return Err(fault.into_error(call, request.key.clone())),
            }
        }
    }

    /// Whether the request is worth sending again with another authorization.
    ///
    /// A lost session means that nothing was done, so that this is safe for every method.
    async fn may_replay(&self, fault: &Fault, used: &Authorization) -> bool {
        if fault.lost_session() {
            return self.authenticator.reject(used) == Renewal::Possible;
        }
        // A session that another task has replaced meanwhile: its token against forged requests is
        // refused with the same status as a lack of rights.
        fault.is_denial() && self.is_replaced(used).await
    }

    async fn is_replaced(&self, used: &Authorization) -> bool {
        let now = self.authenticator.authorize(&self.context).await;
        now.is_ok_and(|now| now.generation() != used.generation())
    }

    async fn authorize(&self, request: &Request) -> Result<Authorization, Error> {
        let outcome = self.authenticator.authorize(&self.context).await;
        outcome.map_err(|source| Error::Auth {
            call: Box::new(request.call()),
            source,
        })
    }

    async fn exchange(
        &self,
        request: &Request,
        authorization: &Authorization,
    ) -> Result<RawReply, Error> {
        if let Some(pace) = &self.limits.pace {
            pace.turn().await;
        }
        // Held until the reply has arrived in full, and by nobody who merely waits.
        let _permit = match &self.limits.in_flight {
            // It is never closed.
            Some(permits) => permits.acquire().await.ok(),
            None => None,
        };
        tracing::trace!(url = %request.url, "sending");
        let http = self.context.http();
        let mut built = http
            .request(request.method.clone(), request.url.clone())
            .header(ACCEPT, request.accept())
            .headers(request.headers.clone())
            .headers(authorization.headers().clone())
            .timeout(self.context.timeout());
        if let Some(payload) = &request.payload {
            built = built
                .header(CONTENT_TYPE, &payload.content_type)
                .body(payload.bytes.clone());
        }
        let reply = match built.build() {
            Ok(built) => RawReply::fetch(http, built, self.limits.reply).await,
            Err(error) => Err(error.into()),
        };
        let reply = reply.map_err(|error| no_reply(error, request))?;
        if reply.redirected_to.is_none() {
            self.authenticator.replied(authorization, &reply.headers);
        }
        Ok(reply)
    }
}

/// A call was not through when its deadline came.
#[derive(Debug, thiserror::Error)]
#[error("the deadline of {0:?} for the call with all its attempts is over")]
struct DeadlineOver(Duration);

/// Sorts what came instead of a reply by what the caller can do about it.
fn no_reply(error: FetchError, request: &Request) -> Error {
    tracing::debug!(%error, "no reply");
    let call = Box::new(request.call());
    let error = match error {
        FetchError::Network(error) => error,
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
