//! The end of a refresh token on the wire (RFC 7009), at the address beside that of tokens.
//!
//! The form is written here, since the `oauth2` crate revokes over TLS alone, and hosts within a
//! company's walls may have none.

use reqwest::Method;
use reqwest::header::{CONTENT_TYPE, HeaderValue};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use url::{Url, form_urlencoded};

use super::grant::Registration;
use super::{AuthContext, exchange};
use crate::error::AuthError;

/// Revokes a refresh token. One that is over already is no error.
pub(super) async fn revoke(
    context: &AuthContext,
    registration: &Registration,
    token: &SecretString,
) -> Result<(), AuthError> {
    #[derive(Deserialize)]
    struct Refusal {
        error: String,
    }
    let endpoint = beside(&registration.token_endpoint);
    let reply = exchange::send(context, request(&endpoint, registration, token)).await?;
    let is_direct = reply.redirected_to.is_none();
    if is_direct && reply.status.is_success() && (reply.body.is_empty() || reply.is_json()) {
        tracing::debug!(%endpoint, "the refresh token is revoked");
        return Ok(());
    }
    let refusal: Option<Refusal> = serde_json::from_slice(&reply.body).ok();
    let endpoint = endpoint.to_string();
    Err(match refusal.filter(|_| is_direct) {
        Some(Refusal { error: code }) => AuthError::Refused {
            endpoint,
            code,
            // Its words may repeat the token.
            description: None,
        },
        None => AuthError::NotIdentityService {
            endpoint,
            reply: reply.describe(),
        },
    })
}

fn request(endpoint: &Url, registration: &Registration, token: &SecretString) -> reqwest::Request {
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("token", token.expose_secret());
    form.append_pair("token_type_hint", "refresh_token");
    form.append_pair("client_id", &registration.id);
    if let Some(secret) = &registration.secret {
        form.append_pair("client_secret", secret.expose_secret());
    }
    let mut request = reqwest::Request::new(Method::POST, endpoint.clone());
    let media_type = HeaderValue::from_static("application/x-www-form-urlencoded");
    request.headers_mut().insert(CONTENT_TYPE, media_type);
    *request.body_mut() = Some(form.finish().into());
    request
}

/// `connect/revocation` beside `connect/token`.
fn beside(token_endpoint: &Url) -> Url {
    let mut endpoint = token_endpoint.clone();
    endpoint.set_query(None);
    if let Ok(mut segments) = endpoint.path_segments_mut() {
        segments.pop_if_empty().pop().push("revocation");
    }
    endpoint
}
