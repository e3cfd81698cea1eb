//! The hook of the file services.

use axum::http::{Method, Request, header};
use bytes::Bytes;
use serde_json::Value as Json;
use uuid::Uuid;

use super::{headers::text_of, pages, state::State};
use crate::{
    change::Writer,
    data_service,
    files::{self, Chunk, Refused},
    query::run::Source,
    reply::Reply,
};

/// Takes a chunk of a file.
pub(super) async fn upload(state: &State, request: &Request<Bytes>) -> Reply {
    if request.method() != Method::POST {
        return Reply::empty(405).with("allow", "POST");
    }
    match received(state, request).await {
        Some(Ok(())) => data_service::success([
            ("errorInfo", Json::Null),
            ("rowsAffected", Json::from(-1)),
            ("nextPrcElReady", Json::Bool(false)),
            ("responseStatus", Json::Null),
            ("queryId", Json::Null),
        ]),
        Some(Err(Refused { code, message })) => data_service::failure(code, &message),
        None => Reply::empty(500),
    }
}

/// What comes of a chunk; `None` if the database is gone.
async fn received(state: &State, request: &Request<Bytes>) -> Option<Result<(), Refused>> {
    let query = request.uri().query().unwrap_or_default();
    let range = text_of(request, header::CONTENT_RANGE);
    let chunk = match Chunk::read(query, range.as_deref(), request.body().clone()) {
        Ok(chunk) => chunk,
        Err(refused) => return Some(Err(refused)),
    };
    let (uploads, user) = (state.uploads.clone(), state.settings.user.clone());
    let received = state.store.run(move |catalog, connection| {
        let writer = Writer {
            connection,
            catalog,
            user: &user,
        };
        files::receive(&uploads, &chunk, writer)
    });
    received.await.ok()
}

/// Hands out the file of a row.
pub(super) async fn download(state: &State, schema: &str, id: &str) -> Reply {
    let Ok(key) = id.parse::<Uuid>() else {
        return pages::not_found();
    };
    let schema = schema.to_owned();
    let found = state.store.run(move |catalog, connection| {
        let source = Source {
            connection,
            catalog,
        };
        files::download(source, &schema, key)
    });
    match found.await {
        Ok(Ok(found)) => found.unwrap_or_else(pages::not_found),
        _ => Reply::empty(500),
    }
}
