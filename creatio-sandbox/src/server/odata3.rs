//! The hook of the OData 3 service: its address and its request.

use axum::http::{HeaderName, Request, header};
use bytes::Bytes;

use super::{headers::text_of, state::State};
use crate::{change::Writer, odata3, reply::Reply};

const ROOT: &str = "/0/ServiceModel/EntityDataService.svc/";

/// Answers a request to the service.
pub(super) async fn answer(state: &State, request: &Request<Bytes>, below: &str) -> Reply {
    let request = odata3::Request {
        method: request.method().to_string(),
        root: format!("{}{ROOT}", state.settings.url),
        path: below.strip_prefix('/').unwrap_or(below).to_owned(),
        query: request.uri().query().map(str::to_owned),
        accept: text_of(request, header::ACCEPT),
        tunnelled_method: text_of(request, HeaderName::from_static("x-http-method")),
        content_type: text_of(request, header::CONTENT_TYPE),
        body: request.body().clone(),
    };
    let depth = state.settings.limits.max_expansion_depth;
    let user = state.settings.user.clone();
    let answered = state.store.run(move |catalog, connection| {
        let writer = Writer {
            connection,
            catalog,
            user: &user,
        };
        odata3::answer(&request, depth, writer)
    });
    answered.await.unwrap_or_else(|_| Reply::empty(500))
}
