//! From the bytes of a reply to typed rows.
//!
//! One table-driven reader serves all entities. A [`Shape`] says which members of the reply belong
//! to which place of a row; the scanner walks the bytes once, without building a tree, and puts a
//! [`Cell`](crate::cell::Cell) per place; a [`Row`] hands them out in the order of the selection.

mod composite;
mod error;
mod page;
mod reader;
mod scan;
mod shape;

pub use error::{DecodeError, DecodeErrorKind, Excerpt};
pub use page::Page;
pub use reader::Row;

pub(crate) use composite::{elements, members};
pub(crate) use page::{read_page, read_single};
pub(crate) use shape::{Member, Node, Shape, Slot, SlotKind};

/// The cell of one JSON token, for tests of what reads cells.
#[cfg(test)]
pub(crate) fn cell_of(token: &str) -> crate::cell::Cell<'_> {
    match token {
        "" => crate::cell::Cell::Absent,
        token => scan::Scanner::new(token).value().unwrap(),
    }
}
