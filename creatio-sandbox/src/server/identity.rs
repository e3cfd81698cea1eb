//! The Identity Service: discovery and tokens for client credentials.

use axum::{extract::Request, http::header};
use serde_json::json;

use super::{pages, state::State};
use crate::reply::{JSON, Reply};

/// A token request is a short form; anything longer is none.
const MAX_FORM: usize = 64 * 1024;

/// Answers one request to the Identity Service.
pub(super) async fn answer(state: &State, request: Request) -> Reply {
    match (request.method().as_str(), request.uri().path()) {
        ("GET", "/.well-known/openid-configuration") => discovery(&state.settings.identity_url),
        ("POST", "/connect/token") => token(state, request).await,
        (_, "/connect/token") => Reply::empty(405),
        _ => pages::not_found(),
    }
}

fn discovery(url: &str) -> Reply {
    let document = json!({
        "issuer": "creatio.com",
        "jwks_uri": format!("{url}/.well-known/openid-configuration/jwks"),
        "authorization_endpoint": format!("{url}/connect/authorize"),
        "token_endpoint": format!("{url}/connect/token"),
        "grant_types_supported": ["client_credentials"],
    });
    Reply::new(200, JSON, document.to_string())
}

async fn token(state: &State, request: Request) -> Reply {
    let content_type = request.headers().get(header::CONTENT_TYPE);
    let is_form = content_type
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.starts_with("application/x-www-form-urlencoded"));
    let Ok(body) = axum::body::to_bytes(request.into_body(), MAX_FORM).await else {
        return error("invalid_request");
    };
    if !is_form {
        return error("invalid_request");
    }
    let field = |name: &str| {
        let mut fields = url::form_urlencoded::parse(&body);
        fields
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned())
    };
    let credentials = &state.settings.credentials;
    if field("client_id").as_ref() != Some(&credentials.id)
        || field("client_secret").as_ref() != Some(&credentials.secret)
    {
        return error("invalid_client");
    }
    if field("grant_type").as_deref() != Some("client_credentials") {
        return error("unsupported_grant_type");
    }
    let body = json!({
        "access_token": state.tokens.issue(),
        "expires_in": state.tokens.lifetime().as_secs(),
        "token_type": "Bearer",
    });
    Reply::new(200, JSON, body.to_string()).with("cache-control", "no-store")
}

fn error(code: &str) -> Reply {
    Reply::new(400, JSON, json!({ "error": code }).to_string())
}
