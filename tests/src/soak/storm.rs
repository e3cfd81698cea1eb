//! What goes wrong: faults that requests draw, and acts that concern the whole server.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use creatio_core::client::reqwest::Method;
use serde_json::{Value as Json, json};

use super::Trouble;
use super::server::Server;

/// The chance of a fault per request.
const RATE: f64 = 0.08;

/// The bad days of one server.
#[derive(Debug)]
pub(super) struct Storm {
    server: Server,
    seed: u64,
    every: u64,
    /// Steps of all tasks.
    steps: AtomicU64,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    rng: fastrand::Rng,
    acts: Acts,
}

/// How often each act took place.
pub(super) type Acts = BTreeMap<&'static str, u64>;

impl Storm {
    pub(super) fn new(server: Server, seed: u64, every: u64) -> Self {
        Self {
            server,
            seed,
            every: every.max(1),
            steps: AtomicU64::new(0),
            state: Mutex::new(State {
                rng: fastrand::Rng::with_seed(seed),
                acts: Acts::new(),
            }),
        }
    }

    /// Lets requests draw faults from now on.
    pub(super) async fn rise(&self, leg: u64) -> Result<(), Trouble> {
        let body = json!({ "seed": self.seed.wrapping_add(leg), "rate": RATE, "faults": faults() });
        self.server
            .command(Method::POST, "faults/random", Some(&body))
            .await?;
        Ok(())
    }

    /// Counts a step of a task, which every so often brings an act about.
    pub(super) async fn tick(&self) -> Result<(), Trouble> {
        let steps = self.steps.fetch_add(1, Ordering::Relaxed) + 1;
        if !steps.is_multiple_of(self.every) {
            return Ok(());
        }
        let (command, body) = self.next_act();
        self.server
            .command(Method::POST, command, body.as_ref())
            .await?;
        Ok(())
    }

    /// The acts since the last call of this.
    pub(super) fn take_acts(&self) -> Acts {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut state.acts)
    }

    fn next_act(&self) -> (&'static str, Option<Json>) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let choice = state.rng.u32(0..12);
        let requests = state.rng.usize(1..25);
        let (name, command, body) = match choice {
            0..3 => ("restart", "restart", Some(json!({ "requests": requests }))),
            3..5 => ("sessions revoked", "sessions/revoke", None),
            5..7 => ("tokens expired", "tokens/expire", None),
            7 => (
                "identity service fails",
                "faults",
                Some(json!({ "fault": unavailable(), "host": "identity", "times": 2 })),
            ),
            8 => (
                "sign-in fails",
                "faults",
                Some(
                    json!({ "fault": unavailable(), "path": "AuthService.svc/Login", "times": 2 }),
                ),
            ),
            9..11 => (
                "failures after a save",
                "faults",
                Some(json!({ "fault": "appliedThenFailed", "path": "/odata/", "times": 3 })),
            ),
            _ => ("hang", "faults", Some(json!({ "fault": "hang" }))),
        };
        *state.acts.entry(name).or_default() += 1;
        (command, body)
    }
}

fn unavailable() -> Json {
    json!({ "status": { "status": 503 } })
}

/// What a request may draw. A handler that fails after a row was saved is not among it, since over
/// the DataService there is none; an answer that never comes neither, since it takes so long.
fn faults() -> Json {
    json!([
        "htmlLogin",
        "loginRedirect",
        "authenticationFailed",
        "halfSession",
        "htmlNotFound",
        { "status": { "status": 401 } },
        { "status": { "status": 403 } },
        { "status": { "status": 429, "retryAfter": 1 } },
        { "status": { "status": 500 } },
        { "status": { "status": 502 } },
        { "status": { "status": 503 } },
        { "status": { "status": 504 } },
        "truncatedBody",
        { "slowBody": { "chunk": 256, "pause": 0.001 } },
        "answeredThenClosed",
        "wrongContentType",
        "dropConnection",
        "appliedThenDropped",
        { "refusal": { "code": "SqlException", "message": "Transaction was chosen as the deadlock victim." } },
    ])
}
