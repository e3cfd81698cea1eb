//! One token for all tasks: fetched once, renewed in time, replaced only by a newer one.
//!
//! A *flight* is one attempt to fetch a token. Whoever needs a token takes the flight lock; those
//! who waited for it find the outcome of the flight they waited for and take that, be it a token
//! or an error. A leader whose future is dropped releases the lock with no outcome, and the next
//! in line leads: nothing can wedge, since nothing but the lock is held across an `await`.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::Authorization;
use crate::error::AuthError;

/// A token is renewed this long before it expires, or a tenth of its life if that is shorter.
const MARGIN: Duration = Duration::from_secs(60);

/// After an early renewal failed, the token at hand is used for so long before the next try.
const PAUSE_AFTER_FAILURE: Duration = Duration::from_secs(5);

/// No token is trusted for longer, whatever its issuer says.
const LONGEST_LIFE: Duration = Duration::from_secs(24 * 60 * 60);

/// A token that has just arrived.
pub(super) struct Fresh {
    pub(super) authorization: Authorization,
    pub(super) lifetime: Duration,
}

#[derive(Default)]
pub(super) struct TokenCache {
    state: Mutex<State>,
    flight: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct State {
    token: Option<Token>,
    /// Generation of the last token that arrived.
    generation: u64,
    /// Flights that ended with an outcome.
    flights: u64,
    /// The outcome of the last flight, if it was a failure.
    failure: Option<AuthError>,
    /// No early renewal before this moment.
    paused_until: Option<Instant>,
}

struct Token {
    authorization: Authorization,
    renew_at: Instant,
    expires_at: Instant,
}

/// What the cache has for somebody who needs a token.
enum Look {
    Good(Authorization),
    /// It is time to renew; `usable` still is accepted for a while.
    Renew {
        usable: Option<Authorization>,
        flights: u64,
    },
}

impl TokenCache {
    /// The token at hand, or the one that `fetch` brings.
    pub(super) async fn get<F>(&self, fetch: impl FnOnce() -> F) -> Result<Authorization, AuthError>
    where
        F: Future<Output = Result<Fresh, AuthError>>,
    {
        let (usable, seen) = match self.state().look(Instant::now()) {
            Look::Good(authorization) => return Ok(authorization),
            Look::Renew { usable, flights } => (usable, flights),
        };
        let _flight = match usable {
            // Nobody waits for a renewal while the old token still opens the door.
            Some(usable) => match self.flight.try_lock() {
                Ok(flight) => flight,
                Err(_) => return Ok(usable),
            },
            None => self.flight.lock().await,
        };
        if let Some(outcome) = self.state().outcome_since(seen, Instant::now()) {
            return outcome;
        }
        let outcome = fetch().await;
        self.state().settle(outcome, Instant::now())
    }

    /// Drops the token if it is still the one with this generation.
    pub(super) fn reject(&self, generation: u64) {
        let mut state = self.state();
        if state
            .token
            .as_ref()
            .is_some_and(|t| t.authorization.generation() == generation)
        {
            state.token = None;
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // No code that may panic runs under the lock, and each step leaves the state whole.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn look(&self, now: Instant) -> Look {
        let usable = self.token.as_ref().filter(|token| now < token.expires_at);
        match usable {
            Some(token) if now < token.renew_at || self.paused_until.is_some_and(|t| now < t) => {
                Look::Good(token.authorization.clone())
            }
            _ => Look::Renew {
                usable: usable.map(|token| token.authorization.clone()),
                flights: self.flights,
            },
        }
    }

    /// What a flight that ended after `seen` was counted has brought.
    fn outcome_since(&self, seen: u64, now: Instant) -> Option<Result<Authorization, AuthError>> {
        if let Look::Good(authorization) = self.look(now) {
            return Some(Ok(authorization));
        }
        let failure = self.failure.as_ref().filter(|_| self.flights > seen)?;
        Some(Err(failure.clone()))
    }

    fn settle(
        &mut self,
        outcome: Result<Fresh, AuthError>,
        now: Instant,
    ) -> Result<Authorization, AuthError> {
        self.flights += 1;
        match outcome {
            Ok(fresh) => Ok(self.replace(fresh, now)),
            Err(error) => self.keep_what_is_left(error, now),
        }
    }

    fn replace(&mut self, fresh: Fresh, now: Instant) -> Authorization {
        self.generation += 1;
        self.failure = None;
        self.paused_until = None;
        let lifetime = fresh.lifetime.min(LONGEST_LIFE);
        let authorization = fresh.authorization.with_generation(self.generation);
        self.token = Some(Token {
            authorization: authorization.clone(),
            renew_at: now + lifetime - MARGIN.min(lifetime / 10),
            expires_at: now + lifetime,
        });
        authorization
    }

    fn keep_what_is_left(
        &mut self,
        error: AuthError,
        now: Instant,
    ) -> Result<Authorization, AuthError> {
        self.failure = Some(error.clone());
        self.paused_until = Some(now + PAUSE_AFTER_FAILURE);
        match self.token.as_ref().filter(|token| now < token.expires_at) {
            Some(token) => {
                tracing::debug!(%error, "renewing the token failed; the one at hand still holds");
                Ok(token.authorization.clone())
            }
            None => Err(error),
        }
    }
}

#[cfg(test)]
mod tests;
