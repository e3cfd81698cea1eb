//! A token that somebody else obtained.

use std::fmt;
use std::future::ready;

use secrecy::SecretString;

use super::{AuthContext, AuthFuture, Authenticator, Authorization};
use crate::error::BuildError;

/// A fixed bearer token, for tests and for programs that get their token elsewhere.
///
/// It is never renewed: when Creatio no longer accepts it, calls fail with
/// [`AuthError::NotAccepted`](crate::AuthError::NotAccepted).
///
/// ```
/// use creatio_core::{BearerToken, Client};
///
/// let client = Client::builder("https://acme.creatio.com")
///     .auth(BearerToken::new("token-from-elsewhere"))
///     .build()?;
/// # Ok::<(), creatio_core::BuildError>(())
/// ```
#[derive(Clone)]
pub struct BearerToken {
    token: SecretString,
}

impl BearerToken {
    /// Takes the token as it stands after `Bearer `.
    pub fn new(token: impl Into<SecretString>) -> Self {
        Self {
            token: token.into(),
        }
    }
}

impl Authenticator for BearerToken {
    fn authorize<'a>(&'a self, _: &'a AuthContext) -> AuthFuture<'a> {
        Box::pin(ready(Authorization::bearer(self.token.clone())))
    }

    fn check(&self, _: &AuthContext) -> Result<(), BuildError> {
        let usable = Authorization::bearer(self.token.clone());
        usable.map(drop).map_err(|_| BuildError::Token)
    }
}

impl fmt::Debug for BearerToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BearerToken").finish_non_exhaustive()
    }
}
