//! Faults on request: what instances do on bad days, queued by a test.

use std::{
    collections::VecDeque,
    io,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use axum::{body::Body, http, response::Response};
use bytes::Bytes;
use futures_util::{StreamExt, stream};

use super::{log::Host, pages};
use crate::{
    data_service,
    reply::{HTML, Reply},
};

/// Something that goes wrong with one answer.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// The HTML login page with status 200 in place of the answer: a lost session.
    HtmlLogin,
    /// A redirect to the login page in place of the answer, as a lost session gets it that is not
    /// forced.
    LoginRedirect,
    /// Status 401 with the JSON of a WCF service, "Authentication failed.".
    AuthenticationFailed,
    /// The refusal of the DataService to a session without a user behind it, as some restarts
    /// leave it.
    HalfSession,
    /// The web server's HTML page for 404 in place of the answer.
    HtmlNotFound,
    /// This status with an HTML page in place of the answer, as proxies and a restarting
    /// application send it. Status 401 comes without a body.
    Status {
        /// The HTTP status, for example 503.
        status: u16,
        /// The `Retry-After` header, in whole seconds.
        retry_after: Option<Duration>,
    },
    /// The right answer, cut off in the middle of its body.
    TruncatedBody,
    /// The right answer, labelled `text/plain`.
    WrongContentType,
    /// The connection closes without an answer.
    DropConnection,
    /// The request is carried out, and the connection closes without an answer.
    AppliedThenDropped,
    /// The request is carried out, and answered with status 500, as when a handler fails after a row
    /// was saved.
    AppliedThenFailed,
    /// No answer at all, until the client has had enough.
    Hang,
    /// A refusal in the form of the DataService, which comes with status 200.
    Refusal {
        /// The code, for example `AccessDenied` or the name of a .NET exception.
        code: String,
        /// The message.
        message: String,
    },
    /// Nothing goes wrong. Useful between two faults.
    None,
}

/// A [`Fault`] and when it happens: to the next request to the CRM, unless said otherwise.
///
/// ```
/// use creatio_sandbox::{Fault, Host, Injection};
///
/// let outage = Injection::from(Fault::status(503)).on(Host::Identity).times(3);
/// # let _ = outage;
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Injection {
    fault: Fault,
    host: Host,
    schema: Option<String>,
    times: usize,
}

impl Fault {
    /// A bare status without `Retry-After`.
    pub fn status(status: u16) -> Self {
        Self::Status {
            status,
            retry_after: None,
        }
    }

    /// A status with `Retry-After`.
    pub fn status_after(status: u16, retry_after: Duration) -> Self {
        Self::Status {
            status,
            retry_after: Some(retry_after),
        }
    }

    /// What is answered without looking at the request, if the fault is of that kind.
    pub(super) fn instead(&self) -> Option<Reply> {
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
            | Self::TruncatedBody
            | Self::WrongContentType
            | Self::None => None,
        }
    }

    /// Whether nothing of the answer arrives.
    pub(super) fn drops_connection(&self) -> bool {
        matches!(self, Self::DropConnection | Self::AppliedThenDropped)
    }

    /// The status that arrives in place of the answer's.
    pub(super) fn own_status(&self) -> Option<u16> {
        (*self == Self::AppliedThenFailed).then_some(500)
    }

    /// The answer as it goes out.
    pub(super) fn apply(self, mut reply: Reply) -> http::Result<Response> {
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
        if self != Self::TruncatedBody {
            return builder.body(Body::from(reply.body));
        }
        let length = reply.body.len();
        reply.body.truncate(length / 2);
        let part = stream::once(std::future::ready(Ok(Bytes::from(reply.body))));
        let cut = stream::once(async {
            // Time for the first part to be sent: an error drops what is still in the buffer.
            tokio::task::yield_now().await;
            Err(io::Error::from(io::ErrorKind::ConnectionAborted))
        });
        let body = Body::from_stream(part.chain(cut));
        builder.header("content-length", length).body(body)
    }
}

impl From<Fault> for Injection {
    fn from(fault: Fault) -> Self {
        Self {
            fault,
            host: Host::Crm,
            schema: None,
            times: 1,
        }
    }
}

impl Injection {
    /// On which host.
    #[must_use]
    pub fn on(self, host: Host) -> Self {
        Self { host, ..self }
    }

    /// Only to requests for the schema of this entity, whatever comes between.
    #[must_use]
    pub fn to_schema(self, entity: impl Into<String>) -> Self {
        let schema = Some(entity.into());
        Self { schema, ..self }
    }

    /// To how many requests in a row.
    #[must_use]
    pub fn times(self, times: usize) -> Self {
        Self { times, ..self }
    }
}

/// The faults that are still to come, in order.
#[derive(Debug, Default)]
pub(crate) struct Faults(Mutex<VecDeque<Injection>>);

impl Faults {
    pub(crate) fn add(&self, injection: Injection) {
        self.queue().push_back(injection);
    }

    pub(crate) fn clear(&self) {
        self.queue().clear();
    }

    /// The fault that is due for a request to this host, for this schema if for any.
    pub(super) fn take(&self, host: Host, schema: Option<&str>) -> Option<Fault> {
        let mut queue = self.queue();
        queue.retain(|injection| injection.times > 0);
        let concerns = |injection: &Injection| match &injection.schema {
            Some(only) => Some(only.as_str()) == schema,
            None => injection.host == host,
        };
        let due = queue.iter_mut().find(|injection| concerns(injection))?;
        due.times -= 1;
        Some(due.fault.clone())
    }

    fn queue(&self) -> std::sync::MutexGuard<'_, VecDeque<Injection>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_happen_in_order_and_as_often_as_asked() {
        let faults = Faults::default();
        faults.add(Injection::from(Fault::HtmlLogin).times(2));
        faults.add(Injection::from(Fault::status(500)).on(Host::Identity));
        faults.add(Fault::TruncatedBody.into());
        assert_eq!(faults.take(Host::Crm, None), Some(Fault::HtmlLogin));
        assert_eq!(faults.take(Host::Identity, None), Some(Fault::status(500)));
        assert_eq!(faults.take(Host::Crm, None), Some(Fault::HtmlLogin));
        assert_eq!(faults.take(Host::Crm, None), Some(Fault::TruncatedBody));
        assert_eq!(faults.take(Host::Crm, None), None);
    }

    #[test]
    fn a_fault_for_one_schema_waits_for_it() {
        let faults = Faults::default();
        faults.add(Injection::from(Fault::Hang).to_schema("City"));
        faults.add(Fault::HtmlLogin.into());
        assert_eq!(
            faults.take(Host::Crm, Some("Account")),
            Some(Fault::HtmlLogin)
        );
        assert_eq!(faults.take(Host::Crm, None), None);
        assert_eq!(faults.take(Host::Crm, Some("City")), Some(Fault::Hang));
    }
}
