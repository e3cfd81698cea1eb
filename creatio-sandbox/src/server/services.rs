//! The hook of configuration services and processes.

use axum::http::{Method, Request};
use bytes::Bytes;

use super::{
    pages,
    state::{Runtime, State},
};
use crate::{processes, reply::Reply, services::ServiceRequest};

/// Answers a request to a method of a service.
pub(super) fn call(state: &State, request: &Request<Bytes>, service: &str, method: &str) -> Reply {
    let runtime = state.settings.runtime;
    let Some(handler) = state.settings.services.find(service, method) else {
        return pages::service_error(runtime, 404);
    };
    if request.method() != Method::GET && request.method() != Method::POST {
        return Reply::empty(405).with("allow", "GET, POST");
    }
    let verb = request.method().to_string();
    let query = request.uri().query();
    let asked = ServiceRequest::new(verb, query, request.body().clone());
    let reply = handler(&asked).into_reply(method);
    reply.unwrap_or_else(|| failed(runtime))
}

/// Starts the process that the body names.
pub(super) fn run_process(state: &State, request: &Request<Bytes>) -> Reply {
    if request.method() != Method::POST {
        return Reply::empty(405).with("allow", "POST");
    }
    processes::run(&state.settings.processes, request.body())
}

/// Starts the process that the address names.
pub(super) fn execute_process(state: &State, request: &Request<Bytes>, process: &str) -> Reply {
    if request.method() != Method::GET {
        return Reply::empty(405).with("allow", "GET");
    }
    let settings = &state.settings;
    processes::execute(&settings.processes, process, request.uri().query())
        .unwrap_or_else(|| failed(settings.runtime))
}

/// An exception in a service. WCF answers it with status 400, as its default is; .NET with 500.
fn failed(runtime: Runtime) -> Reply {
    let status = match runtime {
        Runtime::NetFramework => 400,
        Runtime::Net => 500,
    };
    pages::service_error(runtime, status)
}
