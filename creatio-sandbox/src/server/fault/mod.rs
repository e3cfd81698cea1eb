//! Faults on request: what instances do on bad days, queued or drawn by a test.

mod effect;
mod queue;

use std::time::Duration;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

pub(super) use queue::Asked;
pub(crate) use queue::Faults;
pub use queue::Injection;

/// Something that goes wrong with one answer.
///
/// In JSON a fault is its name, or an object of its name and what belongs to it: `"htmlLogin"`,
/// `{"status": {"status": 503, "retryAfter": 7}}`. Durations are seconds.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
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
        #[serde(
            default,
            deserialize_with = "optional_seconds",
            serialize_with = "as_optional_seconds"
        )]
        retry_after: Option<Duration>,
    },
    /// The right answer, cut off in the middle of its body; all of it, if it has none.
    TruncatedBody,
    /// The right answer, bit by bit.
    SlowBody {
        /// So many bytes at a time.
        chunk: usize,
        /// How long the server rests after each of them.
        #[serde(deserialize_with = "seconds", serialize_with = "as_seconds")]
        pause: Duration,
    },
    /// The right answer, and with its end that of the connection, which the answer does not announce: a
    /// client that has kept the connection has to see that it is dead. What it looks like to one that
    /// does not see it in time is [`DropConnection`](Self::DropConnection).
    AnsweredThenClosed,
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

impl Fault {
    /// A bare status without `Retry-After`.
    pub fn status(status: u16) -> Self {
        Self::Status {
            status,
            retry_after: None,
        }
    }

    /// An answer that comes in so many bytes at a time, with a pause after each.
    pub fn slow_body(chunk: usize, pause: Duration) -> Self {
        Self::SlowBody { chunk, pause }
    }

    /// A status with `Retry-After`.
    pub fn status_after(status: u16, retry_after: Duration) -> Self {
        Self::Status {
            status,
            retry_after: Some(retry_after),
        }
    }
}

fn seconds<'de, D: Deserializer<'de>>(from: D) -> Result<Duration, D::Error> {
    Duration::try_from_secs_f64(f64::deserialize(from)?).map_err(de::Error::custom)
}

fn optional_seconds<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Duration>, D::Error> {
    let given = Option::<f64>::deserialize(from)?;
    let given = given.map(Duration::try_from_secs_f64).transpose();
    given.map_err(de::Error::custom)
}

fn as_seconds<S: Serializer>(duration: &Duration, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_f64(duration.as_secs_f64())
}

#[expect(
    clippy::ref_option,
    reason = "serde passes a field by reference, whatever it is"
)]
fn as_optional_seconds<S: Serializer>(
    duration: &Option<Duration>,
    to: S,
) -> Result<S::Ok, S::Error> {
    duration.map(|given| given.as_secs_f64()).serialize(to)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_reads_back_from_the_json_that_it_is_written_as() {
        let half = Duration::from_millis(500);
        for fault in [
            Fault::HtmlLogin,
            Fault::status(503),
            Fault::status_after(429, half),
            Fault::slow_body(16, half),
        ] {
            let json = serde_json::to_string(&fault).unwrap();
            assert_eq!(
                serde_json::from_str::<Fault>(&json).unwrap(),
                fault,
                "{json}"
            );
        }
    }
}
