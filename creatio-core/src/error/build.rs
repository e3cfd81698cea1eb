//! Settings of the client that do not make sense, found before anything is sent.

use super::{BoxError, Chain};

/// Why [`ClientBuilder::build`](crate::ClientBuilder::build) made no client.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// An address cannot be used: the base URL, or one of the identity service.
    #[error("the {setting}{} cannot be used: {reason}", quoted(address.as_deref()))]
    Address {
        /// Which setting it is, such as "base URL".
        setting: &'static str,
        /// The address as it was given; `None` if it may hold a password.
        address: Option<String>,
        /// What is wrong with it, and the way out.
        reason: String,
    },

    /// No [`Authenticator`](crate::Authenticator) was given.
    #[error(
        "no way to authorize was given: call `.auth(...)`, for instance with `ClientCredentials`"
    )]
    NoAuthenticator,

    /// The identity service cannot be told from the host's name.
    ///
    /// In Creatio's cloud `https://acme.creatio.com` belongs to `https://acme-is.creatio.com`;
    /// elsewhere an administrator chose the address.
    #[error(
        "the identity service of {host} is not known: give its address with \
         `.identity_service(...)` (Creatio keeps it in the system setting OAuth20IdentityServerUrl)"
    )]
    IdentityServiceUnknown {
        /// The host of the base URL.
        host: String,
    },

    /// An authenticator with a password is shared between clients of two instances; the second
    /// would get what belongs to the first.
    #[error(
        "this sign-in belongs to {instance} and cannot serve {other} as well: make one for each \
         instance"
    )]
    OtherInstance {
        /// The instance of the first client.
        instance: String,
        /// The instance of the client that was to be built.
        other: String,
    },

    /// A token is empty, or holds characters that no HTTP header can carry.
    #[error("the token is empty or has characters that an HTTP header cannot carry")]
    Token,

    /// A text that must say something is empty, as from an environment variable that is not set.
    #[error("the {setting} is empty")]
    Empty {
        /// Which setting it is, such as "client secret".
        setting: &'static str,
    },

    /// The user agent holds characters that no HTTP header can carry.
    #[error("the user agent has characters that an HTTP header cannot carry")]
    UserAgent,

    /// A number that must not be zero is zero.
    #[error("the {setting} is zero: nothing could ever be read")]
    Zero {
        /// Which setting it is, such as "page size".
        setting: &'static str,
    },

    /// A call that waits was made inside of an async runtime.
    #[error(
        "a blocking call was made inside of an async runtime, whose thread it would hold up: use the \
         async client there, or a thread that may wait, such as that of `spawn_blocking`"
    )]
    InsideRuntime,

    /// The thread that waits for a blocking client could not be started.
    #[error("the thread of the blocking client could not be started")]
    Thread {
        /// What the system said.
        source: BoxError,
    },

    /// The HTTP client could not be set up.
    #[error("the HTTP client could not be set up")]
    HttpClient {
        /// What the HTTP client said.
        source: BoxError,
    },
}

impl BuildError {
    /// The error and its causes in one line; see [`Error::chain`](crate::Error::chain).
    pub fn chain(&self) -> Chain<'_> {
        Chain::new(self)
    }
}

fn quoted(text: Option<&str>) -> String {
    text.map(|text| format!(" `{text}`")).unwrap_or_default()
}
