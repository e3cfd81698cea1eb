//! The hook of the OData 4 service: its address and its request.

use axum::http::{HeaderName, Request, header};
use bytes::Bytes;

use super::{headers::text_of, state::State};
use crate::{change::Writer, odata4, reply::Reply};

/// Answers a request to the service, which was asked below this workspace.
pub(super) async fn answer(
    state: &State,
    request: &Request<Bytes>,
    workspace: &str,
    below: &str,
) -> Reply {
    let settings = &state.settings;
    let request = odata4::Request {
        method: request.method().to_string(),
        root: format!("{}{workspace}/odata/", settings.url),
        path: below.strip_prefix('/').unwrap_or(below).to_owned(),
        query: request.uri().query().map(str::to_owned),
        content_type: text_of(request, header::CONTENT_TYPE),
        accept: text_of(request, header::ACCEPT),
        prefer: text_of(request, HeaderName::from_static("prefer")),
        body: request.body().clone(),
    };
    let (metadata, limits) = (settings.metadata.clone(), settings.limits);
    let user = settings.user.clone();
    let answered = state.store.run(move |catalog, connection| {
        let writer = Writer {
            connection,
            catalog,
            user: &user,
        };
        odata4::answer(&request, &metadata, &limits, writer)
    });
    answered.await.unwrap_or_else(|_| Reply::empty(500))
}
