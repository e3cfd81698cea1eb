//! Which failures are worth another attempt, how many there are, and how long each waits.

use std::fmt;
use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBackoff, ExponentialBuilder};
use tokio::time::Instant;
use tower::retry::budget::{Budget, TpsBudget};

use crate::error::Error;

/// When a request that failed is sent again; given to
/// [`ClientBuilder::retries`](crate::ClientBuilder::retries).
///
/// Sent again is what time may heal: no connection, a connection that broke, an instance or an
/// identity service that is not available (status 408, 429, 502 to 504 and the like), two requests
/// in each other's way on the server (deadlocks). Reads alone are repeated once they may have
/// arrived; anything else only if it never left. A request that ran into its
/// [timeout](crate::ClientBuilder::timeout) is not repeated, since the server may still be busy with
/// it, and neither are connections that fail over a certificate.
///
/// Pauses double from one attempt to the next and have up to as much again added at random, so that
/// many clients do not come back at once. A longer `Retry-After` of the server is waited for, and up to
/// as long as a pause would be after it.
///
/// All tasks of a client share a budget: within ten seconds a hundred retries and a fifth of the
/// number of requests. When it is spent, failures are returned at once: what is down for everybody
/// is not helped by everybody asking thrice.
///
/// ```
/// use std::time::Duration;
///
/// use creatio_core::{BearerToken, Client, RetryPolicy};
///
/// let patient = RetryPolicy::default().retries(8).longest_pause(Duration::from_secs(60));
/// let client = Client::builder("https://acme.creatio.com")
///     .auth(BearerToken::new("token"))
///     .retries(patient)
///     .build()?;
/// # Ok::<(), creatio_core::BuildError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryPolicy {
    retries: usize,
    first_pause: Duration,
    longest_pause: Duration,
    longest_wait: Duration,
}

impl Default for RetryPolicy {
    /// Three retries, after half a second, one and two seconds and up to as much again.
    fn default() -> Self {
        Self {
            retries: 3,
            first_pause: Duration::from_millis(500),
            longest_pause: Duration::from_secs(30),
            longest_wait: Duration::from_secs(60),
        }
    }
}

impl RetryPolicy {
    /// No retries: each failure is returned at once.
    ///
    /// A request whose authorization was not accepted is repeated nevertheless, with a new one.
    pub fn never() -> Self {
        Self::default().retries(0)
    }

    /// How many times a request is sent again at most; 3 unless set.
    #[must_use]
    pub fn retries(mut self, times: usize) -> Self {
        self.retries = times;
        self
    }

    /// The pause before the first retry; half a second unless set.
    #[must_use]
    pub fn first_pause(mut self, pause: Duration) -> Self {
        self.first_pause = pause;
        self
    }

    /// The longest pause that doubling leads to; 30 seconds unless set.
    #[must_use]
    pub fn longest_pause(mut self, pause: Duration) -> Self {
        self.longest_pause = pause;
        self
    }

    /// The longest `Retry-After` that is waited for; a minute unless set. When a server asks for
    /// more, its answer is returned, and [`Error::retry_after`] tells how long.
    #[must_use]
    pub fn longest_wait(mut self, wait: Duration) -> Self {
        self.longest_wait = wait;
        self
    }

    fn backoff(self) -> ExponentialBackoff {
        ExponentialBuilder::new()
            .with_min_delay(self.first_pause)
            .with_max_delay(self.longest_pause)
            .with_max_times(self.retries)
            .with_jitter()
            .build()
    }
}

/// The policy of a client and what is left of its budget.
pub(super) struct Retries {
    policy: RetryPolicy,
    budget: TpsBudget,
}

impl Retries {
    pub(super) fn new(policy: RetryPolicy) -> Self {
        let budget = TpsBudget::default();
        Self { policy, budget }
    }

    /// Whether anything is sent again at all.
    pub(super) fn are_allowed(&self) -> bool {
        self.policy.retries > 0
    }

    /// Begins with a request; `repeatable` says whether it does no harm to send it twice, and
    /// `until` when its result is no longer wanted.
    pub(super) fn begin(&self, repeatable: bool, until: Option<Instant>) -> Retrying<'_> {
        self.budget.deposit();
        Retrying {
            retries: self,
            pauses: self.policy.backoff(),
            repeatable,
            until,
        }
    }
}

impl fmt::Debug for Retries {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.policy.fmt(f)
    }
}

/// The retries of one request.
pub(super) struct Retrying<'a> {
    retries: &'a Retries,
    pauses: ExponentialBackoff,
    repeatable: bool,
    until: Option<Instant>,
}

impl Retrying<'_> {
    /// How long to wait after this failure before another attempt; `None` if there is to be none.
    pub(super) fn pause_after(&mut self, error: &Error) -> Option<Duration> {
        if !is_worth_another_attempt(error, self.repeatable) {
            return None;
        }
        let asked = error.retry_after().unwrap_or_default();
        if asked > self.retries.policy.longest_wait {
            return None;
        }
        let own = self.pauses.next()?;
        // All who were asked to wait were asked at about the same time.
        let pause = if asked > own {
            asked.saturating_add(own / 2)
        } else {
            own
        };
        let again_at = Instant::now().checked_add(pause);
        let in_time = self
            .until
            .is_none_or(|until| again_at.is_some_and(|again_at| again_at < until));
        (in_time && self.retries.budget.withdraw()).then_some(pause)
    }
}

fn is_worth_another_attempt(error: &Error, repeatable: bool) -> bool {
    match error {
        // Nothing was sent to Creatio.
        Error::Connect { .. } | Error::Auth { .. } => error.is_retryable(),
        Error::Interrupted { .. } | Error::Unavailable { .. } | Error::Rejected { .. } => {
            repeatable && error.is_retryable()
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{Call, Protocol};

    fn unavailable(retry_after: Option<Duration>) -> Error {
        let call = Call::new(
            Protocol::OData4,
            reqwest::Method::GET,
            "/0/odata/Account".to_owned(),
        );
        Error::Unavailable {
            call: Box::new(call),
            retry_after,
        }
    }

    const SECOND: Duration = Duration::from_secs(1);

    #[tokio::test]
    async fn pauses_double_with_some_chance_and_end() {
        let retries = Retries::new(RetryPolicy::default().first_pause(SECOND).retries(4));
        let mut retrying = retries.begin(true, None);
        for least in [1, 2, 4, 8] {
            let pause = retrying.pause_after(&unavailable(None)).unwrap();
            let expected = SECOND * least..=SECOND * least * 2;
            assert!(
                expected.contains(&pause),
                "{pause:?} is not in {expected:?}"
            );
        }
        assert_eq!(retrying.pause_after(&unavailable(None)), None);
    }

    #[tokio::test]
    async fn the_server_may_ask_for_longer_but_not_for_too_long() {
        let retries = Retries::new(RetryPolicy::default());
        let pause = |asked| {
            retries
                .begin(true, None)
                .pause_after(&unavailable(Some(asked)))
        };
        let half_a_second = SECOND / 2;
        let expected = SECOND * 40 + half_a_second / 2..=SECOND * 40 + half_a_second;
        let pauses: Vec<_> = (0..5).filter_map(|_| pause(SECOND * 40)).collect();
        assert!(
            pauses.iter().all(|pause| expected.contains(pause)),
            "{pauses:?}"
        );
        assert!(
            pauses.iter().any(|pause| *pause != pauses[0]),
            "not all at once"
        );
        assert_eq!(pause(SECOND * 61), None);
    }

    #[tokio::test]
    async fn nobody_waits_beyond_the_deadline() {
        let retries = Retries::new(RetryPolicy::default());
        let until = Some(Instant::now() + SECOND * 10);
        let pause = |asked| {
            retries
                .begin(true, until)
                .pause_after(&unavailable(Some(asked)))
        };
        assert!(pause(SECOND * 5).is_some());
        assert_eq!(pause(SECOND * 10), None);
    }

    #[tokio::test]
    async fn what_may_have_arrived_is_not_repeated_unless_that_does_no_harm() {
        let retries = Retries::new(RetryPolicy::default());
        let repeated = |error: &Error, repeatable| {
            retries.begin(repeatable, None).pause_after(error).is_some()
        };
        let call = || Box::new(unavailable(None).call().unwrap().clone());
        let cut = || Box::new(std::io::Error::other("cut"));
        let (call_1, source) = (call(), cut());
        let connect = Error::Connect {
            call: call_1,
            source,
        };
        let (call_2, source) = (call(), cut());
        let timeout = Error::Timeout {
            call: call_2,
            source,
        };
        assert!(repeated(&unavailable(None), true) && !repeated(&unavailable(None), false));
        assert!(repeated(&connect, true) && repeated(&connect, false));
        assert!(!repeated(&timeout, true));
    }

    #[tokio::test]
    async fn the_budget_of_all_tasks_ends() {
        let policy = RetryPolicy::default()
            .first_pause(Duration::ZERO)
            .retries(usize::MAX);
        let retries = Retries::new(policy);
        let mut retrying = retries.begin(true, None);
        let failures = std::iter::repeat_with(|| retrying.pause_after(&unavailable(None)));
        let granted = failures.take(1_000).flatten().count();
        assert!((100..200).contains(&granted), "{granted}");
    }
}
