//! Writes by a condition: all rows of a task, or some of them, at once.

use creatio_core::prelude::*;

use super::change::{Change, What};
use super::ledger::Value;
use super::tally::Fate;
use super::task::Task;
use crate::models::{Contact, contact};

impl Task {
    /// Changes rows by a condition, if all of them are known.
    pub(super) async fn write_by_condition(&mut self) {
        if self.ledger.open_rows().next().is_some() {
            return self.read().await;
        }
        let client = self.client.data_service();
        let own = contact::dear.eq(&*self.tag);
        if self.rng.u32(0..4) > 0 {
            let age = self.rng.i32(1..100);
            let changes = self.changes_where(
                |_| true,
                |value| {
                    let name = value.name.clone();
                    What::Update(Value { name, age })
                },
            );
            let write = Contact::update_where(own).set(contact::age, age);
            let outcome = client.execute(write).await;
            self.conclude("update by a condition", &changes, &outcome);
        } else {
            let changes = self.changes_where(|value| value.age < 20, |_| What::Delete);
            let write = Contact::delete_where(own.and(contact::age.lt(20)));
            let outcome = client.execute(write).await;
            self.conclude("delete by a condition", &changes, &outcome);
        }
    }

    fn changes_where(
        &self,
        concerns: impl Fn(&Value) -> bool,
        what: impl Fn(&Value) -> What,
    ) -> Vec<Change> {
        let rows = self.ledger.rows().filter(|(_, value)| concerns(value));
        rows.map(|(id, value)| Change {
            id,
            tag: self.tag.clone(),
            what: what(value),
        })
        .collect()
    }

    fn conclude(
        &mut self,
        kind: &str,
        changes: &[Change],
        outcome: &Result<u64, creatio_core::Error>,
    ) {
        let fate = self.tally.judge(kind, outcome);
        if let (Fate::Done, Ok(rows)) = (fate, outcome)
            && *rows != changes.len() as u64
        {
            let complaint = format!(
                "{}: {kind} says {rows} rows, and there were {}",
                self.tag,
                changes.len()
            );
            self.tally.complain(complaint);
        }
        for change in changes {
            self.note(change, fate, kind);
        }
    }
}
