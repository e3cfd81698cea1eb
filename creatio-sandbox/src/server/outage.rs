//! A restart: for a while the application is not there.

use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// How long an application that restarts answers with 503.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outage {
    /// To so many requests: the same in every run.
    Requests(usize),
    /// For so long.
    Lasting(Duration),
}

impl From<usize> for Outage {
    fn from(requests: usize) -> Self {
        Self::Requests(requests)
    }
}

impl From<Duration> for Outage {
    fn from(duration: Duration) -> Self {
        Self::Lasting(duration)
    }
}

/// The outage under way, if there is one.
#[derive(Debug, Default)]
pub(crate) struct Outages(Mutex<Option<End>>);

#[derive(Debug)]
enum End {
    After(usize),
    At(Instant),
}

impl Outages {
    /// Begins an outage, in place of one that is under way.
    pub(crate) fn begin(&self, outage: Outage) {
        let end = match outage {
            Outage::Requests(requests) => End::After(requests),
            // One that does not fit the clock has no end that anybody would see.
            Outage::Lasting(duration) => Instant::now()
                .checked_add(duration)
                .map_or(End::After(usize::MAX), End::At),
        };
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(end);
    }

    /// Whether a request that comes now meets the outage.
    pub(super) fn meets(&self) -> bool {
        let mut end = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_down = match &mut *end {
            None => false,
            Some(End::After(left)) => left.checked_sub(1).map(|rest| *left = rest).is_some(),
            Some(End::At(instant)) => Instant::now() < *instant,
        };
        if !is_down {
            *end = None;
        }
        is_down
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outage_ends_after_so_many_requests() {
        let outages = Outages::default();
        assert!(!outages.meets());
        outages.begin(2.into());
        assert_eq!(
            [(); 4].map(|()| outages.meets()),
            [true, true, false, false]
        );
    }

    #[test]
    fn an_outage_ends_after_so_long() {
        let outages = Outages::default();
        outages.begin(Duration::MAX.into());
        assert!(outages.meets());
        outages.begin(Duration::ZERO.into());
        assert!(!outages.meets());
    }
}
