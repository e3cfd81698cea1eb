//! The end of a session on the wire.
//!
//! The address is that of Creatio's own login pages, `AuthService.svc/Logout`, which is not below `/0`;
//! where it is not there, `MainMenuService/Logout` is asked, as the main menu of older versions does.
//! What either answers is not documented: whatever says neither that it is not there nor that it
//! refuses counts as done.

use reqwest::header::{CONTENT_LENGTH, HeaderMap, HeaderValue};
use reqwest::{Method, StatusCode};
use url::Url;

use super::{AuthContext, exchange};
use crate::client::address;
use crate::client::reply::RawReply;
use crate::error::AuthError;

const SERVICE: &str = "ServiceModel/AuthService.svc/Logout";
const OLDER_SERVICE: &str = "0/rest/MainMenuService/Logout";

/// Ends the session that these headers belong to. A session that is over already is no error.
pub(super) async fn sign_out(context: &AuthContext, session: &HeaderMap) -> Result<(), AuthError> {
    let endpoint = address::below(context.base_url(), SERVICE);
    let mut reply = post(context, &endpoint, session).await?;
    if reply.status == StatusCode::NOT_FOUND {
        let older = address::below(context.base_url(), OLDER_SERVICE);
        reply = post(context, &older, session).await?;
    }
    // A redirect leads to the login page, and 401 is the answer to a session that is over.
    let is_over = !reply.status.is_client_error() || reply.status == StatusCode::UNAUTHORIZED;
    if is_over {
        tracing::debug!(%endpoint, "signed out");
        return Ok(());
    }
    Err(AuthError::NotSignIn {
        endpoint: endpoint.to_string(),
        reply: reply.describe(),
    })
}

async fn post(
    context: &AuthContext,
    endpoint: &Url,
    session: &HeaderMap,
) -> Result<RawReply, AuthError> {
    let mut request = reqwest::Request::new(Method::POST, endpoint.clone());
    *request.headers_mut() = session.clone();
    // IIS refuses a POST that has neither a body nor a length.
    let nothing = HeaderValue::from_static("0");
    request.headers_mut().insert(CONTENT_LENGTH, nothing);
    exchange::send(context, request).await
}
