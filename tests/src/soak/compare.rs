//! The whole database against all ledgers.

use std::collections::BTreeMap;

use super::ledger::{Difference, Ledger};
use super::server::Stored;

/// Rows that are not what the outcomes said: lost, changed, come twice or from nowhere.
pub(super) fn differences<'l>(
    ledgers: impl Iterator<Item = &'l Ledger>,
    rows: &[Stored],
) -> Vec<Difference> {
    let mut stored: BTreeMap<_, _> = rows.iter().map(|row| (row.id, &row.value)).collect();
    let mut differences = Vec::new();
    if stored.len() < rows.len() {
        differences.push(format!("{} ids for {} rows", stored.len(), rows.len()));
    }
    for ledger in ledgers {
        for (id, entry) in ledger.entries() {
            let found = stored.remove(&id);
            if !entry.may_be(found) {
                differences.push(ledger.difference(id, found));
            }
        }
    }
    let strangers = stored.into_iter();
    differences.extend(strangers.map(|(id, value)| Ledger::default().difference(id, Some(value))));
    differences
}

#[cfg(test)]
mod tests {
    use creatio_core::Uuid;

    use super::*;
    use crate::soak::ledger::Value;

    fn stored(id: u128, age: i32) -> Stored {
        let name = "a".to_owned();
        Stored {
            id: Uuid::from_u128(id),
            value: Value { name, age },
        }
    }

    #[test]
    fn rows_that_are_lost_changed_or_from_nowhere_are_told() {
        let mut ledger = Ledger::default();
        for row in [stored(1, 1), stored(2, 2), stored(3, 3)] {
            ledger.made(row.id, Some(row.value), "insert");
        }
        let rows = [stored(2, 9), stored(3, 3), stored(4, 4)];
        let found = differences([&ledger].into_iter(), &rows);
        let starts = ["found no row", "found \"a\" of age 9", "which nobody wrote"];
        assert_eq!(found.len(), starts.len(), "{found:?}");
        for (difference, start) in found.iter().zip(starts) {
            assert!(difference.contains(start), "{difference}");
        }
        let right = [stored(1, 1), stored(2, 2), stored(3, 3)];
        assert!(differences([&ledger].into_iter(), &right).is_empty());
    }
}
