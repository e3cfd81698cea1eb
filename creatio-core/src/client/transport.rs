//! The one place where requests leave: authorize, send, classify, replay once, try again.
//!
//! A [`Request`] is built by pure code elsewhere; a [`Reply`] has passed classification and waits
//! to be decoded. Between the two lies one `tracing` span per call, `creatio.request`, with the
//! fields `protocol`, `method`, `entity`, `path`, `status`, `rows`, `attempt`, of a query whose address
//! would be too long `detour`, and of a batch `items`. Events are at `DEBUG`; the full address, whose query may hold personal data, is at `TRACE`. Bodies and
//! authorizations are in no event.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::{Either, select};
use reqwest::header::{ACCEPT, CONTENT_TYPE};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;
use tracing::{Instrument, Span};

use super::arrived::no_reply;
pub(super) use super::arrived::{Opened, Reply};
use super::auth::{AuthContext, Authenticator, Authorization, Renewal};
use super::body::Outgoing;
use super::pace::Pace;
use super::reply::classify::{Fault, classify};
use super::reply::{Extent, FetchError, RawReply};
use super::request::Request;
use super::retry::Retries;
use crate::error::Error;

/// The longest address that the `http` crate takes, in bytes.
pub(super) const LONGEST_ADDRESS: usize = 65_534;

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
    pub(super) in_flight: Option<Arc<Semaphore>>,
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
    /// The authorization that it was turned away with, if no other could be had.
    refused: Option<u64>,
}

impl Transport {
    /// Sends a request; the reply, if it is what the request expects.
    ///
    /// Dropped at any moment, it leaves nothing behind but what the server already received.
    pub(super) async fn send(&self, request: Request) -> Result<Reply, Error> {
        let opened = self.open(request).await?;
        Ok(Reply {
            content_type: opened.reply.headers.get(CONTENT_TYPE).cloned(),
            body: opened.reply.body,
            call: opened.call,
            span: opened.span,
        })
    }

    /// Sends a request; the reply, with the rest of its body to come if the request expects bytes.
    pub(super) async fn open(&self, request: Request) -> Result<Opened, Error> {
        if request.url.as_str().len() > LONGEST_ADDRESS {
            let call = Box::new(request.call());
            return Err(Error::TooLong { call });
        }
        if request.is_spent() {
            return Err(Error::Local {
                call: Box::new(request.call()),
                source: io::Error::other("the body can be read once, and was read before"),
            });
        }
        let span = request.span();
        // A deadline beyond all time is none.
        let until = |limit| Some((limit, Instant::now().checked_add(limit)?));
        let Some((limit, until)) = self.limits.deadline.and_then(until) else {
            let sending = self.send_in_span(&request, &span, None);
            return sending.instrument(span.clone()).await;
        };
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
    ) -> Result<Opened, Error> {
        let mut retrying = self.retries.begin(request.repeatable, until);
        let mut progress = Progress {
            span,
            attempts: 0,
            replayed: false,
            refused: None,
        };
        loop {
            let error = match self.attempt(request, &mut progress).await {
                Ok(reply) => return Ok(reply),
                Err(error) => error,
            };
            if request.is_spent() {
                return Err(error);
            }
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
    ) -> Result<Opened, Error> {
        let span = progress.span;
        let mut rejected = None;
        loop {
            progress.attempts += 1;
            span.record("attempt", progress.attempts);
            // The last thing before it leaves: what was obtained earlier may be over by now.
            let permit = self.turn().await;
            let authorization = match self.authorize(request, progress.refused).await {
                Ok(authorization) => authorization,
                Err(error) => {
                    progress.refused = rejected.or(progress.refused);
                    return Err(error);
                }
            };
            let reply = self.exchange(request, &authorization).await?;
            span.record("status", reply.status.as_u16());
            tracing::debug!(bytes = reply.body.len(), "reply");
            let call = request.call().with_status(reply.status.as_u16());
            let Err(fault) = classify(&reply, request.expect) else {
                return Ok(Opened {
                    reply,
                    call,
                    span: span.clone(),
                    _permit: permit,
                });
            };
            // Nobody who waits for another turn holds a permit.
            drop(permit);
            let may_replay = !progress.replayed && self.may_replay(&fault, &authorization).await;
            if !may_replay || request.is_spent() {
                return Err(fault.into_error(call, request.key.clone()));
            }
            tracing::debug!("the authorization was not accepted; asking for another");
            progress.replayed = true;
            rejected = Some(authorization.generation());
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

    /// An authorization, but not the one that this request was `refused` with: a renewal that fails
    /// leaves that to others, for whom it may be good.
    async fn authorize(
        &self,
        request: &Request,
        refused: Option<u64>,
    ) -> Result<Authorization, Error> {
        let mut outcome = self.authenticator.authorize(&self.context).await;
        if let Ok(known) = &outcome
            && refused == Some(known.generation())
        {
            self.authenticator.reject(known);
            outcome = self.authenticator.authorize(&self.context).await;
        }
        outcome.map_err(|source| Error::Auth {
            call: Box::new(request.call()),
            source,
        })
    }

    /// Waits until the next request may leave; the permit that it needs until its reply has been
    /// read. The pace comes last: who waits for a permit must not save up turns meanwhile.
    async fn turn(&self) -> Option<OwnedSemaphorePermit> {
        let permit = match &self.limits.in_flight {
            // It is never closed.
            Some(permits) => Arc::clone(permits).acquire_owned().await.ok(),
            None => None,
        };
        if let Some(pace) = &self.limits.pace {
            pace.turn().await;
        }
        permit
    }

    /// One reply to the request.
    async fn exchange(
        &self,
        request: &Request,
        authorization: &Authorization,
    ) -> Result<RawReply, Error> {
        tracing::trace!(url = %request.url, "sending");
        let fetched = self.fetch(request, authorization).await;
        let reply = fetched.map_err(|error| {
            let own_fault = request.outgoing.as_ref().and_then(Outgoing::failure);
            match own_fault {
                Some(source) => Error::Local {
                    call: Box::new(request.call()),
                    source,
                },
                None => no_reply(error, request.call()),
            }
        })?;
        if reply.redirected_to.is_none() {
            self.authenticator.replied(authorization, &reply.headers);
        }
        Ok(reply)
    }

    async fn fetch(
        &self,
        request: &Request,
        authorization: &Authorization,
    ) -> Result<RawReply, FetchError> {
        let (http, extent) = (self.context.http(), request.extent());
        let mut built = http
            .request(request.method.clone(), request.url.clone())
            .header(ACCEPT, request.accept())
            .headers(request.headers.clone())
            .headers(authorization.headers().clone());
        if let Some(payload) = &request.payload {
            built = built
                .header(CONTENT_TYPE, &payload.content_type)
                .body(payload.bytes.clone());
        }
        if let Some(outgoing) = &request.outgoing {
            built = built.body(outgoing.begin());
        }
        if request.outgoing.is_none() && extent == Extent::Whole {
            let built = built.timeout(self.context.timeout()).build()?;
            return RawReply::fetch(http, built, extent, self.limits.reply).await;
        }
        // How long a transfer takes depends on its size, so that only its pauses are limited.
        let fetching = RawReply::fetch(http, built.build()?, extent, self.limits.reply);
        while_moving(fetching, request.outgoing.as_ref(), self.context.timeout()).await
    }
}

/// Waits for a reply as long as nothing stands still for longer than `idle`.
async fn while_moving(
    fetching: impl Future<Output = Result<RawReply, FetchError>>,
    outgoing: Option<&Outgoing>,
    idle: Duration,
) -> Result<RawReply, FetchError> {
    let mut fetching = std::pin::pin!(fetching);
    loop {
        let moved = std::pin::pin!(async {
            match outgoing {
                Some(outgoing) => outgoing.moved().await,
                None => std::future::pending().await,
            }
        });
        match tokio::time::timeout(idle, select(fetching.as_mut(), moved)).await {
            Ok(Either::Left((reply, _))) => return reply,
            Ok(Either::Right(((), _))) => {}
            Err(_) => return Err(FetchError::Idle(idle)),
        }
    }
}

/// A call was not through when its deadline came.
#[derive(Debug, thiserror::Error)]
#[error("the deadline of {0:?} for the call with all its attempts is over")]
struct DeadlineOver(Duration);
