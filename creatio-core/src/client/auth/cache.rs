//! One token for all tasks: fetched once, renewed in time, replaced only by a newer one.
//!
//! A [`Token`] is whatever authorizes for a while: that of OAuth, or a session with its cookies.
//!
//! A *flight* is one attempt to fetch a token. Whoever needs a token takes the flight lock; those
//! who waited for it find the outcome of the flight they waited for and take that, be it a token
//! or an error.
//!
//! Each flight is a task of its own, which goes on when the call that began it is dropped: calls with
//! less time than it takes to sign in would otherwise begin anew forever. While the token at hand
//! still holds, nobody waits for the flight that renews it. One that ends with its runtime releases
//! the lock with no outcome, and the next in line leads.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::OwnedMutexGuard;
use tokio::task::JoinHandle;
use tokio::time::Instant;
use tracing::{Instrument, Span};

use super::{Authorization, Renewal};
use crate::error::AuthError;

/// A token is renewed this long before it expires, or a tenth of its life if that is shorter.
const MARGIN: Duration = Duration::from_secs(60);

/// After an early renewal failed, the token at hand is used for so long before the next try.
const PAUSE_AFTER_FAILURE: Duration = Duration::from_secs(5);

/// No token is trusted for longer, whatever its issuer says.
pub(super) const LONGEST_LIFE: Duration = Duration::from_secs(24 * 60 * 60);

/// What authorizes for a while.
pub(super) trait Token: Clone + Send + 'static {
    /// The headers of a request, as of now.
    fn authorization(&self) -> Authorization;
}

impl Token for Authorization {
    fn authorization(&self) -> Authorization {
        self.clone()
    }
}

/// A token that has just arrived.
pub(super) struct Fresh<T> {
    pub(super) token: T,
    pub(super) lifetime: Duration,
}

/// A token with the number that tells it from those before and after it.
#[derive(Clone)]
struct Held<T> {
    token: T,
    generation: u64,
}

pub(super) struct TokenCache<T> {
    state: Mutex<State<T>>,
    flight: Arc<tokio::sync::Mutex<()>>,
}

struct State<T> {
    token: Option<Aging<T>>,
    /// Generation of the last token that arrived.
    generation: u64,
    /// Flights that ended with an outcome.
    flights: u64,
    /// The outcome of the last flight, if it was a failure.
    failure: Option<AuthError>,
    /// No early renewal before this moment.
    paused_until: Option<Instant>,
}

/// A token and its age.
struct Aging<T> {
    held: Held<T>,
    renew_at: Instant,
    expires_at: Instant,
    /// Somebody was turned away with it, and no flight has ended since.
    is_refused: bool,
}

impl<T> Aging<T> {
    fn is_of(&self, generation: u64) -> bool {
        self.held.generation == generation
    }
}

/// What the cache has for somebody who needs a token.
enum Look<T> {
    Good(Held<T>),
    /// It is time to renew; `usable` still is accepted for a while.
    Renew {
        usable: Option<Held<T>>,
        flights: u64,
    },
}

impl<T: Token> TokenCache<T> {
    pub(super) fn new() -> Arc<Self> {
        Arc::new(Self {
            state: Mutex::new(State::new()),
            flight: Arc::default(),
        })
    }

    /// The authorization by the token at hand, or by the one that `fetch` brings, with its generation.
    ///
    /// What `fetch` returns may outlive this call, as a renewal in the background does.
    pub(super) async fn authorize<F>(
        self: &Arc<Self>,
        fetch: impl FnOnce() -> F,
    ) -> Result<Authorization, AuthError>
    where
        F: Future<Output = Result<Fresh<T>, AuthError>> + Send + 'static,
    {
        let Held { token, generation } = self.get(fetch).await?;
        Ok(token.authorization().with_generation(generation))
    }

    async fn get<F>(self: &Arc<Self>, fetch: impl FnOnce() -> F) -> Result<Held<T>, AuthError>
    where
        F: Future<Output = Result<Fresh<T>, AuthError>> + Send + 'static,
    {
        let (usable, seen) = match self.state().look(Instant::now()) {
            Look::Good(held) => return Ok(held),
            Look::Renew { usable, flights } => (usable, flights),
        };
        if let Some(usable) = usable {
            // Nobody waits for a renewal while the old token still opens the door.
            if let Ok(flight) = Arc::clone(&self.flight).try_lock_owned() {
                // Its events are of no single call, and a failure is kept for the calls to come.
                drop(self.fly(flight, fetch(), Span::none()));
            }
            return Ok(usable);
        }
        let flight = Arc::clone(&self.flight).lock_owned().await;
        if let Some(outcome) = self.state().outcome_since(seen, Instant::now()) {
            return outcome;
        }
        let landed = self.fly(flight, fetch(), Span::current()).await;
        landed.unwrap_or_else(|crashed| Err(AuthError::custom(crashed)))
    }

    fn fly<F>(
        self: &Arc<Self>,
        flight: OwnedMutexGuard<()>,
        fetching: F,
        span: Span,
    ) -> JoinHandle<Result<Held<T>, AuthError>>
    where
        F: Future<Output = Result<Fresh<T>, AuthError>> + Send + 'static,
    {
        let cache = Arc::clone(self);
        let flying = async move {
            let outcome = fetching.await;
            let outcome = cache.state().settle(outcome, Instant::now());
            drop(flight);
            outcome
        };
        tokio::spawn(flying.instrument(span))
    }

    /// The token that made an authorization was refused. Nobody gets it, if it is still at hand, until
    /// another has been tried for: a good one that was refused by mistake outlives a renewal that
    /// fails.
    pub(super) fn reject(&self, refused: &Authorization) -> Renewal {
        let mut state = self.state();
        let held = state.token.as_mut();
        if let Some(token) = held.filter(|token| token.is_of(refused.generation())) {
            token.is_refused = true;
        }
        Renewal::Possible
    }

    /// Ends the token at hand where it came from, and forgets it once that is done. None is fetched
    /// meanwhile; one that is on its way is waited for.
    pub(super) async fn give_up<F>(&self, end: impl FnOnce(T) -> F) -> Result<(), AuthError>
    where
        F: Future<Output = Result<(), AuthError>>,
    {
        // Only a flight brings another token in place of this one.
        let _flight = self.flight.lock().await;
        let held = self.state().token.as_ref().map(|token| token.held.clone());
        let Some(held) = held else {
            return Ok(());
        };
        end(held.token).await?;
        self.state().token = None;
        Ok(())
    }

    /// The token that made an authorization, if it is still at hand.
    pub(super) fn held(&self, used: &Authorization) -> Option<T> {
        let state = self.state();
        let token = state.token.as_ref();
        let token = token.filter(|token| token.is_of(used.generation()))?;
        Some(token.held.token.clone())
    }

    fn state(&self) -> MutexGuard<'_, State<T>> {
        // No code that may panic runs under the lock, and each step leaves the state whole.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T: Clone> State<T> {
    fn new() -> Self {
        Self {
            token: None,
            generation: 0,
            flights: 0,
            failure: None,
            paused_until: None,
        }
    }

    fn usable(&self, now: Instant) -> Option<&Aging<T>> {
        let token = self.token.as_ref()?;
        (now < token.expires_at && !token.is_refused).then_some(token)
    }

    fn look(&self, now: Instant) -> Look<T> {
        let paused = self.paused_until.is_some_and(|end| now < end);
        match self.usable(now) {
            Some(token) if now < token.renew_at || paused => Look::Good(token.held.clone()),
            usable => Look::Renew {
                usable: usable.map(|token| token.held.clone()),
                flights: self.flights,
            },
        }
    }

    /// What a flight that ended after `seen` was counted has brought.
    fn outcome_since(&self, seen: u64, now: Instant) -> Option<Result<Held<T>, AuthError>> {
        // A failure comes first: it may have left the token that whoever asks was refused with.
        if let Some(failure) = self.failure.as_ref().filter(|_| self.flights > seen) {
            return Some(Err(failure.clone()));
        }
        self.usable(now).map(|token| Ok(token.held.clone()))
    }

    fn settle(
        &mut self,
        outcome: Result<Fresh<T>, AuthError>,
        now: Instant,
    ) -> Result<Held<T>, AuthError> {
        self.flights += 1;
        match outcome {
            Ok(fresh) => Ok(self.replace(fresh, now)),
            Err(error) => self.keep_what_is_left(error, now),
        }
    }

    fn replace(&mut self, fresh: Fresh<T>, now: Instant) -> Held<T> {
        self.generation += 1;
        self.failure = None;
        self.paused_until = None;
        let lifetime = fresh.lifetime.min(LONGEST_LIFE);
        let held = Held {
            token: fresh.token,
            generation: self.generation,
        };
        self.token = Some(Aging {
            held: held.clone(),
            renew_at: now + lifetime - MARGIN.min(lifetime / 10),
            expires_at: now + lifetime,
            is_refused: false,
        });
        held
    }

    fn keep_what_is_left(&mut self, error: AuthError, now: Instant) -> Result<Held<T>, AuthError> {
        self.failure = Some(error.clone());
        self.paused_until = Some(now + PAUSE_AFTER_FAILURE);
        if let Some(token) = self.usable(now) {
            tracing::debug!(%error, "renewing the token failed; the one at hand still holds");
            return Ok(token.held.clone());
        }
        if let Some(token) = &mut self.token {
            token.is_refused = false;
        }
        Err(error)
    }
}

#[cfg(test)]
mod tests;
