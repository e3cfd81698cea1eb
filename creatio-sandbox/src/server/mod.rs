//! The two HTTP hosts: the CRM and the Identity Service, each on a port of its own, as on an
//! instance.

mod admin;
mod authorization;
mod connection;
mod crm;
mod data_service;
mod fault;
mod files;
mod guard;
mod headers;
mod identity;
mod log;
mod odata3;
mod odata4;
mod outage;
mod pages;
mod route;
mod services;
mod sessions;
mod state;
mod tokens;

pub use fault::{Fault, Injection};
pub use log::{Host, RequestRecord};
pub use outage::Outage;
pub use sessions::CsrfCookie;
pub(crate) use sessions::Login;
pub use state::Runtime;
pub(crate) use state::{Credentials, Settings, State};

use std::{io, sync::Arc};

use axum::{
    Router,
    body::Body,
    extract::{ConnectInfo, Request, State as Shared},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use tokio::{net::TcpListener, sync::watch, task::JoinHandle};

use self::{
    connection::{Breakable, Link},
    fault::Asked,
};
use crate::reply::Reply;

/// Serves one host until told to stop.
pub(crate) fn serve(
    host: Host,
    listener: TcpListener,
    state: Arc<State>,
    mut stop: watch::Receiver<()>,
) -> JoinHandle<io::Result<()>> {
    let router = Router::new().fallback(exchange).with_state((host, state));
    let service = router.into_make_service_with_connect_info::<Link>();
    let stopped = async move {
        // An error means that the sandbox was dropped, which stops it as well.
        let _ = stop.changed().await;
    };
    let server = axum::serve(Breakable(listener), service).with_graceful_shutdown(stopped);
    tokio::spawn(async move { server.await })
}

/// The longest body that is read. A file goes up whole into a stream column.
const MAX_BODY: usize = 256 << 20;

/// The request with its whole body; an error if that ends early or is too long.
async fn whole(request: Request) -> Result<axum::http::Request<Bytes>, axum::Error> {
    let (head, body) = request.into_parts();
    let body = axum::body::to_bytes(body, MAX_BODY).await?;
    Ok(axum::http::Request::from_parts(head, body))
}

/// One request: a fault if one is due, else an answer; a line in the log either way.
async fn exchange(
    Shared((host, state)): Shared<(Host, Arc<State>)>,
    ConnectInfo(link): ConnectInfo<Link>,
    request: Request,
) -> Response {
    let method = request.method().to_string();
    let target = request
        .uri()
        .path_and_query()
        .map_or("/", |target| target.as_str())
        .to_owned();
    let Ok(request) = whole(request).await else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    if let (Host::Crm, Some(reply)) = (host, admin::answer(&state, &request)) {
        return sent(Fault::None, reply);
    }
    let due = due(&state, host, &target, &request);
    if due == Fault::Hang {
        state.log.add(RequestRecord {
            host,
            method,
            target,
            status: None,
            fault: Some(due),
        });
        // The client ends this by going away, which drops the exchange.
        return std::future::pending().await;
    }
    let reply = match due.instead() {
        Some(reply) => reply,
        None => match host {
            Host::Crm => crm::answer(&state, &request).await,
            Host::Identity => identity::answer(&state, request.map(Body::from)).await,
        },
    };
    let is_dropped = due.drops(&reply);
    let status = due.own_status().unwrap_or(reply.status);
    tracing::debug!(?host, method, target, status, fault = ?due, "answered");
    let status = (!is_dropped).then_some(status);
    state.log.add(RequestRecord {
        host,
        method,
        target,
        status,
        fault: (due != Fault::None).then(|| due.clone()),
    });
    if is_dropped {
        link.break_off();
    } else if due.closes() {
        link.close_when_sent();
    }
    sent(due, reply)
}

/// What goes wrong with a request: an outage before all else.
fn due(state: &State, host: Host, target: &str, request: &axum::http::Request<Bytes>) -> Fault {
    if host == Host::Crm && state.outages.meets() {
        return Fault::status(503);
    }
    let schema = match host {
        Host::Crm => data_service::asked_schema(state, request),
        Host::Identity => None,
    };
    let asked = Asked {
        host,
        target,
        schema: schema.as_deref(),
    };
    state.faults.take(asked).unwrap_or(Fault::None)
}

fn sent(due: Fault, reply: Reply) -> Response {
    let response = due.apply(reply);
    response.unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}
