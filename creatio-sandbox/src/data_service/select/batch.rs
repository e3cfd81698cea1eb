//! `BatchQuery`: several queries in one, of those that read and those that write.
//!
//! Known are the body, that `__type` must be the first member of an item, which types there are, the
//! form of the reply, and that a batch stops at its first error unless `continueIfError` is set. Not
//! known is what becomes of the items before an error. ATF.Repository, a library of Creatio
//! developers, saves all changes of a unit of work in one batch and relies on it as a whole. So here,
//! by assumption, a batch that stops is undone as a whole; the results up to the failing item still
//! say what each of them met. With `continueIfError` each item is for itself.
//!
//! A batch with an item of another type is refused before anything is done.

use serde_json::{Value as Json, json, value::RawValue};

use super::{
    change,
    exception::Exception,
    rows,
    wire::{self, BatchItem, Subquery},
};
use crate::{
    change::Writer,
    reply::{JSON, Reply},
    savepoint::Savepoint,
};

/// Answers a body, which must be valid JSON. Each query reads or changes at most so many rows.
pub(in super::super) fn answer(body: &str, max_rows: u64, writer: Writer<'_>) -> Reply {
    results(body, max_rows, writer).unwrap_or_else(Exception::into_batch_reply)
}

fn results(body: &str, max_rows: u64, writer: Writer<'_>) -> Result<Reply, Exception> {
    let batch = wire::read_batch(body)?;
    let savepoint = (!batch.continues).then(|| Savepoint::begin(writer.connection));
    let savepoint = savepoint.transpose()?;
    let mut results = Vec::new();
    let mut has_errors = false;
    for item in &batch.items {
        let result = run(item, max_rows, writer);
        has_errors |= result.is_err();
        let stops = result.is_err() && !batch.continues;
        results.push(written(result, item.query_id.as_ref())?);
        if stops {
            break;
        }
    }
    if let Some(savepoint) = savepoint.filter(|_| !has_errors) {
        savepoint.keep()?;
    }
    reply(&results, has_errors)
}

fn run(item: &BatchItem<'_>, max_rows: u64, writer: Writer<'_>) -> Result<Vec<u8>, Exception> {
    let reply = match item.subquery {
        Subquery::Select => rows(item.body, writer.user, max_rows, writer.source()),
        Subquery::Change(verb) => change::written(writer, verb, item.body, max_rows),
    };
    Ok(reply?.body)
}

/// A result as the JSON that it is alone.
fn written(
    result: Result<Vec<u8>, Exception>,
    query_id: Option<&Json>,
) -> Result<Box<RawValue>, Exception> {
    let body = match result {
        Ok(body) => body,
        Err(exception) => exception.to_json(query_id).to_string().into_bytes(),
    };
    serde_json::from_slice(&body).map_err(|error| Exception::serialization(error.to_string()))
}

fn reply(results: &[Box<RawValue>], has_errors: bool) -> Result<Reply, Exception> {
    let list = serde_json::value::to_raw_value(results);
    let list = list.map_err(|error| Exception::serialization(error.to_string()))?;
    let body =
        format!("{{\"responseStatus\":null,\"queryResults\":{list},\"hasErrors\":{has_errors}}}");
    Ok(Reply::new(200, JSON, body))
}

impl Exception {
    /// The answer to a batch of which nothing was done. It tells neither results nor success.
    fn into_batch_reply(self) -> Reply {
        let body = json!({ "responseStatus": self.response_status() });
        Reply::new(self.status(), JSON, body.to_string())
    }
}
