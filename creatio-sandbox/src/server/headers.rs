//! Headers of requests.

use axum::http::{HeaderName, Request};
use bytes::Bytes;

/// A header, if the request has it.
pub(super) fn text_of(request: &Request<Bytes>, name: HeaderName) -> Option<String> {
    let value = request.headers().get(name)?;
    Some(String::from_utf8_lossy(value.as_bytes()).into_owned())
}
