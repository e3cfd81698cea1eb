//! What a fault makes of an answer.

use std::{io, time::Duration};

use axum::{body::Body, http, response::Response};
use bytes::Bytes;
use futures_util::{StreamExt, stream};

use super::Fault;
use crate::{
    data_service,
    reply::{HTML, Reply},
    server::pages,
};

impl Fault {
    /// What is answered without looking at the request, if the fault is of that kind.
    pub(in crate::server) fn instead(&self) -> Option<Reply> {
        match self {
            Self::HtmlLogin => Some(pages::login()),
            Self::LoginRedirect => Some(pages::to_login()),
            Self::AuthenticationFailed => Some(pages::authentication_failed()),
            Self::HalfSession => Some(data_service::failure(
                "ArgumentNullOrEmptyException",
                "Value for argument \"userConnection\" must be specified.",
            )),
            Self::HtmlNotFound => Some(pages::not_found()),
            Self::Status { status: 401, .. } => Some(Reply::empty(401)),
            Self::Status {
                status,
                retry_after,
            } => {
                let reply = Reply::new(*status, HTML, pages::unavailable(*status));
                Some(match retry_after {
                    Some(delay) => reply.with("retry-after", delay.as_secs().to_string()),
                    None => reply,
                })
            }
            Self::DropConnection | Self::Hang => Some(Reply::empty(500)),
            Self::Refusal { code, message } => Some(data_service::failure(code, message)),
            Self::AppliedThenDropped
            | Self::AppliedThenFailed
            | Self::AnsweredThenClosed
            | Self::SlowBody { .. }
            | Self::TruncatedBody
            | Self::WrongContentType
            | Self::None => None,
        }
    }

    /// Whether nothing of an answer arrives.
    pub(in crate::server) fn drops(&self, reply: &Reply) -> bool {
        match self {
            Self::DropConnection | Self::AppliedThenDropped => true,
            Self::TruncatedBody => reply.body.is_empty(),
            _ => false,
        }
    }

    /// Whether the connection closes once the answer is sent.
    pub(in crate::server) fn closes(&self) -> bool {
        *self == Self::AnsweredThenClosed
    }

    /// The status that arrives in place of the answer's.
    pub(in crate::server) fn own_status(&self) -> Option<u16> {
        (*self == Self::AppliedThenFailed).then_some(500)
    }

    /// The answer as it goes out.
    pub(in crate::server) fn apply(self, mut reply: Reply) -> http::Result<Response> {
        if self == Self::AppliedThenFailed {
            reply = pages::handler_failed();
        }
        if self == Self::WrongContentType {
            reply.headers.retain(|(name, _)| *name != "content-type");
            reply = reply.with("content-type", "text/plain");
        }
        let mut builder = Response::builder().status(reply.status);
        for (name, value) in &reply.headers {
            builder = builder.header(*name, value);
        }
        let length = reply.body.len();
        if length == 0 {
            return builder.body(Body::empty());
        }
        let body = match self {
            Self::TruncatedBody => truncated(reply.body),
            Self::SlowBody { chunk, pause } => slow(reply.body.into(), chunk, pause),
            _ => return builder.body(Body::from(reply.body)),
        };
        builder.header("content-length", length).body(body)
    }
}

/// The first half of a body, and then an error.
fn truncated(mut body: Vec<u8>) -> Body {
    body.truncate(body.len() / 2);
    let part = stream::once(std::future::ready(Ok(Bytes::from(body))));
    let cut = stream::once(async {
        // Time for the first part to be sent: an error drops what is still in the buffer.
        tokio::task::yield_now().await;
        Err(io::Error::from(io::ErrorKind::ConnectionAborted))
    });
    Body::from_stream(part.chain(cut))
}

/// A body in parts of so many bytes, with a pause between any two.
fn slow(body: Bytes, chunk: usize, pause: Duration) -> Body {
    let chunk = chunk.max(1);
    let mut rest = body;
    let first = rest.split_to(rest.len().min(chunk));
    let first = stream::once(std::future::ready(first));
    let rest = stream::unfold(rest, move |mut rest| async move {
        if rest.is_empty() {
            return None;
        }
        tokio::time::sleep(pause).await;
        let part = rest.split_to(rest.len().min(chunk));
        Some((part, rest))
    });
    Body::from_stream(first.chain(rest).map(Ok::<_, io::Error>))
}
