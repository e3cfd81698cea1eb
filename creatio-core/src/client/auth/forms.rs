//! Signing in with user name and password, as the login page does.

use std::fmt;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use reqwest::header::{COOKIE, HeaderMap, HeaderName, HeaderValue};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::cache::{Fresh, LONGEST_LIFE, Token, TokenCache};
use super::cookies::Cookies;
use super::login::{self, Credentials};
use super::{
    AuthContext, AuthFuture, Authenticator, Authorization, FORCE_USE_SESSION, Renewal,
    SignOutFuture, logout,
};
use crate::error::{AuthError, BuildError};

/// The cookies that hold the token against forged requests, the newer one first: each is repeated
/// in a header of its own name.
const CSRF: [(&str, HeaderName); 2] = [
    ("CRT_CSRF", HeaderName::from_static("crt_csrf")),
    ("BPMCSRF", HeaderName::from_static("bpmcsrf")),
];

/// Authorizes with the name and the password of a Creatio user, where no OAuth client is set up.
///
/// The first call signs in (`AuthService.svc/Login`), and all tasks share the session with its
/// cookies. When Creatio no longer knows the session, one task signs in anew, whatever their
/// number, and each request that was turned away is repeated once. A session is used for a day at
/// most. A refused sign-in is never repeated by itself, since Creatio locks users after a few.
/// [`Client::sign_out`](crate::Client::sign_out) ends the session before Creatio does.
///
/// User name, password and cookies go to the instance and nowhere else, so that one `FormsLogin`
/// serves clients of one instance only.
///
/// ```
/// use creatio_core::{Client, FormsLogin};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let password = "0123456789ABCDEF".to_owned();
/// let client = Client::builder("https://crm.acme.example")
///     .auth(FormsLogin::new("Integration", password))
///     .build()?;
/// # Ok(())
/// # }
/// ```
pub struct FormsLogin {
    credentials: Arc<Credentials>,
    /// Base URL of the clients that this serves.
    instance: OnceLock<Url>,
    sessions: Arc<TokenCache<Arc<Session>>>,
}

impl FormsLogin {
    /// Takes the user's name and password, as text or as a [`SecretString`].
    pub fn new(user: impl Into<SecretString>, password: impl Into<SecretString>) -> Self {
        Self {
            credentials: Arc::new(Credentials {
                user: user.into(),
                password: password.into(),
            }),
            instance: OnceLock::new(),
            sessions: TokenCache::new(),
        }
    }
}

impl Authenticator for FormsLogin {
    fn authorize<'a>(&'a self, context: &'a AuthContext) -> AuthFuture<'a> {
        let start = || start(Arc::clone(&self.credentials), context.clone());
        Box::pin(self.sessions.authorize(start))
    }

    fn reject(&self, authorization: &Authorization) -> Renewal {
        self.sessions.reject(authorization)
    }

    fn replied(&self, authorization: &Authorization, headers: &HeaderMap) {
        // `BPMSESSIONID`, for one, comes with the first reply to a data request.
        if let Some(session) = self.sessions.held(authorization) {
            session.take(headers);
        }
    }

    fn sign_out<'a>(&'a self, context: &'a AuthContext) -> SignOutFuture<'a> {
        let end = async move |session: Arc<Session>| {
            logout::sign_out(context, session.authorization().headers()).await
        };
        Box::pin(self.sessions.give_up(end))
    }

    fn check(&self, context: &AuthContext) -> Result<(), BuildError> {
        let Credentials { user, password } = &*self.credentials;
        for (setting, text) in [("user name", user), ("password", password)] {
            if text.expose_secret().is_empty() {
                return Err(BuildError::Empty { setting });
            }
        }
        context.check_instance(self.instance.get_or_init(|| context.base_url().clone()))
    }
}

async fn start(
    credentials: Arc<Credentials>,
    context: AuthContext,
) -> Result<Fresh<Arc<Session>>, AuthError> {
    let cookies = login::sign_in(&context, &credentials).await?;
    let session = Session {
        cookies: Mutex::new(cookies),
    };
    Ok(Fresh {
        token: Arc::new(session),
        // Only the server knows when it ends.
        lifetime: LONGEST_LIFE,
    })
}

/// What Creatio knows the client by between sign-in and the end of the session.
struct Session {
    cookies: Mutex<Cookies>,
}

impl Session {
    fn take(&self, headers: &HeaderMap) {
        self.cookies
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take(headers);
    }
}

impl Token for Arc<Session> {
    fn authorization(&self) -> Authorization {
        let cookies = self.cookies.lock().unwrap_or_else(PoisonError::into_inner);
        let mut headers = HeaderMap::from_iter([FORCE_USE_SESSION]);
        headers.extend(cookies.header().map(|line| (COOKIE, line)));
        let csrf = CSRF.into_iter().find_map(|(cookie, header)| {
            let token = cookies.get(cookie).filter(|token| !token.is_empty())?;
            Some((header, HeaderValue::from_str(token).ok()?))
        });
        headers.extend(csrf);
        Authorization::from_headers(headers)
    }
}

impl fmt::Debug for FormsLogin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FormsLogin").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
