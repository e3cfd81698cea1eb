//! The tokens of a user who signed in with the browser: access tokens from refresh tokens, each of
//! which may be used once.

use std::fmt;
use std::future::ready;
use std::sync::Arc;
use std::time::Duration;

use secrecy::SecretString;
use tokio::sync::Mutex;

use super::cache::{Fresh, TokenCache};
use super::grant::{Grant, Registration};
use super::identity::{self, Tokens};
use super::{
    AuthContext, AuthFuture, Authenticator, Authorization, Renewal, SignOutFuture, revocation,
};
use crate::error::{AuthError, BuildError};

/// The lifetime of access tokens in this flow if a reply names none: shorter than that of a
/// server's own.
const USUAL_LIFETIME: Duration = Duration::from_secs(180);

type Keep = dyn Fn(&SecretString) + Send + Sync;

/// Authorizes on behalf of a user who signed in with the browser; made by
/// [`SignIn::finish`](super::SignIn::finish) or
/// [`AuthorizationCode::resume`](super::AuthorizationCode::resume).
///
/// Access tokens live for minutes and are renewed in time with a refresh token. That one changes as
/// well: [`on_refresh_token`](Self::on_refresh_token) gives each to the program, for the next run.
/// [`Client::sign_out`](crate::Client::sign_out) revokes it, after which the user has to sign in anew.
pub struct UserTokens {
    source: Arc<Source>,
    cache: Arc<TokenCache<Authorization>>,
}

struct Source {
    registration: Registration,
    grant: Mutex<Grant>,
    keep: Option<Box<Keep>>,
}

impl UserTokens {
    pub(super) fn new(registration: Registration, grant: Grant) -> Self {
        let source = Source {
            registration,
            grant: Mutex::new(grant),
            keep: None,
        };
        Self {
            source: Arc::new(source),
            cache: TokenCache::new(),
        }
    }

    /// What to do with each new refresh token: keep it where only this user can read it.
    ///
    /// It is called on a task of the runtime and should not block.
    #[must_use]
    pub fn on_refresh_token(
        mut self,
        keep: impl Fn(&SecretString) + Send + Sync + 'static,
    ) -> Self {
        // Nobody shares it before it is given to a client, which takes it whole.
        if let Some(source) = Arc::get_mut(&mut self.source) {
            source.keep = Some(Box::new(keep));
        }
        self
    }
}

impl Source {
    /// Exchanges the grant. What can be used once must not be lost with the call that happened to use
    /// it: the cache fetches in a task of its own.
    async fn fetch(
        self: Arc<Self>,
        context: AuthContext,
    ) -> Result<Fresh<Authorization>, AuthError> {
        let context = &context;
        let mut grant = self.grant.lock().await;
        let tokens = identity::redeem(context, &self.registration, &grant).await?;
        let Tokens {
            authorization,
            lifetime,
            refresh,
        } = tokens;
        match (refresh, &*grant) {
            (Some(token), _) => {
                // Before the program's own code, which may panic: the old one is spent.
                *grant = Grant::Refresh(token.clone());
                if let Some(keep) = &self.keep {
                    keep(&token);
                }
            }
            // The old one stays good.
            (None, Grant::Refresh(_)) => {}
            (None, _) => *grant = Grant::Nothing,
        }
        Ok(Fresh {
            token: authorization,
            lifetime: lifetime.unwrap_or(USUAL_LIFETIME),
        })
    }

    /// Revokes the refresh token; what comes after finds that the sign-in is over.
    async fn end(&self, context: &AuthContext) -> Result<(), AuthError> {
        let mut grant = self.grant.lock().await;
        if let Grant::Refresh(token) = &*grant {
            revocation::revoke(context, &self.registration, token).await?;
        }
        *grant = Grant::Nothing;
        Ok(())
    }
}

impl Authenticator for UserTokens {
    fn authorize<'a>(&'a self, context: &'a AuthContext) -> AuthFuture<'a> {
        let fetch = || Arc::clone(&self.source).fetch(context.clone());
        Box::pin(self.cache.authorize(fetch))
    }

    fn reject(&self, authorization: &Authorization) -> Renewal {
        self.cache.reject(authorization)
    }

    fn sign_out<'a>(&'a self, context: &'a AuthContext) -> SignOutFuture<'a> {
        Box::pin(async {
            self.source.end(context).await?;
            self.cache.give_up(|_| ready(Ok(()))).await
        })
    }

    fn check(&self, context: &AuthContext) -> Result<(), BuildError> {
        context.check_instance(&self.source.registration.instance)
    }
}

impl fmt::Debug for UserTokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UserTokens")
            .field("id", &self.source.registration.id)
            .finish_non_exhaustive()
    }
}
