//! JSON as it stands in the bytes of a reply: walked, never built into a tree.
//!
//! Below everything that knows columns or rows: values take arrays and objects apart with it, rows
//! are scanned with it. [`PlainJson`] is the other way: the single values that bodies are made of.

mod composite;
mod plain;
mod scan;

pub(crate) use composite::{elements, members};
pub(crate) use plain::{PlainJson, text_of};
pub(crate) use scan::{Scanner, StringToken};

/// The cell of one JSON token, for tests of what reads cells.
#[cfg(test)]
pub(crate) fn cell_of(token: &str) -> crate::cell::Cell<'_> {
    match token {
        "" => crate::cell::Cell::Absent,
        token => Scanner::new(token).value().unwrap(),
    }
}
