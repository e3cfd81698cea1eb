//! Writes without a clear reply: when that is so, and how their row tells what became of them.
//!
//! A look at the row tells of an insert, whose id the client made, and of a delete by key. Of an
//! update it tells nothing: somebody else may have written the same.

use std::sync::Arc;

use super::job::Job;
use crate::ast::{
    Action, ColumnPath, Comparison, Item, Operator, Plan, Predicate, Right, Rows, Term, Write,
};
use crate::error::{Call, Error, Protocol};
use crate::value::Literal;

/// Whether the write may have been made in spite of this: no reply, or a failure of the server, which
/// may come after the row was saved (over OData observed on 8.x and 10.x; over the DataService, which
/// says no by rule with status 200, assumed).
pub(super) fn leaves_it_open(error: &Error) -> bool {
    match error {
        Error::Timeout { .. } | Error::Interrupted { .. } | Error::ReplyTooLong { .. } => true,
        Error::NotCreatio { call, .. } => call
            .status()
            .is_none_or(|status| !(300..500).contains(&status)),
        Error::Rejected { call, message } => {
            let failed = call.status().is_some_and(|status| status >= 500);
            failed && !message.is_duplicate()
        }
        _ => error
            .status()
            .is_some_and(|status| status == 408 || status >= 500),
    }
}

/// Whether it takes a look at a row to know what came of a write after this.
///
/// Also after a duplicate of an id that was made for this row alone: either the same value was sent
/// before, or the row was saved and it was another one that the server could not save with it.
pub(super) fn is_in_doubt(write: Option<&Write>, error: &Error) -> bool {
    let is_own = write.is_some_and(|write| write.has_random_id);
    let is_duplicate = matches!(error, Error::Rejected { message, .. } if message.is_duplicate());
    is_own && is_duplicate || leaves_it_open(error)
}

/// Whether nothing more will come of a write after this, so that a row which is not there by now will
/// not be: the application has answered. What a gateway says in its place, that no answer came in time
/// or that the connection broke, leaves the application at work.
pub(super) fn is_final(error: &Error) -> bool {
    match error.status() {
        None => false,
        Some(status) => !matches!(status, 408 | 502 | 504 | 520 | 524),
    }
}

/// The error of a call that is not to be repeated: [`Error::OutcomeUnknown`] if it may have been
/// carried out.
///
/// The refusal of a web service is an answer, whatever its status: it has looked at the call.
pub(super) fn open_unless_clear(error: Error, key: Option<&str>) -> Error {
    let is_answer = matches!(
        &error,
        Error::Rejected { call, .. } if call.protocol() == Protocol::WebService
    );
    let is_open = !is_answer && leaves_it_open(&error);
    match error.call().filter(|_| is_open).cloned() {
        Some(call) => unknown(call, key.map(str::to_owned), error),
        None => error,
    }
}

/// The error about a write of which nobody can tell whether it was made.
pub(super) fn unknown(call: Call, key: Option<String>, source: Error) -> Error {
    Error::OutcomeUnknown {
        call: Box::new(call),
        key,
        source: Box::new(source),
    }
}

/// A look at a row that tells whether a write was made.
pub(super) struct Probe {
    /// A read of the row's key and of nothing else.
    pub(super) job: Job<()>,
    /// Whether the write was made if the row is there; if not, it was made if the row is gone.
    pub(super) made_if_there: bool,
}

impl Probe {
    /// `None` if no row tells.
    pub(super) fn of(write: &Write) -> Option<Self> {
        let (key, made_if_there) = match &write.action {
            Action::Insert => (row_of_insert(write), true),
            Action::Delete(Rows::Key(key)) => (key.clone(), false),
            _ => return None,
        };
        Some(Self {
            job: Job {
                plan: row(write, key),
                reader: Arc::new(|_| Ok(())),
                key_kinds: &[],
            },
            made_if_there,
        })
    }
}

/// The key of the row that an insert makes.
pub(super) fn row_of_insert(write: &Write) -> Vec<Literal> {
    let keys = write.root.key_columns();
    keys.filter_map(|key| write.value_of(key).cloned())
        .collect()
}

fn row(write: &Write, key: Vec<Literal>) -> Plan {
    let mut plan = Plan::all_of(write.root);
    plan.items.clear();
    plan.top = Some(1);
    for (column, value) in write.root.key_columns().zip(key) {
        let column = ColumnPath::of(column);
        plan.items.push(Item::Column(column));
        plan.add_filter(Predicate::Compare(Comparison {
            left: Term::Column(column),
            operator: Operator::Equal,
            right: Right::Literal(value),
        }));
    }
    plan
}
