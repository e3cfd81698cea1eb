//! A write to one row, over any protocol and in any batch.

use creatio_core::client::{Batch, BatchGroup, Carries, Via};
use creatio_core::prelude::*;
use creatio_core::{BatchHandle, Delete, Error, Insert, Outcomes, ToOneRow, Update};

use super::ledger::{State, Value};
use super::tally::{Fate, fate_of};
use crate::models::{Contact, contact};

/// The protocols that carry writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Over {
    OData4,
    OData3,
    DataService,
}

impl Over {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::OData4 => "OData 4",
            Self::OData3 => "OData 3",
            Self::DataService => "DataService",
        }
    }
}

/// A write to one row.
#[derive(Debug, Clone)]
pub(super) struct Change {
    pub(super) id: Uuid,
    /// Which task the row belongs to.
    pub(super) tag: String,
    pub(super) what: What,
}

#[derive(Debug, Clone)]
pub(super) enum What {
    Insert(Value),
    /// An insert that the database refuses, since it refers to an account that is not there.
    Orphan(Value),
    Update(Value),
    Delete,
}

impl Change {
    /// What the row is when this was made.
    pub(super) fn result(&self) -> State {
        match &self.what {
            What::Insert(value) | What::Orphan(value) | What::Update(value) => Some(value.clone()),
            What::Delete => None,
        }
    }

    pub(super) fn name(&self) -> &'static str {
        match self.what {
            What::Insert(_) | What::Orphan(_) => "insert",
            What::Update(_) => "update",
            What::Delete => "delete",
        }
    }

    pub(super) fn is_orphan(&self) -> bool {
        matches!(self.what, What::Orphan(_))
    }

    pub(super) async fn send(&self, client: &Client, over: Over) -> Result<(), Error> {
        match over {
            Over::OData4 => self.send_via(client.odata4()).await,
            Over::OData3 => self.send_via(client.odata3()).await,
            Over::DataService => self.send_via(client.data_service()).await,
        }
    }

    async fn send_via<P>(&self, client: Via<P>) -> Result<(), Error>
    where
        P: Carries<ToOneRow>,
    {
        match self.write() {
            Write::Insert(write) => client.execute(write).await.map(drop),
            Write::Update(write) => client.execute(write).await,
            Write::Delete(write) => client.execute(write).await,
        }
    }

    pub(super) fn add_to<P: Carries<ToOneRow>>(&self, batch: &mut Batch<P>) -> Handle {
        match self.write() {
            Write::Insert(write) => Handle::Insert(batch.add(write)),
            Write::Update(write) => Handle::Other(batch.add(write)),
            Write::Delete(write) => Handle::Other(batch.add(write)),
        }
    }

    pub(super) fn add_to_group<P: Carries<ToOneRow>>(
        &self,
        group: &mut BatchGroup<'_, P>,
    ) -> Handle {
        match self.write() {
            Write::Insert(write) => Handle::Insert(group.add(write)),
            Write::Update(write) => Handle::Other(group.add(write)),
            Write::Delete(write) => Handle::Other(group.add(write)),
        }
    }

    fn write(&self) -> Write {
        let id = Id::new(self.id);
        match &self.what {
            What::Insert(value) => Write::Insert(self.insert(value)),
            What::Orphan(value) => {
                let nowhere = Id::from_u128(u128::MAX);
                Write::Insert(self.insert(value).set(contact::account_id, nowhere))
            }
            What::Update(Value { name, age }) => Write::Update(
                Contact::update(id)
                    .set(contact::name, &**name)
                    .set(contact::age, *age),
            ),
            What::Delete => Write::Delete(Contact::delete(id)),
        }
    }

    fn insert(&self, value: &Value) -> Insert<Contact> {
        Contact::insert()
            .set_id(Id::new(self.id))
            .set(contact::name, &*value.name)
            .set(contact::age, value.age)
            .set(contact::dear, &*self.tag)
    }
}

enum Write {
    Insert(Insert<Contact>),
    Update(Update<Contact>),
    Delete(Delete<Contact>),
}

/// The key of an outcome, by what the write gives.
#[derive(Debug, Clone, Copy)]
pub(super) enum Handle {
    Insert(BatchHandle<Id<Contact>>),
    Other(BatchHandle<()>),
}

impl Handle {
    /// What came of the write, and the error if there is one.
    pub(super) fn outcome(self, outcomes: &Outcomes) -> (Fate, Option<&Error>) {
        let error = match self {
            Self::Insert(handle) => outcomes[handle].error(),
            Self::Other(handle) => outcomes[handle].error(),
        };
        (error.map_or(Fate::Done, fate_of), error)
    }
}
