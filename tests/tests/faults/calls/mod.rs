//! The calls: how each is made, what it is to do to the database, and what the model knows of it.

pub(crate) mod batches;
pub(crate) mod files;
pub(crate) mod reads;
pub(crate) mod services;
pub(crate) mod writes;

use std::fmt;

use creatio_core::{Error, Outcome};
use futures::future::BoxFuture;

use crate::model::{Facts, Reply, Smaller};
use crate::scene::{Scene, Stored};

/// Makes a call, and says in a word what came of it.
pub(crate) type Run = for<'s> fn(&'s Scene<'s>) -> BoxFuture<'s, String>;

/// A column of the matrix.
pub(crate) struct Call {
    pub(crate) name: &'static str,
    pub(crate) facts: Facts,
    pub(crate) run: Run,
    /// What the call is to make of the rows.
    pub(crate) intends: fn(&Scene<'_>, &mut Stored),
}

impl Call {
    fn new(name: &'static str, facts: Facts, run: Run) -> Self {
        Self {
            name,
            facts,
            run,
            intends: |_, _| (),
        }
    }

    /// The same with so many requests on a good day, and so many before the one that meets a fault.
    fn in_requests(mut self, requests: usize, passing: usize) -> Self {
        self.facts.requests = requests;
        self.facts.passing = passing;
        self
    }

    /// The same with pages that can be halved so often, and so many more requests once they were.
    fn in_smaller_pages(mut self, halvings: usize, requests: usize) -> Self {
        self.facts.smaller = Smaller { halvings, requests };
        self
    }

    /// The same with another way to ask, should the service refuse the first.
    fn with_another_way(mut self) -> Self {
        self.facts.has_another_way = true;
        self
    }

    /// The same with a reply that has no body.
    fn with_empty_reply(mut self) -> Self {
        self.facts.reply = Reply::Nothing;
        self
    }

    /// The same with a reply of bytes.
    fn with_bytes(mut self) -> Self {
        self.facts.reply = Reply::Bytes;
        self
    }

    /// The same, which is to make this of the rows.
    fn intending(mut self, intends: fn(&Scene<'_>, &mut Stored)) -> Self {
        self.intends = intends;
        self
    }
}

/// `ok` if a call gave what it was to give, else what it gave; or the name of its error.
fn told<T: PartialEq + fmt::Debug>(outcome: Result<T, Error>, expected: &T) -> String {
    match outcome {
        Ok(value) if value == *expected => "ok".to_owned(),
        Ok(value) => format!("wrong value {value:?}"),
        Err(error) => name_of(&error),
    }
}

/// The name of an error's variant.
fn name_of(error: &Error) -> String {
    let shown = format!("{error:?}");
    let end = shown.find(|c: char| !c.is_alphanumeric());
    shown[..end.unwrap_or(shown.len())].to_owned()
}

/// The same for an item of a batch.
fn told_of_item<T: PartialEq + fmt::Debug>(outcome: &Outcome<T>, expected: &T) -> String {
    match outcome {
        Outcome::Done(value) if value == expected => "ok".to_owned(),
        Outcome::Done(value) => format!("wrong value {value:?}"),
        other => other.error().map(name_of).unwrap_or_default(),
    }
}

/// A run of a call that ends in a [`Result`] with an expected value.
macro_rules! run {
    (|$scene:ident| $call:expr => $expected:expr) => {
        |$scene| Box::pin(async move { $crate::calls::told($call.await, &$expected) })
    };
}
use run;
