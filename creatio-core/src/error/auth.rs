//! Why an authorization could not be had.

use std::sync::Arc;
use std::time::Duration;

/// Why an [`Authenticator`](crate::Authenticator) gave no authorization.
///
/// It can be cloned, since one failed attempt answers every call that waited for it.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum AuthError {
    /// No connection to the identity service, or none that lasted.
    #[error("the identity service cannot be reached at {endpoint}")]
    Unreachable {
        /// The address that was called.
        endpoint: String,
        /// What the network said.
        source: Arc<dyn std::error::Error + Send + Sync>,
    },

    /// The identity service is there, but not for now: status 408, 429 or 5xx.
    #[error("the identity service at {endpoint} is not available at the moment (status {status})")]
    Unavailable {
        /// The address that was called.
        endpoint: String,
        /// The HTTP status.
        status: u16,
        /// How long the server asked to be left alone.
        retry_after: Option<Duration>,
    },

    /// The identity service refused the client id or its secret, or what they ask for.
    #[error(
        "the identity service at {endpoint} refused the credentials: {code}{}",
        description.as_deref().map(|text| format!(" ({text})")).unwrap_or_default()
    )]
    Refused {
        /// The address that was called.
        endpoint: String,
        /// The code of OAuth 2.0, such as `invalid_client`.
        code: String,
        /// The service's own words, where it has any.
        description: Option<String>,
    },

    /// What answered is no identity service: the web page of Creatio itself, for instance, whose
    /// host differs from that of its identity service.
    #[error(
        "{endpoint} does not answer as an identity service: {reply}; check \
         `.identity_service(...)`, or give the address with `.token_endpoint(...)`"
    )]
    NotIdentityService {
        /// The address that was called.
        endpoint: String,
        /// What came instead, in a few words.
        reply: String,
    },

    /// The discovery document sends the credentials to another origin.
    #[error(
        "the identity service at {identity_service} names a token endpoint on another origin, \
         {token_endpoint}; if that is right, give it with `.token_endpoint(...)`"
    )]
    ForeignTokenEndpoint {
        /// The address that was asked.
        identity_service: String,
        /// The address it named.
        token_endpoint: String,
    },

    /// The token that was received cannot be sent in a header.
    #[error("the token is empty or has characters that an HTTP header cannot carry")]
    UnusableToken,

    /// Creatio answered 401, and there is no other authorization to try.
    #[error(
        "Creatio does not accept the token: it has expired, or belongs to another instance, or its \
         client is not registered there"
    )]
    NotAccepted,

    /// What an authenticator of one's own has to say.
    #[error("the authenticator failed")]
    Custom {
        /// Its own error.
        source: Arc<dyn std::error::Error + Send + Sync>,
    },
}

impl AuthError {
    /// Wraps the error of an authenticator of one's own.
    pub fn custom(source: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self::Custom {
            source: Arc::new(source),
        }
    }

    /// Whether asking again later may help.
    pub fn is_retryable(&self) -> bool {
        matches!(self, Self::Unreachable { .. } | Self::Unavailable { .. })
    }
}
