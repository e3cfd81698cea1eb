//! One task: its steps, single writes, and what it does about an unknown outcome.

use std::sync::Arc;
use std::time::Duration;

use creatio_core::prelude::*;
use creatio_core::{Error, Query};

use super::Trouble;
use super::change::{Change, Over, What};
use super::ledger::{Ledger, State, Value};
use super::server::Stored;
use super::storm::Storm;
use super::tally::{Fate, Tally};
use crate::models::{Contact, contact};

/// How many rows a task keeps at most, so that memory has no reason to grow.
const ROWS: usize = 40;

/// A task and its rows.
#[derive(Debug)]
pub(super) struct Task {
    pub(super) client: Client,
    /// What all its rows have in common.
    pub(super) tag: String,
    pub(super) rng: fastrand::Rng,
    pub(super) ledger: Ledger,
    pub(super) tally: Tally,
    storm: Arc<Storm>,
    /// Values so far, so that each is another one.
    serial: u64,
}

impl Task {
    pub(super) fn new(seed: u64, number: usize, client: Client, storm: Arc<Storm>) -> Self {
        let own = seed.wrapping_mul(1_000_003).wrapping_add(number as u64);
        Self {
            client,
            tag: format!("task {number:03}"),
            rng: fastrand::Rng::with_seed(own),
            ledger: Ledger::default(),
            tally: Tally::default(),
            storm,
            serial: 0,
        }
    }

    pub(super) fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    pub(super) fn take_tally(&mut self) -> Tally {
        std::mem::take(&mut self.tally)
    }

    pub(super) async fn run(&mut self, steps: usize) -> Result<(), Trouble> {
        self.ledger.forget_gone();
        for _ in 0..steps {
            self.storm.tick().await?;
            self.step().await;
        }
        Ok(())
    }

    async fn step(&mut self) {
        match self.rng.u32(0..100) {
            0..45 => self.write(None).await,
            45..49 => {
                let patience = Duration::from_micros(self.rng.u64(0..8_000));
                self.write(Some(patience)).await;
            }
            49..53 => self.write_by_condition().await,
            53..71 => self.batch().await,
            71..75 => self.photo().await,
            _ => self.read().await,
        }
        let mut open = self.ledger.open_rows();
        if let Some(id) = open.find(|&id| self.ledger.can_tell(id)) {
            drop(open);
            self.look(id).await;
        }
    }

    /// Settles what is left open, when all is calm.
    pub(super) async fn close(&mut self) {
        let rows = match self.client.fetch(self.own_rows()).await {
            Ok(rows) => rows,
            Err(error) => {
                let error = super::tally::in_full(&error);
                let complaint = format!("{}: a read from a calm server failed: {error}", self.tag);
                return self.tally.complain(complaint);
            }
        };
        let open: Vec<_> = self.ledger.open_rows().collect();
        for id in open {
            let found = rows.iter().find(|(row, ..)| row.uuid() == id);
            let found = found.map(|(_, name, age)| Value {
                name: name.clone(),
                age: *age,
            });
            self.settle(id, found, "a look at the end of a leg");
        }
    }

    /// A query for all rows of the task.
    pub(super) fn own_rows(&self) -> Query<Contact, Owned> {
        Contact::query()
            .select((contact::id, contact::name, contact::age))
            .filter(contact::dear.eq(&*self.tag))
    }

    fn any_protocol(&mut self) -> Over {
        let all = [Over::OData4, Over::OData3, Over::DataService];
        all[self.rng.usize(0..all.len())]
    }

    /// A write to a row of the task that none of `taken` concerns.
    pub(super) fn next_change(&mut self, taken: &[Change]) -> Change {
        let is_free = |id: Uuid| taken.iter().all(|change| change.id != id);
        let rows = self.ledger.rows().map(|(id, _)| id);
        let rows: Vec<_> = rows.filter(|&id| is_free(id)).collect();
        let choice = self.rng.u32(0..10);
        let is_full = rows.len() >= ROWS;
        let existing = self.rng.choice(rows);
        let (id, what) = match existing {
            Some(id) if choice < 2 || (choice < 6 && is_full) => (id, What::Delete),
            Some(id) if choice < 6 || is_full => (id, What::Update(self.next_value())),
            _ => {
                let id = Uuid::from_u128(self.rng.u128(1..));
                (id, What::Insert(self.next_value()))
            }
        };
        let tag = self.tag.clone();
        Change { id, tag, what }
    }

    pub(super) fn next_value(&mut self) -> Value {
        self.serial += 1;
        Value {
            name: format!("{}, value {}", self.tag, self.serial),
            age: self.rng.i32(1..100),
        }
    }

    /// A write, given up after a while if there is to be no patience with it.
    async fn write(&mut self, patience: Option<Duration>) {
        let change = self.next_change(&[]);
        let over = self.any_protocol();
        let sending = change.send(&self.client, over);
        let outcome = match patience {
            None => Some(sending.await),
            Some(patience) => tokio::time::timeout(patience, sending).await.ok(),
        };
        let kind = format!("{} over {}", change.name(), over.name());
        let fate = if let Some(outcome) = &outcome {
            self.tally.judge(&kind, outcome)
        } else {
            let fate = Fate::Unknown { is_under_way: true };
            self.tally.count("write, dropped", fate);
            fate
        };
        self.note(&change, fate, &kind);
        if fate
            == (Fate::Unknown {
                is_under_way: false,
            })
        {
            if self.rng.bool() {
                self.look(change.id).await;
            } else {
                self.send_again(&change, over).await;
            }
        }
    }

    /// Writes into the ledger what came of a write.
    pub(super) fn note(&mut self, change: &Change, fate: Fate, how: &str) {
        match fate {
            Fate::Done => self.ledger.made(change.id, change.result(), how),
            Fate::NotMade => self.ledger.not_made(change.id, &format!("{how}: not made")),
            Fate::Unknown { is_under_way } => {
                self.ledger
                    .open(change.id, change.result(), is_under_way, how);
            }
        }
    }

    async fn look(&mut self, id: Uuid) {
        let query = Contact::query()
            .select((contact::name, contact::age))
            .filter(contact::id.eq(Id::new(id)));
        let found = self.client.fetch_optional(query).await;
        self.tally.judge("look at a row", &found);
        if let Ok(found) = found {
            let found = found.map(|(name, age)| Value { name, age });
            self.settle(id, found, "a look");
        }
    }

    async fn send_again(&mut self, change: &Change, over: Over) {
        let how = "the same write again";
        match change.send(&self.client, over).await {
            Ok(()) => self.settle(change.id, change.result(), how),
            Err(error) if says_made(&error, change) => {
                self.settle(change.id, change.result(), how);
            }
            Err(error) => {
                if let Fate::Unknown { is_under_way: true } = super::tally::fate_of(&error) {
                    self.ledger.open(change.id, change.result(), true, how);
                }
            }
        }
    }

    fn settle(&mut self, id: Uuid, found: State, how: &'static str) {
        match self.ledger.settle(id, found, how) {
            Ok(true) => self.tally.settled(how),
            Ok(false) => {}
            Err(difference) => self.tally.complain(difference),
        }
    }
}

/// A row as the task reads it.
pub(super) type Owned = (Id<Contact>, String, i32);

pub(super) fn stored((id, name, age): Owned) -> Stored {
    Stored {
        id: id.uuid(),
        value: Value { name, age },
    }
}

/// Whether a refusal means that the write had been made before.
fn says_made(error: &Error, change: &Change) -> bool {
    match (error, &change.what) {
        (Error::Rejected { message, .. }, What::Insert(_)) => {
            message.to_string().contains("duplicate key")
        }
        (Error::NotFound { .. }, What::Delete) => true,
        _ => false,
    }
}
