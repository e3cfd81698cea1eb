//! What a task knows of the rows it owns.

use std::collections::BTreeMap;
use std::fmt;

use creatio_core::Uuid;

/// How much of its past a row remembers, for reports.
const PAST: usize = 8;

/// What a row holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Value {
    pub(super) name: String,
    pub(super) age: i32,
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} of age {}", self.name, self.age)
    }
}

/// A row, or that there is none.
pub(super) type State = Option<Value>;

pub(super) fn shown(state: Option<&Value>) -> String {
    state.map_or_else(|| "no row".to_owned(), ToString::to_string)
}

/// What is known of one row.
#[derive(Debug, Default)]
pub(super) struct Entry {
    /// What it was when that was last known.
    known: State,
    /// What it may be instead, after writes whose outcome is unknown.
    open: Vec<State>,
    /// Whether a write may still be under way, so that a look tells nothing yet.
    is_under_way: bool,
    past: Vec<String>,
}

impl Entry {
    pub(super) fn is_open(&self) -> bool {
        !self.open.is_empty()
    }

    pub(super) fn may_be(&self, state: Option<&Value>) -> bool {
        let mut states = self.open.iter().chain([&self.known]);
        states.any(|possible| possible.as_ref() == state)
    }

    fn remember(&mut self, event: String) {
        if self.past.len() == PAST {
            self.past.remove(0);
        }
        self.past.push(event);
    }
}

/// Why a row is not what the outcomes said.
pub(super) type Difference = String;

/// The rows of one task.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    entries: BTreeMap<Uuid, Entry>,
}

impl Ledger {
    /// Notes that a write was made.
    pub(super) fn made(&mut self, id: Uuid, state: State, how: &str) {
        let entry = self.entries.entry(id).or_default();
        entry.remember(format!("{how}: {}", shown(state.as_ref())));
        entry.known = state;
    }

    /// Notes that a write was not made.
    pub(super) fn not_made(&mut self, id: Uuid, why: &str) {
        self.entries.entry(id).or_default().remember(why.to_owned());
    }

    /// Notes that a write may have been made.
    pub(super) fn open(&mut self, id: Uuid, state: State, is_under_way: bool, how: &str) {
        let entry = self.entries.entry(id).or_default();
        entry.remember(format!("{how}: perhaps {}", shown(state.as_ref())));
        entry.open.push(state);
        entry.is_under_way |= is_under_way;
    }

    /// Settles a row by what was found; whether it was open.
    pub(super) fn settle(&mut self, id: Uuid, found: State, how: &str) -> Result<bool, Difference> {
        let entry = self.entries.entry(id).or_default();
        if !entry.may_be(found.as_ref()) {
            return Err(self.difference(id, found.as_ref()));
        }
        let was_open = entry.is_open();
        if was_open {
            entry.remember(format!("{how}: {}", shown(found.as_ref())));
        }
        *entry = Entry {
            known: found,
            past: std::mem::take(&mut entry.past),
            ..Entry::default()
        };
        Ok(was_open)
    }

    /// Rows that are known to be there.
    pub(super) fn rows(&self) -> impl Iterator<Item = (Uuid, &Value)> {
        let known = self.entries.iter().filter(|(_, entry)| !entry.is_open());
        known.filter_map(|(id, entry)| entry.known.as_ref().map(|value| (*id, value)))
    }

    /// Rows of which nobody knows what they are.
    pub(super) fn open_rows(&self) -> impl Iterator<Item = Uuid> {
        let open = self.entries.iter().filter(|(_, entry)| entry.is_open());
        open.map(|(id, _)| *id)
    }

    /// Whether a look at an open row tells what became of its write.
    pub(super) fn can_tell(&self, id: Uuid) -> bool {
        self.entries
            .get(&id)
            .is_none_or(|entry| !entry.is_under_way)
    }

    pub(super) fn entries(&self) -> impl Iterator<Item = (Uuid, &Entry)> {
        self.entries.iter().map(|(id, entry)| (*id, entry))
    }

    /// What a row is against what it should be, with its past.
    pub(super) fn difference(&self, id: Uuid, found: Option<&Value>) -> Difference {
        let Some(entry) = self.entries.get(&id) else {
            return format!("{id}: {}, which nobody wrote", shown(found));
        };
        let states = entry.open.iter().chain([&entry.known]);
        let expected: Vec<_> = states.map(|state| shown(state.as_ref())).collect();
        format!(
            "{id}: found {}, expected {}; its past: {}",
            shown(found),
            expected.join(" or "),
            entry.past.join(" | ")
        )
    }

    /// Forgets rows that are known to be gone.
    pub(super) fn forget_gone(&mut self) {
        let is_there = |entry: &Entry| entry.known.is_some() || entry.is_open();
        self.entries.retain(|_, entry| is_there(entry));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: Uuid = Uuid::from_u128(1);

    fn value(age: i32) -> Value {
        let name = "a".to_owned();
        Value { name, age }
    }

    #[test]
    fn an_open_row_is_settled_by_what_it_may_be_and_by_nothing_else() {
        let mut ledger = Ledger::default();
        ledger.made(ID, Some(value(1)), "insert");
        ledger.open(ID, Some(value(2)), false, "update");
        assert_eq!(ledger.rows().count(), 0);
        let difference = ledger.settle(ID, Some(value(3)), "read").unwrap_err();
        assert!(
            difference.contains("of age 3") && difference.contains("of age 2 or"),
            "{difference}"
        );
        assert_eq!(ledger.settle(ID, Some(value(2)), "read"), Ok(true));
        assert_eq!(ledger.settle(ID, Some(value(2)), "read"), Ok(false));
        assert!(ledger.settle(ID, Some(value(1)), "read").is_err());
        assert!(ledger.settle(ID, None, "read").is_err());
    }

    #[test]
    fn a_row_whose_write_is_under_way_is_not_told_by_a_look() {
        let mut ledger = Ledger::default();
        ledger.open(ID, Some(value(1)), true, "insert");
        assert!(!ledger.can_tell(ID));
        assert_eq!(ledger.settle(ID, None, "at last"), Ok(true));
        assert!(ledger.can_tell(ID));
        ledger.forget_gone();
        assert_eq!(ledger.entries().count(), 0);
    }
}
