//! The application's host: finds the service a URL means, and asks for a token or a session first.

use axum::http::{HeaderMap, HeaderName, Method, Request, header};
use bytes::Bytes;

use super::{
    authorization, odata3, pages,
    sessions::{self, Standing},
    state::{Runtime, State},
};
use crate::{
    change::Writer,
    data_service, odata4,
    reply::{Reply, TEXT},
};

/// The entity whose schema a request asks for, if it is such a request.
pub(super) fn asked_schema(state: &State, request: &Request<Bytes>) -> Option<String> {
    let path = request
        .uri()
        .path()
        .strip_prefix(&*state.settings.base_path)?;
    let service = strip_segment(path, "0").unwrap_or(path);
    data_service::asked_schema(data_service_operation(service)?, request.body())
}

/// Answers one request to the CRM.
pub(super) async fn answer(state: &State, request: &Request<Bytes>) -> Reply {
    let Some(path) = request
        .uri()
        .path()
        .strip_prefix(&*state.settings.base_path)
        .filter(|below| below.is_empty() || below.starts_with('/'))
    else {
        return pages::not_found();
    };
    let (workspace, service) = match strip_segment(path, "0") {
        Some(rest) => ("/0", rest),
        None => ("", path),
    };
    let is_reachable = state.settings.runtime == Runtime::Net || !workspace.is_empty();
    if is_ping(service) && is_reachable {
        return Reply::new(200, TEXT, "");
    }
    if workspace.is_empty() && sessions::is_login(service) {
        return sessions::login(state, request);
    }
    if !workspace.is_empty()
        && let Some(reply) = authorization::answer(state, service, request)
    {
        return reply;
    }
    if let Some(below) = odata3::below_service(service) {
        // WCF Data Services has no counterpart on .NET.
        if state.settings.runtime != Runtime::NetFramework || !is_reachable {
            return pages::not_found();
        }
        let refusal = pages::authentication_failed;
        return guarded(
            state,
            request,
            refusal,
            odata3::answer(state, request, below),
        )
        .await;
    }
    let refusal = || Reply::empty(401);
    if let Some(below) = strip_segment(service, "odata") {
        if !is_reachable {
            return pages::not_found();
        }
        let asked = odata_request(state, request, workspace, below);
        return guarded(state, request, refusal, odata(state, asked)).await;
    }
    match data_service_operation(service) {
        Some(operation) if is_reachable => {
            let answer = data_service(state, request, operation);
            guarded(state, request, refusal, answer).await
        }
        _ if workspace.is_empty() => pages::login(),
        _ => pages::not_found(),
    }
}

/// The answer, if the request has a token or a session; `refusal` if it has neither.
async fn guarded(
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

/// The operation of the DataService that a path leads to.
fn data_service_operation(service: &str) -> Option<&str> {
    let below = strip_segment(strip_segment(service, "DataService")?, "json")?;
    let operation = strip_segment(below, "SyncReply").or_else(|| strip_segment(below, "reply"))?;
    operation
        .strip_prefix('/')
        .filter(|name| !name.is_empty() && !name.contains('/'))
}

async fn data_service(state: &State, request: &Request<Bytes>, operation: &str) -> Reply {
    if request.method() != Method::POST {
        return Reply::empty(405).with("allow", "POST");
    }
    if data_service::is_select(operation) {
        return select(state, request.body().clone()).await;
    }
    if data_service::is_change(operation) {
        return change(state, operation, request.body().clone()).await;
    }
    data_service::answer(operation, request.body(), &state.schemas).unwrap_or_else(pages::not_found)
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

/// The request as the OData service sees it.
fn odata_request(
    state: &State,
    request: &Request<Bytes>,
    workspace: &str,
    below: &str,
) -> odata4::Request {
    let settings = &state.settings;
    odata4::Request {
        method: request.method().to_string(),
        root: format!("{}{workspace}/odata/", settings.url),
        path: below.strip_prefix('/').unwrap_or(below).to_owned(),
        query: request.uri().query().map(str::to_owned),
        content_type: text_of(request, header::CONTENT_TYPE),
        accept: text_of(request, header::ACCEPT),
        prefer: text_of(request, HeaderName::from_static("prefer")),
        body: request.body().clone(),
    }
}

/// A header, if the request has it.
pub(super) fn text_of(request: &Request<Bytes>, name: HeaderName) -> Option<String> {
    let value = request.headers().get(name)?;
    Some(String::from_utf8_lossy(value.as_bytes()).into_owned())
}

async fn odata(state: &State, request: odata4::Request) -> Reply {
    let (metadata, limits) = (state.settings.metadata.clone(), state.settings.limits);
    let user = state.settings.user.clone();
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

/// The anonymous health check by which clients tell the runtimes apart.
fn is_ping(service: &str) -> bool {
    service.eq_ignore_ascii_case("/api/HealthCheck/Ping")
}

/// What follows a first path segment of this name, with its slash. Case does not matter.
pub(super) fn strip_segment<'a>(path: &'a str, segment: &str) -> Option<&'a str> {
    let rest = path.strip_prefix('/')?;
    let (first, below) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    first.eq_ignore_ascii_case(segment).then_some(below)
}
