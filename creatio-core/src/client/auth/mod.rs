//! How calls are authorized: the [`Authenticator`] trait, and what it hands out.
//!
//! The client asks for an [`Authorization`] before each request and, when Creatio does not accept
//! it, says so once with [`Authenticator::reject`], asks again and repeats the request once. What
//! lies behind that (a token cache, a login) is the authenticator's own.

mod authorization_code;
mod bearer;
mod cache;
mod client_credentials;
mod cookies;
mod exchange;
mod forms;
mod grant;
mod identity;
mod login;
mod logout;
mod revocation;
mod user_tokens;

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

pub use self::authorization_code::{AuthorizationCode, SignIn};
pub use self::bearer::BearerToken;
pub use self::client_credentials::ClientCredentials;
pub use self::forms::FormsLogin;
pub use self::user_tokens::UserTokens;
use crate::error::{AuthError, BuildError};

/// Makes Creatio answer a lost session with 401 rather than with a redirect to the login page, and
/// keeps services from making sessions of their own.
const FORCE_USE_SESSION: (HeaderName, HeaderValue) = (
    HeaderName::from_static("forceusesession"),
    HeaderValue::from_static("true"),
);

/// What [`Authenticator::authorize`] returns.
pub type AuthFuture<'a> =
    Pin<Box<dyn Future<Output = Result<Authorization, AuthError>> + Send + 'a>>;

/// What [`Authenticator::sign_out`] returns.
pub type SignOutFuture<'a> = Pin<Box<dyn Future<Output = Result<(), AuthError>> + Send + 'a>>;

/// Gives each request its authorization.
///
/// The crate brings [`ClientCredentials`], [`FormsLogin`], [`UserTokens`] and [`BearerToken`]. One of your own, here for a token
/// that another process keeps fresh in a file:
///
/// ```
/// use std::path::PathBuf;
///
/// use creatio_core::client::{AuthContext, AuthFuture, Authorization, Renewal};
/// use creatio_core::{AuthError, Authenticator};
///
/// struct TokenFile(PathBuf);
///
/// impl Authenticator for TokenFile {
///     fn authorize<'a>(&'a self, _: &'a AuthContext) -> AuthFuture<'a> {
///         Box::pin(async {
///             let token = std::fs::read_to_string(&self.0).map_err(AuthError::custom)?;
///             Authorization::bearer(token.trim())
///         })
///     }
///
///     fn reject(&self, _: &Authorization) -> Renewal {
///         Renewal::Possible // the file may hold a newer one by now
///     }
/// }
/// ```
pub trait Authenticator: Send + Sync {
    /// The authorization for the next request, from a cache as a rule.
    ///
    /// Many tasks ask at the same time, and any of them may be dropped while it waits.
    fn authorize<'a>(&'a self, context: &'a AuthContext) -> AuthFuture<'a>;

    /// Takes note that Creatio did not accept `authorization`, and says whether asking again may
    /// give another one.
    ///
    /// Many tasks report the same one, some of them after it was replaced:
    /// [`Authorization::generation`] tells which it is.
    fn reject(&self, authorization: &Authorization) -> Renewal {
        let _ = authorization;
        Renewal::Impossible
    }

    /// Takes note of the headers of a reply to a request that `authorization` went with, whatever
    /// the reply says: sessions kept by cookies get new ones on the way.
    ///
    /// Replies from other addresses, to which a redirect was followed, are not shown here.
    fn replied(&self, authorization: &Authorization, headers: &HeaderMap) {
        let _ = (authorization, headers);
    }

    /// Ends the session at the server, as far as it has one that can be ended, and forgets it. Where
    /// that fails nothing is forgotten, so that the call can be made again.
    ///
    /// Without a version of one's own it does nothing.
    fn sign_out<'a>(&'a self, context: &'a AuthContext) -> SignOutFuture<'a> {
        let _ = context;
        Box::pin(std::future::ready(Ok(())))
    }

    /// Checks the authenticator's own settings when the client is built.
    ///
    /// # Errors
    ///
    /// Whatever would make every call fail.
    fn check(&self, context: &AuthContext) -> Result<(), BuildError> {
        let _ = context;
        Ok(())
    }
}

/// An authenticator behind a pointer is one, too: shared by several clients, or chosen at run time.
macro_rules! behind_pointers {
    ($($pointer:ident),+) => {$(
        impl<A: Authenticator + ?Sized> Authenticator for $pointer<A> {
            fn authorize<'a>(&'a self, context: &'a AuthContext) -> AuthFuture<'a> {
                (**self).authorize(context)
            }

            fn reject(&self, authorization: &Authorization) -> Renewal {
                (**self).reject(authorization)
            }

            fn replied(&self, authorization: &Authorization, headers: &HeaderMap) {
                (**self).replied(authorization, headers);
            }

            fn sign_out<'a>(&'a self, context: &'a AuthContext) -> SignOutFuture<'a> {
                (**self).sign_out(context)
            }

            fn check(&self, context: &AuthContext) -> Result<(), BuildError> {
                (**self).check(context)
            }
        }
    )+};
}

behind_pointers!(Arc, Box);

/// Whether a rejected authorization can be replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Renewal {
    /// Asking again gives another authorization: the request is repeated once.
    Possible,
    /// There is only this one: the call fails.
    Impossible,
}

/// What an [`Authenticator`] has at hand: the instance's address, and the client's way to send.
#[derive(Clone)]
pub struct AuthContext {
    base_url: Url,
    http: reqwest::Client,
    timeout: Duration,
}

impl AuthContext {
    pub(super) fn new(base_url: Url, http: reqwest::Client, timeout: Duration) -> Self {
        Self {
            base_url,
            http,
            timeout,
        }
    }

    /// The address of the Creatio instance, with a slash at its end.
    pub fn base_url(&self) -> &Url {
        &self.base_url
    }

    /// The HTTP client that the calls go through.
    pub fn http(&self) -> &reqwest::Client {
        &self.http
    }

    /// How long a request may take.
    pub fn timeout(&self) -> Duration {
        self.timeout
    }

    /// Refuses an authenticator that is bound to another instance.
    fn check_instance(&self, instance: &Url) -> Result<(), BuildError> {
        if *instance == self.base_url {
            return Ok(());
        }
        Err(BuildError::OtherInstance {
            instance: instance.to_string(),
            other: self.base_url.to_string(),
        })
    }
}

/// Without the HTTP client, which shows its default headers and its proxies with their passwords.
impl fmt::Debug for AuthContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthContext")
            .field("base_url", &self.base_url.as_str())
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}

/// The headers that authorize a request.
///
/// They are marked as sensitive, and [`Debug`](fmt::Debug) shows their names alone.
#[derive(Clone)]
pub struct Authorization {
    headers: HeaderMap,
    generation: u64,
}

impl Authorization {
    /// `Authorization: Bearer …`, all that an OAuth token needs.
    ///
    /// # Errors
    ///
    /// [`AuthError::UnusableToken`] if the token is empty, or a header cannot carry it.
    pub fn bearer(token: impl Into<SecretString>) -> Result<Self, AuthError> {
        let token = token.into();
        if token.expose_secret().trim().is_empty() {
            return Err(AuthError::UnusableToken);
        }
        let header = SecretString::from(format!("Bearer {}", token.expose_secret()));
        let value = HeaderValue::from_str(header.expose_secret());
        let value = value.map_err(|_| AuthError::UnusableToken)?;
        Ok(Self::from_headers(HeaderMap::from_iter([(
            AUTHORIZATION,
            value,
        )])))
    }

    /// Any headers, for logins that need more than a token.
    pub fn from_headers(mut headers: HeaderMap) -> Self {
        headers
            .values_mut()
            .for_each(|value| value.set_sensitive(true));
        Self {
            headers,
            generation: 0,
        }
    }

    /// Tells this authorization from those before and after it.
    #[must_use]
    pub fn with_generation(mut self, generation: u64) -> Self {
        self.generation = generation;
        self
    }

    /// The number given by [`with_generation`](Self::with_generation), or 0.
    pub fn generation(&self) -> u64 {
        self.generation
    }

    pub(super) fn headers(&self) -> &HeaderMap {
        &self.headers
    }
}

impl fmt::Debug for Authorization {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.headers.keys().collect();
        f.debug_struct("Authorization")
            .field("headers", &names)
            .field("generation", &self.generation)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_authorization_shows_header_names_alone() {
        let authorization = Authorization::bearer("s3cret-token").unwrap();
        let shown = format!("{authorization:?} {:?}", authorization.headers());
        assert!(shown.contains("authorization"), "{shown}");
        assert!(!shown.contains("s3cret"), "{shown}");
    }

    #[test]
    fn an_http_client_of_the_program_s_own_keeps_its_headers_to_itself() {
        let secret = [(AUTHORIZATION, HeaderValue::from_static("s3cret-key"))];
        let http = reqwest::Client::builder().default_headers(HeaderMap::from_iter(secret));
        let base_url = Url::parse("https://acme.creatio.com/").unwrap();
        let context = AuthContext::new(base_url, http.build().unwrap(), Duration::from_secs(1));
        let shown = format!("{context:?}");
        assert!(shown.contains("acme.creatio.com"), "{shown}");
        assert!(!shown.contains("s3cret"), "{shown}");
    }

    #[test]
    fn a_token_that_no_header_can_carry_is_refused_rather_than_sent() {
        for token in ["abc\r\nX-Evil: 1", "", " "] {
            let outcome = Authorization::bearer(token);
            assert!(
                matches!(outcome, Err(AuthError::UnusableToken)),
                "{token:?}"
            );
        }
    }
}
