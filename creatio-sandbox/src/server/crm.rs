//! The application's host: a table of its services, and who may ask each.

use axum::http::{Request, header};
use bytes::Bytes;

use super::{
    authorization, data_service, files,
    guard::guarded,
    odata3, odata4, pages,
    route::{Address, Route},
    sessions,
    state::{Runtime, State},
};
use crate::{
    files::narrow,
    reply::{Reply, TEXT},
};

/// Answers one request to the CRM, with the part of the answer that it asks for.
pub(super) async fn answer(state: &State, request: &Request<Bytes>) -> Reply {
    let range = request.headers().get(header::RANGE);
    let range = range.and_then(|value| value.to_str().ok());
    narrow(whole_answer(state, request).await, range)
}

async fn whole_answer(state: &State, request: &Request<Bytes>) -> Reply {
    let Some(address) = Address::of(&state.settings, request.uri().path()) else {
        return pages::not_found();
    };
    if !address.workspace.is_empty()
        && let Some(reply) = authorization::answer(state, address.service, request)
    {
        return reply;
    }
    let runtime = state.settings.runtime;
    let is_reachable = address.is_reachable(runtime);
    let refusal = || Reply::empty(401);
    match address.route() {
        Some(Route::Login) if address.workspace.is_empty() => sessions::login(state, request),
        Some(Route::Ping) if is_reachable => Reply::new(200, TEXT, ""),
        Some(Route::OData3(below)) if is_reachable && runtime == Runtime::NetFramework => {
            let answer = odata3::answer(state, request, below);
            guarded(state, request, pages::authentication_failed, answer).await
        }
        Some(Route::OData4(below)) if is_reachable => {
            let answer = odata4::answer(state, request, address.workspace, below);
            guarded(state, request, refusal, answer).await
        }
        Some(Route::DataService(operation)) if is_reachable => {
            let answer = data_service::answer(state, request, operation);
            guarded(state, request, refusal, answer).await
        }
        Some(Route::Upload) if is_reachable => {
            guarded(state, request, refusal, files::upload(state, request)).await
        }
        Some(Route::Download(schema, id)) if is_reachable => {
            let answer = files::download(state, &schema, &id);
            guarded(state, request, refusal, answer).await
        }
        // WCF Data Services has no counterpart on .NET.
        Some(Route::OData3(_) | Route::OData4(_)) => pages::not_found(),
        _ if address.workspace.is_empty() => pages::login(),
        _ => pages::not_found(),
    }
}
