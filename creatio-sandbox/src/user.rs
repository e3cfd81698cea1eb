//! The user behind every request, and the time it is for them.

use jiff::{Timestamp, tz::TimeZone};
use uuid::Uuid;

/// A user's profile, as far as answers depend on it.
#[derive(Debug, Clone)]
pub(crate) struct User {
    /// The key of the user's `SysAdminUnit`.
    pub(crate) id: Uuid,
    /// The key of the user's contact.
    pub(crate) contact: Uuid,
    /// The zone of the user's wall clock.
    pub(crate) zone: TimeZone,
    /// Where the time comes from.
    pub(crate) clock: Clock,
}

/// Where the time comes from.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Clock {
    /// From the system.
    System,
    /// It is always this.
    Stopped(Timestamp),
}

impl Clock {
    /// The time it is.
    pub(crate) fn now(self) -> Timestamp {
        match self {
            Self::System => Timestamp::now(),
            Self::Stopped(now) => now,
        }
    }
}
