//! The hook of the DataService: which operation needs what.

use axum::http::{Method, Request};
use bytes::Bytes;

use super::{
    pages,
    route::{Address, Route},
    state::State,
};
use crate::{change::Writer, data_service, reply::Reply};

/// The entity whose schema a request asks for, if it is such a request.
pub(super) fn asked_schema(state: &State, request: &Request<Bytes>) -> Option<String> {
    match Address::of(&state.settings, request.uri().path())?.route()? {
        Route::DataService(operation) => data_service::asked_schema(operation, request.body()),
        _ => None,
    }
}

/// Answers a request to an operation.
pub(super) async fn answer(state: &State, request: &Request<Bytes>, operation: &str) -> Reply {
    if request.method() != Method::POST {
        return Reply::empty(405).with("allow", "POST");
    }
    if data_service::is_select(operation) {
        return select(state, request.body().clone()).await;
    }
    if data_service::is_change(operation) {
        return change(state, operation, request.body().clone()).await;
    }
    data_service::answer(
        operation,
        request.body(),
        &state.schemas,
        &state.sys_settings,
    )
    .unwrap_or_else(pages::not_found)
}

async fn select(state: &State, body: Bytes) -> Reply {
    let (user, max_rows) = (state.settings.user.clone(), state.settings.limits.max_rows);
    let answered = state.store.run(move |catalog, connection| {
        data_service::select(&body, &user, max_rows, catalog, connection)
    });
    answered.await.unwrap_or_else(|_| Reply::empty(500))
}

async fn change(state: &State, operation: &str, body: Bytes) -> Reply {
    let (user, max_rows) = (state.settings.user.clone(), state.settings.limits.max_rows);
    let operation = operation.to_owned();
    let answered = state.store.run(move |catalog, connection| {
        let writer = Writer {
            connection,
            catalog,
            user: &user,
        };
        data_service::change(&operation, &body, max_rows, writer)
    });
    let reply = answered.await.ok().flatten();
    reply.unwrap_or_else(|| Reply::empty(500))
}
