//! [`PageSize`]: how many rows are asked for at once, less after a page was too much for the server.

use crate::error::Error;

/// How often in a row a page is made smaller before its error is given out.
const ATTEMPTS: u32 = 6;

/// How many pages in a row have to arrive before they grow again.
const PATIENCE: u32 = 4;

#[derive(Debug, Clone)]
pub(super) struct PageSize {
    /// What the program wants, within the limit of the server.
    wanted: u64,
    now: u64,
    failures: u32,
    successes: u32,
}

impl PageSize {
    pub(super) fn new(wanted: u64) -> Self {
        Self {
            wanted,
            now: wanted,
            failures: 0,
            successes: 0,
        }
    }

    pub(super) fn now(&self) -> u64 {
        self.now
    }

    /// A page has arrived.
    pub(super) fn arrived(&mut self) {
        self.failures = 0;
        self.successes += 1;
        if self.now < self.wanted && self.successes >= PATIENCE {
            self.successes = 0;
            self.now = self.now.saturating_mul(2).min(self.wanted);
            tracing::debug!(
                rows = self.now,
                "pages arrive: asking for more rows at once"
            );
        }
    }

    /// A page has failed that could have had so many rows; whether a smaller one is worth a try.
    pub(super) fn failed(&mut self, error: &Error, rows: u64) -> bool {
        let is_size = matches!(error, Error::Timeout { .. } | Error::ReplyTooLong { .. });
        // Half of what was not asked for may be what was asked for.
        let rows = rows.min(self.now);
        if !is_size || rows <= 1 || self.failures >= ATTEMPTS {
            return false;
        }
        self.failures += 1;
        self.successes = 0;
        self.now = rows / 2;
        tracing::warn!(%error, rows = self.now, "a page was too much: asking for fewer rows at once");
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{Call, Protocol};

    fn too_long() -> Error {
        Error::ReplyTooLong {
            call: Box::new(Call::new(
                Protocol::OData4,
                reqwest::Method::GET,
                "/0/odata/Account".to_owned(),
            )),
            limit: 1,
        }
    }

    #[test]
    fn it_shrinks_a_bounded_number_of_times_in_a_row() {
        let mut size = PageSize::new(1_000);
        let mut sizes = Vec::new();
        while size.failed(&too_long(), 1_000) {
            sizes.push(size.now());
        }
        assert_eq!(sizes, [500, 250, 125, 62, 31, 15]);
        size.arrived();
        assert!(
            size.failed(&too_long(), 1_000),
            "a success in between counts"
        );
    }

    #[test]
    fn it_becomes_smaller_than_the_page_that_failed() {
        let mut size = PageSize::new(1_000);
        assert!(size.failed(&too_long(), 40));
        assert_eq!(size.now(), 20);
        assert!(!size.failed(&too_long(), 1));
    }

    #[test]
    fn it_never_becomes_zero() {
        let mut size = PageSize::new(3);
        assert!(size.failed(&too_long(), 1_000));
        assert_eq!(size.now(), 1);
        assert!(!size.failed(&too_long(), 1_000));
    }

    #[test]
    fn it_grows_slowly_back_to_what_was_wanted_and_no_further() {
        let mut size = PageSize::new(1_000);
        size.failed(&too_long(), 1_000);
        size.failed(&too_long(), 1_000);
        let mut sizes = Vec::new();
        for _ in 0..12 {
            size.arrived();
            sizes.push(size.now());
        }
        assert_eq!(
            sizes,
            [
                250, 250, 250, 500, 500, 500, 500, 1_000, 1_000, 1_000, 1_000, 1_000
            ]
        );
    }

    #[test]
    fn other_errors_have_nothing_to_do_with_it() {
        let mut size = PageSize::new(1_000);
        let zero = crate::BuildError::Zero { setting: "x" };
        assert!(!size.failed(&Error::Build(zero), 1_000));
        assert_eq!(size.now(), 1_000);
    }
}
