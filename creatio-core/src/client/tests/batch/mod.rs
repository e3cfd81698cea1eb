//! Batches on the wire, and what is made of their replies.

mod bodies;
mod data_service;
mod doubts;
mod handles;
mod multipart;
mod replies;
mod requests;

use super::super::test_server::{Answer, TestServer};
use super::{Account, account, builder, client, client_with_credentials, data_targets, in_turn};
use crate::client::{Batch, OData4};
use crate::{Entity as _, Error, Id, Insert, Outcome, Query, Update};

fn id(number: u128) -> Id<Account> {
    Id::from_u128(number)
}

fn insert(number: u128) -> Insert<Account> {
    let insert = Account::insert().set_id(id(number));
    insert.set(account::name, format!("a{number}"))
}

fn update(number: u128) -> Update<Account> {
    Account::update(id(number)).set(account::name, "b")
}

fn names() -> Query<Account, String> {
    Account::query().select(account::name)
}

/// A reply in JSON with these responses, in this order.
fn responses(responses: &[&str]) -> Answer {
    Answer::json(format!("{{\"responses\":[{}]}}", responses.join(",")))
}

fn done(item: usize) -> String {
    format!(r#"{{"id":"{item}","status":204,"headers":{{}}}}"#)
}

fn refused(item: usize, words: &str) -> String {
    failed(item, 400, words)
}

fn failed(item: usize, status: u16, words: &str) -> String {
    format!(
        r#"{{"id":"{item}","status":{status},"headers":{{"content-type":"application/json"}},"body":{{"error":{{"code":"","message":"{words}"}}}}}}"#
    )
}

/// The answer to a read, with the rows' JSON.
fn rows(item: usize, rows: &str) -> String {
    format!(
        r#"{{"id":"{item}","status":200,"headers":{{"content-type":"application/json; odata.metadata=minimal"}},"body":{{"@odata.context":"$metadata#Account","value":[{rows}]}}}}"#
    )
}

/// The row that a look at an account's id finds.
const THERE: &str = r#"{"Id":"00000000-0000-0000-0000-000000000001"}"#;

/// A server that gives these answers, one after the other.
async fn server(answers: Vec<Answer>) -> TestServer {
    let next = in_turn(answers);
    TestServer::start(move |_| next()).await
}

/// The variant of an outcome and the text of its error.
fn told<T>(outcome: &Outcome<T>) -> String {
    let name = match outcome {
        Outcome::Done(_) => "Done",
        Outcome::Rejected(_) => "Rejected",
        Outcome::RolledBack(_) => "RolledBack",
        Outcome::NeverRan(_) => "NeverRan",
        Outcome::Unknown(_) => "Unknown",
    };
    match outcome.error() {
        Some(error) => format!("{name}: {error}"),
        None => name.to_owned(),
    }
}

fn batch_of_updates(client: &crate::Client, count: u128) -> Batch<OData4> {
    (1..=count).fold(client.batch(), |batch, number| batch.with(update(number)))
}
