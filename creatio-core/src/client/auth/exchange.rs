//! Requests for authorization itself: to the identity service, and to Creatio's sign-in.

use std::sync::Arc;

use super::AuthContext;
use crate::client::reply::{Extent, RawReply};
use crate::error::AuthError;

/// The longest reply that is read, in bytes: tokens and discovery documents are short.
const LONGEST_REPLY: usize = 1 << 20;

/// Sends a request; what the network or an overloaded server says ends here.
///
/// The endpoint in errors is the address as it is: no query of these requests holds a secret.
pub(super) async fn send(
    context: &AuthContext,
    mut request: reqwest::Request,
) -> Result<RawReply, AuthError> {
    let endpoint = request.url().to_string();
    *request.timeout_mut() = Some(context.timeout());
    let reply = match RawReply::fetch(context.http(), request, Extent::Whole, LONGEST_REPLY).await {
        Ok(reply) => reply,
        Err(error) => {
            let source = Arc::new(error);
            return Err(AuthError::Unreachable { endpoint, source });
        }
    };
    let status = reply.status;
    if status.is_server_error() || matches!(status.as_u16(), 408 | 429) {
        let retry_after = reply.retry_after();
        return Err(AuthError::Unavailable {
            endpoint,
            status: status.as_u16(),
            retry_after,
        });
    }
    Ok(reply)
}
