//! The admin endpoint: what a sandbox's owner can do, over HTTP, for owners in other languages.
//!
//! It is no part of Creatio: it is off unless it was asked for, it stands beside the application,
//! faults do not touch it, and its requests are not in the log. Who reaches the port may use it.

use std::time::Duration;

use axum::http::{Method, Request};
use bytes::Bytes;
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::json;

use super::{
    fault::{Fault, Injection},
    outage::Outage,
    state::State,
};
use crate::reply::{JSON, Reply};

/// Answers a request to the endpoint; `None` if it goes elsewhere, or if there is no endpoint.
pub(super) fn answer(state: &State, request: &Request<Bytes>) -> Option<Reply> {
    let command = request.uri().path().strip_prefix("/sandbox/")?;
    if !state.settings.has_admin {
        return None;
    }
    let done = run(state, request.method(), command, request.body());
    Some(done.unwrap_or_else(|(status, message)| {
        Reply::new(status, JSON, json!({ "error": message }).to_string())
    }))
}

type Refusal = (u16, String);

fn run(state: &State, method: &Method, command: &str, body: &[u8]) -> Result<Reply, Refusal> {
    match (method.as_str(), command) {
        ("POST", "faults") => state.faults.add(read::<Injection>(body)?),
        ("POST", "faults/random") => {
            let lottery: Lottery = read(body)?;
            let Lottery { seed, rate, faults } = lottery;
            state.faults.draw(seed, rate, faults);
        }
        ("DELETE", "faults") => state.faults.clear(),
        ("POST", "restart") => state.restart(read::<Restart>(body)?.outage()?),
        ("POST", "tokens/expire") => state.tokens.expire(),
        ("POST", "sessions/revoke") => state.sessions.revoke(),
        ("GET", "requests") => return requests(state),
        ("DELETE", "requests") => state.log.clear(),
        _ => return Err((404, format!("there is no {method} /sandbox/{command}"))),
    }
    Ok(Reply::empty(204))
}

fn requests(state: &State) -> Result<Reply, Refusal> {
    let body = serde_json::to_string(&state.log.all());
    let body = body.map_err(|error| (500, error.to_string()))?;
    Ok(Reply::new(200, JSON, body))
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Refusal> {
    serde_json::from_slice(body).map_err(|error| (400, error.to_string()))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Lottery {
    seed: u64,
    rate: f64,
    faults: Vec<Fault>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Restart {
    requests: Option<usize>,
    seconds: Option<f64>,
}

impl Restart {
    fn outage(self) -> Result<Outage, Refusal> {
        match (self.requests, self.seconds) {
            (Some(requests), None) => Ok(requests.into()),
            (None, Some(seconds)) => Duration::try_from_secs_f64(seconds)
                .map(Outage::from)
                .map_err(|error| (400, error.to_string())),
            _ => Err((400, "give either \"requests\" or \"seconds\"".to_owned())),
        }
    }
}
