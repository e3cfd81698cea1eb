//! Who may ask: a token, or a session with what belongs to it.

use axum::http::{HeaderMap, Request, header};
use bytes::Bytes;

use super::{
    sessions::{self, Standing},
    state::State,
};
use crate::reply::Reply;

/// The answer, if the request has a token or a session; `refusal` if it has neither.
pub(super) async fn guarded(
    state: &State,
    request: &Request<Bytes>,
    refusal: impl FnOnce() -> Reply,
    answer: impl Future<Output = Reply>,
) -> Reply {
    let headers = request.headers();
    if has_token(state, headers) {
        return answer.await;
    }
    match sessions::standing(state, request.method(), headers) {
        Standing::NoSession => refusal(),
        Standing::Refused(reply) => reply,
        Standing::Open(None) => answer.await,
        Standing::Open(Some(cookie)) => answer.await.with("set-cookie", cookie),
    }
}

/// Whether the request carries a token that is valid now.
fn has_token(state: &State, headers: &HeaderMap) -> bool {
    let value = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    let Some((scheme, token)) = value.and_then(|value| value.split_once(' ')) else {
        return false;
    };
    scheme.eq_ignore_ascii_case("bearer") && state.tokens.is_valid(token.trim())
}
