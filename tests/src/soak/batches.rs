//! Batches of every form: JSON, MIME parts, `BatchQuery`; with groups, with refusals, across requests.

use creatio_core::client::{Batch, Carries};
use creatio_core::prelude::*;
use creatio_core::{BatchHandle, Error, Outcomes, Portable};

use super::change::{Change, Handle, What};
use super::tally::Fate;
use super::task::{Owned, Task};
use crate::models::{Contact, contact};

/// More reads than one request takes with the writes beside them.
const PADDING: usize = 98;

/// Items of a batch and their handles.
struct Sent {
    kind: String,
    items: Vec<(Change, Handle)>,
    /// Where in `items` the members of the group are.
    group: std::ops::Range<usize>,
    /// A read of all rows, after all writes.
    read: BatchHandle<Vec<Owned>>,
}

/// What a batch is sent as.
#[derive(Clone, Copy)]
enum Form {
    Json,
    Multipart,
    BatchQuery,
}

/// How a batch is put together.
struct Shape {
    form: Form,
    goes_on: bool,
    is_long: bool,
    singles: Vec<Change>,
    group: Vec<Change>,
}

impl Task {
    pub(super) async fn batch(&mut self) {
        let shape = self.shape();
        match shape.form {
            Form::Json => self.send(self.client.batch(), shape).await,
            Form::Multipart => self.send(self.client.batch().multipart(), shape).await,
            Form::BatchQuery => self.send(self.client.data_service().batch(), shape).await,
        }
    }

    fn shape(&mut self) -> Shape {
        let form = match self.rng.u32(0..4) {
            0 => Form::Json,
            1 => Form::Multipart,
            _ => Form::BatchQuery,
        };
        let (singles, grouped) = (self.rng.usize(0..6), self.rng.usize(0..5));
        let mut changes = Vec::new();
        for _ in 0..singles + grouped {
            let change = self.next_change(&changes);
            changes.push(change);
        }
        if self.rng.u32(0..4) == 0
            && let Some(at) = self.rng.choice(0..changes.len())
        {
            let what = What::Orphan(self.next_value());
            changes[at] = Change {
                id: Uuid::from_u128(self.rng.u128(1..)),
                what,
                ..changes[at].clone()
            };
        }
        let group = changes.split_off(singles);
        Shape {
            form,
            goes_on: self.rng.bool(),
            is_long: self.rng.u32(0..10) == 0,
            singles: changes,
            group,
        }
    }

    async fn send<P>(&mut self, batch: Batch<P>, shape: Shape)
    where
        P: Carries<Portable>,
    {
        let batch = if shape.goes_on {
            batch.continue_on_error()
        } else {
            batch
        };
        let (batch, sent) = self.fill(batch, shape);
        let outcomes = batch.send().await;
        match outcomes {
            Ok(outcomes) => {
                self.tally.count(&*sent.kind, Fate::Done);
                self.read_outcomes(&sent, outcomes);
            }
            Err(error) => {
                self.tally.judge(&sent.kind, &Err::<(), Error>(error));
                for (change, _) in &sent.items {
                    self.note_in_batch(change, Fate::NotMade, &sent.kind);
                }
            }
        }
    }

    fn fill<P>(&mut self, mut batch: Batch<P>, shape: Shape) -> (Batch<P>, Sent)
    where
        P: Carries<Portable>,
    {
        let kind = match shape.form {
            Form::BatchQuery => "batch over DataService",
            Form::Multipart => "batch over OData 4, MIME",
            Form::Json => "batch over OData 4, JSON",
        };
        let mut items = Vec::new();
        for change in shape.singles {
            let handle = change.add_to(&mut batch);
            items.push((change, handle));
        }
        if shape.is_long {
            for _ in 0..PADDING {
                let id = Id::new(Uuid::from_u128(self.rng.u128(1..)));
                let nobody = Contact::query()
                    .select(contact::id)
                    .filter(contact::id.eq(id));
                batch.add(nobody);
            }
        }
        let first_of_group = items.len();
        if !shape.group.is_empty() {
            let mut group = batch.group();
            for change in shape.group {
                let handle = change.add_to_group(&mut group);
                items.push((change, handle));
            }
        }
        let read = batch.add(self.own_rows());
        let sent = Sent {
            kind: kind.to_owned(),
            group: first_of_group..items.len(),
            items,
            read,
        };
        (batch, sent)
    }

    fn read_outcomes(&mut self, sent: &Sent, mut outcomes: Outcomes) {
        let mut fates = Vec::new();
        for (change, handle) in &sent.items {
            let (fate, error) = handle.outcome(&outcomes);
            if let Some(error) = error.filter(|_| !change.is_orphan()) {
                self.tally.complain_unless_excused(&sent.kind, error);
            }
            let item = format!("{} in a {}", change.name(), sent.kind);
            self.tally.count(&*item, fate);
            self.note_in_batch(change, fate, &item);
            fates.push(fate);
        }
        let group = &fates[sent.group.clone()];
        if group.contains(&Fate::Done) && group.contains(&Fate::NotMade) {
            let complaint = format!("{}, {}: a torn group, {group:?}", self.tag, sent.kind);
            self.tally.complain(complaint);
        }
        let read = outcomes.take(sent.read).into_result();
        if read.is_ok() {
            self.check_rows("read in a batch", read);
        }
    }

    /// Writes down what came of an item. What the database refuses is in no ledger, so that it shows
    /// as a row from nowhere if it is there after all.
    fn note_in_batch(&mut self, change: &Change, fate: Fate, how: &str) {
        if !change.is_orphan() {
            self.note(change, fate, how);
        } else if fate == Fate::Done {
            let complaint = format!("{}, {how}: an orphan was taken in", self.tag);
            self.tally.complain(complaint);
        }
    }
}
