//! Why an authorization could not be had.

use std::sync::Arc;
use std::time::Duration;

use super::trust::is_about_trust;

/// Why an [`Authenticator`](crate::Authenticator) gave no authorization.
///
/// It can be cloned, since one failed attempt answers every call that waited for it.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum AuthError {
    /// No connection to the service that authorizes, or none that lasted: the identity service, or
    /// the instance itself for a sign-in with a password.
    #[error("the authorizing service cannot be reached at {endpoint}")]
    Unreachable {
        /// The address that was called.
        endpoint: String,
        /// What the network said.
        source: Arc<dyn std::error::Error + Send + Sync>,
    },

    /// The service that authorizes is there, but not for now: status 408, 429 or 5xx.
    #[error(
        "the authorizing service at {endpoint} is not available at the moment (status {status})"
    )]
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

    /// The address that the browser came back to does not answer the sign-in that was begun.
    #[error(
        "the address does not answer this sign-in: it has no code, or the state of another sign-in; \
         begin anew"
    )]
    ForeignRedirect,

    /// The user's access token is over, and there was no refresh token to get another with.
    #[error("the user's authorization is over and came without a refresh token: sign in again")]
    SignInOver,

    /// Creatio refused the sign-in with user name and password. Trying again does not help, and may
    /// lock the user.
    #[error(
        "Creatio refused the sign-in: {}{} [{endpoint}]", refusal(*code),
        message.as_deref().map(|text| format!(": {text}")).unwrap_or_default()
    )]
    SignInRefused {
        /// The address that was called.
        endpoint: String,
        /// The service's code (`LoginResponseCode`): 1 for wrong credentials or a locked user, 3 and
        /// 4 for a lack of licences; 0 if it answered with status 403 instead.
        code: i64,
        /// The service's own words in the user's language, where it has any that may be shown.
        message: Option<String>,
    },

    /// The user's password has expired: somebody has to sign in with a browser and set a new one.
    #[error(
        "the password has expired: set a new one {} [{endpoint}]",
        change_at.as_deref().map_or_else(
            || "on the login page".to_owned(),
            |address| format!("at {address}"),
        )
    )]
    PasswordExpired {
        /// The address that was called.
        endpoint: String,
        /// Where the password can be changed, as Creatio gives it; it may be relative.
        change_at: Option<String>,
    },

    /// What answered is not Creatio's sign-in service.
    #[error("{endpoint} does not answer as Creatio's sign-in: {reply}; check the base URL")]
    NotSignIn {
        /// The address that was called.
        endpoint: String,
        /// What came instead, in a few words.
        reply: String,
    },

    /// The token that was received cannot be sent in a header.
    #[error("the token is empty or has characters that an HTTP header cannot carry")]
    UnusableToken,

    /// Creatio answered 401, and there is no other authorization to try.
    #[error(
        "Creatio does not accept the authorization: it has expired, or belongs to another \
         instance, or its client is not registered there"
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
        match self {
            Self::Unreachable { source, .. } => !is_about_trust(source.as_ref()),
            Self::Unavailable { .. } => true,
            _ => false,
        }
    }
}

/// What the codes of the sign-in service mean.
fn refusal(code: i64) -> String {
    let meaning = match code {
        0 => "access denied",
        1 => "the user name or the password is wrong, or the user is locked",
        2 => "the password has to be changed first",
        3 | 4 => "there is no licence for the user",
        6 | 8 => "the user's email domain is not allowed",
        7 => "the user has no email address",
        other => return format!("code {other}"),
    };
    meaning.to_owned()
}
