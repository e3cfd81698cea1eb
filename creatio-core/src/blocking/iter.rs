//! Streams, waited for.

use std::fmt;
use std::sync::Arc;

use futures_util::{Stream, StreamExt};

use super::runtime::Runtime;
use crate::error::Error;

/// The items of a stream, one after the other; made by [`Client::iterate`](super::Client::iterate) and
/// [`Client::stream`](super::Client::stream).
///
/// After an error a stream ends, and so does this.
#[must_use = "an iterator does nothing until it is asked for items"]
pub struct Iter<S> {
    stream: S,
    runtime: Arc<Runtime>,
}

impl<S> Iter<S> {
    pub(super) fn new(stream: S, runtime: Arc<Runtime>) -> Self {
        Iter { stream, runtime }
    }

    /// The stream behind it, for what it tells of its progress.
    pub fn as_stream(&self) -> &S {
        &self.stream
    }

    /// The same with another setting of the stream, such as its page size.
    ///
    /// ```no_run
    /// # mod models {
    /// # use creatio_core::{Entity, Id};
    /// # #[derive(Debug, Clone, PartialEq, Entity)]
    /// # pub struct Account { #[creatio(key)] pub id: Id<Account>, pub name: String }
    /// # }
    /// # use models::Account;
    /// # fn run(client: creatio_core::blocking::Client) -> Result<(), creatio_core::Error> {
    /// for account in client.stream(Account::query()).with(|rows| rows.page_size(500)) {
    ///     println!("{}", account?.name);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn with(self, setting: impl FnOnce(S) -> S) -> Self {
        Iter {
            stream: setting(self.stream),
            runtime: self.runtime,
        }
    }
}

impl<T, S: Stream<Item = Result<T, Error>> + Unpin> Iterator for Iter<S> {
    type Item = Result<T, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        match self.runtime.wait(self.stream.next()) {
            Ok(item) => item,
            Err(error) => Some(Err(error.into())),
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.stream.size_hint()
    }
}

impl<S: fmt::Debug> fmt::Debug for Iter<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Iter").field(&self.stream).finish()
    }
}
