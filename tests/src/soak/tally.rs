//! What a task did, in numbers, and what it has to complain of.

use std::collections::BTreeMap;

use creatio_core::Error;

/// Calls of one kind by their outcome.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Calls {
    pub(super) done: u64,
    pub(super) failed: u64,
    pub(super) unknown: u64,
}

/// What came of a write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    Done,
    NotMade,
    /// Nobody knows; `is_under_way` says that it may still come.
    Unknown {
        is_under_way: bool,
    },
}

/// The books of one task since they were last taken.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub(super) calls: BTreeMap<String, Calls>,
    /// Unknown outcomes by what settled them.
    pub(super) settled: BTreeMap<&'static str, u64>,
    /// What no fault excuses.
    pub(super) complaints: Vec<String>,
}

impl Tally {
    pub(super) fn count(&mut self, kind: impl Into<String>, fate: Fate) {
        let calls = self.calls.entry(kind.into()).or_default();
        match fate {
            Fate::Done => calls.done += 1,
            Fate::NotMade => calls.failed += 1,
            Fate::Unknown { .. } => calls.unknown += 1,
        }
    }

    pub(super) fn settled(&mut self, how: &'static str) {
        *self.settled.entry(how).or_default() += 1;
    }

    pub(super) fn complain(&mut self, complaint: String) {
        self.complaints.push(complaint);
    }

    /// Complains of an error that no fault explains.
    pub(super) fn complain_unless_excused(&mut self, kind: &str, error: &Error) {
        if !is_excused(error) {
            self.complain(format!("{kind}: {}", in_full(error)));
        }
    }

    /// What came of a write that ended so. Complains of errors that no fault explains.
    pub(super) fn judge<T>(&mut self, kind: &str, outcome: &Result<T, Error>) -> Fate {
        let fate = match outcome {
            Ok(_) => Fate::Done,
            Err(error) => {
                self.complain_unless_excused(kind, error);
                fate_of(error)
            }
        };
        self.count(kind, fate);
        fate
    }
}

/// What an error says about a write.
pub(super) fn fate_of(error: &Error) -> Fate {
    match error {
        Error::OutcomeUnknown { source, .. } => Fate::Unknown {
            is_under_way: is_timeout(source),
        },
        _ => Fate::NotMade,
    }
}

fn is_timeout(error: &Error) -> bool {
    match error {
        Error::Batch { source, .. } => is_timeout(source),
        Error::Timeout { .. } => true,
        _ => false,
    }
}

/// Whether the server's bad day explains an error. Requests are right, rows fit the model, and the
/// rows that a task writes to are there.
fn is_excused(error: &Error) -> bool {
    match error {
        Error::OutcomeUnknown { source, .. } => is_excused(source),
        Error::Batch { source, .. } => is_excused(source),
        Error::Auth { .. }
        | Error::SessionLost { .. }
        | Error::Connect { .. }
        | Error::Timeout { .. }
        | Error::Interrupted { .. }
        | Error::Unavailable { .. }
        | Error::NotCreatio { .. }
        | Error::NotServed { .. }
        | Error::Forbidden { .. }
        | Error::RolledBack { .. }
        | Error::NeverRan { .. } => true,
        Error::Rejected { message, .. } => {
            let words = message.to_string();
            let known = ["deadlock", "userConnection", "An error has occurred"];
            known.iter().any(|part| words.contains(part))
        }
        _ => false,
    }
}

/// An error with all its causes.
pub(super) fn in_full(error: &Error) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        text.push_str(": ");
        text.push_str(&inner.to_string());
        cause = inner.source();
    }
    text
}
