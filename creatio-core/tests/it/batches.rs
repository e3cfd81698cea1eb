//! What programs with batches compile as.

use crate::models;

use creatio_core::client::{DataService, OData4};
use creatio_core::prelude::*;
use creatio_core::{Batch, BatchHandle, Error, Outcome};
use models::{Account, Contact, account, contact};

/// Items of every kind, with the type of what each gives.
async fn every_kind(client: Client, id: Id<Account>) -> Result<u64, Error> {
    let acme = Account::insert().set(account::name, "Acme");
    let ann = Contact::insert().set(contact::account_id, acme.id());

    let mut batch: Batch<DataService> = client.data_service().batch().continue_on_error();
    let acme: BatchHandle<Id<Account>> = batch.add(acme);
    let ann: BatchHandle<Id<Contact>> = batch.add(ann);
    let updated: BatchHandle<()> = batch.add(Account::update(id).set(account::name, "x"));
    let names: BatchHandle<Vec<String>> = batch.add(Account::query().select(account::name));
    let mut group = batch.group();
    let gone: BatchHandle<u64> = group.add(Account::delete_where(account::name.eq("x")));
    let deleted: BatchHandle<()> = group.add(Account::delete(id));

    let mut outcomes = batch.send().await?;
    let borrowed: &Outcome<Id<Account>> = &outcomes[acme];
    assert!(borrowed.is_done());
    let _: Id<Contact> = outcomes.take(ann).into_result()?;
    let _: Vec<String> = outcomes.take(names).into_result()?;
    for handle in [updated, deleted] {
        outcomes.take(handle).into_result()?;
    }
    outcomes.take(gone).into_result()
}

/// A batch as one expression.
async fn in_a_chain(client: Client, id: Id<Account>) -> Result<(), Error> {
    let batch: Batch<OData4> = client.odata4().batch().multipart();
    batch
        .with(Account::delete(id))
        .with(Account::query())
        .send()
        .await?
        .ensure_done()
}

#[test]
fn batches_are_sent_from_tasks() {
    fn spawnable<T: Future<Output: Send> + Send + 'static>(_: impl Fn(Client) -> T) {}
    spawnable(|client| every_kind(client, Id::from_u128(1)));
    spawnable(|client| in_a_chain(client, Id::from_u128(1)));
}

#[test]
fn a_handle_is_copied_and_shared() {
    fn any<T: Copy + Send + Sync + std::fmt::Debug>() {}
    // Whatever the item gives.
    any::<BatchHandle<std::rc::Rc<str>>>();
}
