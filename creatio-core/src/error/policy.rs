//! What a program asks of an error to decide what to do next, whatever the variant.

use std::time::Duration;

use super::{AuthError, Error, Protocol, trust};

impl Error {
    /// Whether the same call may succeed when it is sent again, with nothing changed but the time.
    ///
    /// A write that failed so was not made, unless the error is [`Error::OutcomeUnknown`], after which
    /// it may be sent again as well.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Connect { source, .. } => !trust::is_about_trust(source.as_ref()),
            Self::Timeout { .. }
            | Self::Interrupted { .. }
            | Self::Unavailable { .. }
            | Self::NeverRan { .. } => true,
            Self::Auth { source, .. } => source.is_retryable(),
            Self::Rejected { message, .. } => message.is_transient(),
            // What a service does when it is called twice is not known here.
            Self::OutcomeUnknown { call, key, source } => {
                (call.protocol() != Protocol::WebService || key.is_some()) && source.is_retryable()
            }
            Self::Batch { source, .. } => source.is_retryable(),
            _ => false,
        }
    }

    /// How long the server, or the identity service, asked to be left alone.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Unavailable { retry_after, .. }
            | Self::Auth {
                source: AuthError::Unavailable { retry_after, .. },
                ..
            } => *retry_after,
            Self::OutcomeUnknown { source, .. } => source.retry_after(),
            Self::Batch { source, .. } => source.retry_after(),
            _ => None,
        }
    }

    /// Whether the call was in order and merely found no row.
    ///
    /// An entity set that is not served is no such case: it is [`Error::NotServed`].
    pub fn is_not_found(&self) -> bool {
        matches!(self, Self::NotFound { .. })
    }

    /// Whether credentials, session or rights are in the way: [`Error::Auth`], [`Error::SessionLost`]
    /// and [`Error::Forbidden`], of a single call or of the request that carried it in a batch.
    ///
    /// Neither time nor other values help, but whoever administers the instance does. An identity
    /// service that is away for the moment is no such case: that [may pass](Self::is_retryable).
    pub fn is_auth(&self) -> bool {
        match self {
            Self::Auth { source, .. } => !source.is_retryable(),
            Self::SessionLost { .. } | Self::Forbidden { .. } => true,
            Self::Batch { source, .. } => source.is_auth(),
            _ => false,
        }
    }

    /// Whether what this very call asks for, or writes, was refused: by Creatio
    /// ([`Error::Rejected`], unless [time may heal it](Self::is_retryable)), or by the client before
    /// anything was sent ([`Error::Compile`], [`Error::TooLong`]).
    ///
    /// The same call meets the same refusal, another one need not: a program that works through a
    /// list puts this item aside and goes on.
    pub fn is_refused(&self) -> bool {
        match self {
            Self::Compile(_) | Self::TooLong { .. } => true,
            Self::Rejected { message, .. } => !message.is_transient(),
            _ => false,
        }
    }
}
