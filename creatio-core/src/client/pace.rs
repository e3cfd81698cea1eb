//! The rate at which requests leave.

use std::time::Duration;

use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};

/// The longest pause that is kept, a century: `governor` counts nanoseconds.
const LONGEST: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);

/// Lets requests leave one after the other, with a pause between them at least.
pub(super) struct Pace {
    limiter: DefaultDirectRateLimiter,
    clock: DefaultClock,
}

impl Pace {
    /// A request in each `interval`; `None` if that is no time at all.
    pub(super) fn every(interval: Duration) -> Option<Self> {
        let quota = Quota::with_period(interval.min(LONGEST))?;
        Some(Pace {
            limiter: RateLimiter::direct(quota),
            clock: DefaultClock::default(),
        })
    }

    /// Waits for the next turn. Whoever stops waiting takes none.
    pub(super) async fn turn(&self) {
        while let Err(too_early) = self.limiter.check() {
            tokio::time::sleep(too_early.wait_time_from(self.clock.now())).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;

    #[tokio::test]
    async fn turns_are_apart_however_many_wait() {
        let pace = Pace::every(Duration::from_millis(20)).unwrap();
        let start = Instant::now();
        let turns = (0..5).map(|_| pace.turn());
        futures_util::future::join_all(turns).await;
        // The first one need not wait. However slow the machine is, no turn comes early.
        assert!(start.elapsed() >= Duration::from_millis(79));
    }

    #[tokio::test(start_paused = true)]
    async fn the_longest_interval_lets_one_request_leave() {
        let pace = Pace::every(Duration::MAX).unwrap();
        pace.turn().await;
        let another = tokio::time::timeout(Duration::from_secs(3600), pace.turn());
        assert!(another.await.is_err());
    }

    #[test]
    fn no_time_at_all_is_no_pace() {
        assert!(Pace::every(Duration::ZERO).is_none());
    }
}
