//! Authorization code with PKCE: discovery, the page where users consent, tokens and their revocation.
//!
//! In this flow the application itself is asked, below `/0`, and not the Identity Service of client
//! credentials. The sandbox's user consents without being asked. Refresh tokens are good for one
//! use, as with instances that rotate them.

use std::{
    collections::HashMap,
    fmt,
    sync::{Mutex, MutexGuard, PoisonError},
};

use axum::http::{Method, Request};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use bytes::Bytes;
use serde_json::json;
use sha2::{Digest as _, Sha256};
use url::{Url, form_urlencoded};

use super::state::State;
use crate::reply::{JSON, Reply};

/// Codes and refresh tokens that were given out and not used.
#[derive(Default)]
pub(crate) struct Grants(Mutex<Book>);

#[derive(Default)]
struct Book {
    codes: HashMap<String, Code>,
    /// Refresh tokens with the client each belongs to.
    refresh: HashMap<String, String>,
}

/// What the exchange of a code has to fit.
struct Code {
    client: String,
    redirect: String,
    challenge: String,
}

impl Grants {
    fn book(&self) -> MutexGuard<'_, Book> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes all refresh tokens unknown, as when an administrator revokes them.
    pub(crate) fn revoke(&self) {
        self.book().refresh.clear();
    }
}

impl fmt::Debug for Grants {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Grants").finish_non_exhaustive()
    }
}

/// Answers a request below `/0` that belongs to this flow.
pub(super) fn answer(state: &State, service: &str, request: &Request<Bytes>) -> Option<Reply> {
    Some(match (request.method(), service) {
        (&Method::GET, "/.well-known/openid-configuration") => discovery(&state.settings.url),
        (&Method::GET, "/connect/authorize") => authorize(state, request),
        (&Method::POST, "/connect/token") => token(state, request.body()),
        (&Method::POST, "/connect/revocation") => revoke(state, request.body()),
        _ => return None,
    })
}

fn discovery(url: &str) -> Reply {
    let document = json!({
        "issuer": "creatio.com",
        "authorization_endpoint": format!("{url}/0/connect/authorize"),
        "token_endpoint": format!("{url}/0/connect/token"),
        "revocation_endpoint": format!("{url}/0/connect/revocation"),
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "code_challenge_methods_supported": ["S256"],
    });
    Reply::new(200, JSON, document.to_string())
}

type Form = HashMap<String, String>;

fn form(text: &[u8]) -> Form {
    form_urlencoded::parse(text).into_owned().collect()
}

fn is(form: &Form, name: &str, value: &str) -> bool {
    form.get(name).is_some_and(|given| given == value)
}

/// The user consents: the browser goes back with a code. A request that cannot be trusted is not
/// answered at the address that it names.
fn authorize(state: &State, request: &Request<Bytes>) -> Reply {
    let asked = form(request.uri().query().unwrap_or_default().as_bytes());
    let redirect = asked
        .get("redirect_uri")
        .and_then(|url| Url::parse(url).ok());
    let (Some(mut redirect), true) = (redirect, is(&asked, "client_id", client(state))) else {
        return refuse("invalid_request");
    };
    let registered = redirect.to_string();
    let challenge = asked.get("code_challenge");
    let challenge = challenge.filter(|_| is(&asked, "code_challenge_method", "S256"));
    let mut answer = redirect.query_pairs_mut();
    match challenge {
        Some(challenge) if is(&asked, "response_type", "code") => {
            let code = state.tokens.random("code");
            answer.append_pair("code", &code);
            let details = Code {
                client: client(state).to_owned(),
                redirect: registered,
                challenge: challenge.clone(),
            };
            state.grants.book().codes.insert(code, details);
        }
        _ => drop(answer.append_pair("error", "invalid_request")),
    }
    if let Some(given) = asked.get("state") {
        answer.append_pair("state", given);
    }
    drop(answer);
    Reply::empty(302).with("location", redirect.to_string())
}

fn token(state: &State, body: &[u8]) -> Reply {
    let form = form(body);
    if !is(&form, "client_id", client(state)) {
        return refuse("invalid_client");
    }
    let mut book = state.grants.book();
    let granted = match form.get("grant_type").map(String::as_str) {
        Some("authorization_code") => form
            .get("code")
            .and_then(|code| book.codes.remove(code))
            .is_some_and(|code| code.fits(&form)),
        Some("refresh_token") => form
            .get("refresh_token")
            .and_then(|token| book.refresh.remove(token))
            .is_some_and(|client| is(&form, "client_id", &client)),
        _ => return refuse("unsupported_grant_type"),
    };
    if !granted {
        return refuse("invalid_grant");
    }
    let refresh = state.tokens.random("refresh");
    book.refresh
        .insert(refresh.clone(), client(state).to_owned());
    let body = json!({
        "access_token": state.tokens.issue(),
        "expires_in": state.tokens.lifetime().as_secs(),
        "token_type": "Bearer",
        "refresh_token": refresh,
    });
    Reply::new(200, JSON, body.to_string()).with("cache-control", "no-store")
}

/// Takes a refresh token back. One that is not known is as good as taken back (RFC 7009).
fn revoke(state: &State, body: &[u8]) -> Reply {
    let form = form(body);
    if !is(&form, "client_id", client(state)) {
        return refuse("invalid_client");
    }
    let Some(token) = form.get("token") else {
        return refuse("invalid_request");
    };
    state.grants.book().refresh.remove(token);
    Reply::empty(200)
}

impl Code {
    fn fits(&self, form: &Form) -> bool {
        let verifier = form.get("code_verifier").map(Sha256::digest);
        let answered = verifier.map(|hash| BASE64_URL_SAFE_NO_PAD.encode(hash));
        answered.as_ref() == Some(&self.challenge)
            && is(form, "redirect_uri", &self.redirect)
            && is(form, "client_id", &self.client)
    }
}

fn client(state: &State) -> &str {
    &state.settings.credentials.id
}

fn refuse(code: &str) -> Reply {
    Reply::new(400, JSON, json!({ "error": code }).to_string())
}
