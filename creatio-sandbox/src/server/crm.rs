//! The application's host: a table of its services, and who may ask each.

use axum::http::{Request, header};
use bytes::Bytes;

use super::{
    authorization, data_service, files,
    guard::guarded,
    headers::text_of,
    odata3, odata4, pages,
    route::{Address, Route},
    services, sessions,
    state::{Runtime, State},
};
use crate::{
    files::Wanted,
    reply::{Reply, TEXT},
};

/// Answers one request to the CRM, with the part of the answer that it asks for.
pub(super) async fn answer(state: &State, request: &Request<Bytes>) -> Reply {
    let wanted = Wanted {
        range: text_of(request, header::RANGE),
        if_range: text_of(request, header::IF_RANGE),
    };
    let whole = whole_answer(state, request).await;
    state.settings.downloads.hand_out(whole, &wanted)
}

async fn whole_answer(state: &State, request: &Request<Bytes>) -> Reply {
    let Some(address) = Address::of(&state.settings, request.uri().path()) else {
        return pages::not_found();
    };
    let is_below_workspace = !address.workspace.is_empty();
    if is_below_workspace
        && let Some(reply) = authorization::answer(state, address.service, request)
    {
        return reply;
    }
    let runtime = state.settings.runtime;
    match address.route() {
        Some(Route::Login) if !is_below_workspace => sessions::login(state, request),
        // At the root as the login pages do it, below `/0` as the main menu of older versions does.
        Some(Route::Logout) => sessions::logout(state, request),
        // WCF Data Services has no counterpart on .NET.
        Some(Route::OData3(_)) if runtime == Runtime::Net => pages::not_found(),
        Some(Route::OData3(_) | Route::OData4(_)) if !address.is_reachable(runtime) => {
            pages::not_found()
        }
        Some(Route::Ping) if address.is_reachable(runtime) => Reply::new(200, TEXT, ""),
        Some(route) if route != Route::Login && address.is_reachable(runtime) => {
            let refusal = match route {
                Route::OData3(_) => pages::authentication_failed,
                _ => || Reply::empty(401),
            };
            let answer = served(state, request, address.workspace, route);
            guarded(state, request, refusal, answer).await
        }
        _ if is_below_workspace => pages::not_found(),
        _ => pages::login(),
    }
}

/// The services for those who have signed in.
async fn served(
    state: &State,
    request: &Request<Bytes>,
    workspace: &str,
    route: Route<'_>,
) -> Reply {
    match route {
        Route::OData3(below) => odata3::answer(state, request, below).await,
        Route::OData4(below) => odata4::answer(state, request, workspace, below).await,
        Route::DataService(operation) => data_service::answer(state, request, operation).await,
        Route::Upload => files::upload(state, request).await,
        Route::Download(schema, id) => files::download(state, &schema, &id).await,
        Route::RunProcess => services::run_process(state, request),
        Route::ExecuteProcess(name) => services::execute_process(state, request, &name),
        Route::Service(service, method) | Route::ProductService(service, method) => {
            services::call(state, request, &service, &method)
        }
        Route::Login | Route::Logout | Route::Ping => pages::not_found(),
    }
}
