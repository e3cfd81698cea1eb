//! The hook of the OData 3 service: its address and its request.

use axum::http::{Request, header};
use bytes::Bytes;

use super::state::State;
use crate::{odata3, reply::Reply};

const ROOT: &str = "/0/ServiceModel/EntityDataService.svc/";

/// Answers a request to the service.
pub(super) async fn answer(state: &State, request: &Request<Bytes>, below: &str) -> Reply {
    let accept = request.headers().get(header::ACCEPT);
    let request = odata3::Request {
        method: request.method().to_string(),
        root: format!("{}{ROOT}", state.settings.url),
        path: below.strip_prefix('/').unwrap_or(below).to_owned(),
        query: request.uri().query().map(str::to_owned),
        accept: accept.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned()),
    };
    let depth = state.settings.limits.max_expansion_depth;
    let answered = state
        .store
        .run(move |catalog, connection| odata3::answer(&request, depth, catalog, connection));
    answered.await.unwrap_or_else(|_| Reply::empty(500))
}
