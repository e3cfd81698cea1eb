//! Creatio's sign-in service on the wire: `AuthService.svc/Login`, and what its codes mean.
//!
//! The service answers with status 200 whatever comes of it; the number in `Code` tells. A reply
//! that says 0 and sets no `.ASPXAUTH` is no sign-in either.

use reqwest::header::{CONTENT_TYPE, HeaderValue};
use reqwest::{Method, StatusCode};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use url::Url;

use super::cookies::Cookies;
use super::{AuthContext, FORCE_USE_SESSION, exchange};
use crate::client::address;
use crate::client::reply::RawReply;
use crate::error::AuthError;

/// The cookie that is the session.
const TICKET: &str = ".ASPXAUTH";

/// `PasswordExpired` among the codes of the service.
const PASSWORD_EXPIRED: i64 = 5;

/// Who signs in.
pub(super) struct Credentials {
    pub(super) user: SecretString,
    pub(super) password: SecretString,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Body<'a> {
    user_name: &'a str,
    user_password: &'a str,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Answer {
    code: i64,
    message: Option<String>,
    password_change_url: Option<String>,
}

/// The address of the service, which is never below `/0`.
pub(super) fn endpoint(base_url: &Url) -> Url {
    address::below(base_url, "ServiceModel/AuthService.svc/Login")
}

/// Signs in; the cookies of the new session.
pub(super) async fn sign_in(
    context: &AuthContext,
    credentials: &Credentials,
) -> Result<Cookies, AuthError> {
    let endpoint = endpoint(context.base_url());
    let reply = exchange::send(context, request(&endpoint, credentials)?).await?;
    let endpoint = endpoint.to_string();
    if reply.status == StatusCode::FORBIDDEN {
        let message = None;
        return Err(AuthError::SignInRefused {
            endpoint,
            code: 0,
            message,
        });
    }
    let odd = |reply| AuthError::NotSignIn {
        endpoint: endpoint.clone(),
        reply,
    };
    let answer = read(&reply).ok_or_else(|| odd(reply.describe()))?;
    match answer.code {
        0 => {
            let mut cookies = Cookies::default();
            cookies.take(&reply.headers);
            if cookies.get(TICKET).is_none_or(str::is_empty) {
                return Err(odd(format!("a welcome without the cookie {TICKET}")));
            }
            tracing::debug!(%endpoint, "signed in");
            Ok(cookies)
        }
        PASSWORD_EXPIRED => Err(AuthError::PasswordExpired {
            change_at: answer.password_change_url.filter(|url| !url.is_empty()),
            endpoint,
        }),
        code => Err(AuthError::SignInRefused {
            message: answer.message.and_then(|text| credentials.clean(&text)),
            code,
            endpoint,
        }),
    }
}

fn request(endpoint: &Url, credentials: &Credentials) -> Result<reqwest::Request, AuthError> {
    let body = Body {
        user_name: credentials.user.expose_secret(),
        user_password: credentials.password.expose_secret(),
    };
    let body = serde_json::to_vec(&body).map_err(AuthError::custom)?;
    let mut request = reqwest::Request::new(Method::POST, endpoint.clone());
    let json = HeaderValue::from_static("application/json; charset=utf-8");
    request.headers_mut().insert(CONTENT_TYPE, json);
    let (name, value) = FORCE_USE_SESSION;
    request.headers_mut().insert(name, value);
    *request.body_mut() = Some(body.into());
    Ok(request)
}

/// What the service says, if it is the service that answers.
fn read(reply: &RawReply) -> Option<Answer> {
    let direct = reply.status.is_success() && reply.redirected_to.is_none() && reply.is_json();
    direct.then(|| serde_json::from_slice(&reply.body).ok())?
}

impl Credentials {
    /// The server's words, unless they repeat what must not be in an error.
    fn clean(&self, text: &str) -> Option<String> {
        let secrets = [&self.user, &self.password];
        let repeats = secrets
            .iter()
            .any(|secret| text.contains(secret.expose_secret()));
        let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
        (!repeats && !line.is_empty()).then_some(line)
    }
}
