//! From the bytes of a reply to typed rows.
//!
//! One table-driven reader serves all entities. A [`Shape`] says which members of the reply belong
//! to which place of a row; the scanner walks the bytes once, without building a tree, and puts a
//! [`Cell`](crate::cell::Cell) per place; a [`Row`] hands them out in the order of the selection.

mod data_service;
mod format;
#[cfg(feature = "client")]
mod glance;
mod page;
mod reader;
mod shape;
#[cfg(feature = "client")]
mod sort_key;
mod verbose;

pub use page::Page;
pub use reader::Row;

pub(crate) use format::Format;
#[cfg(feature = "client")]
pub(crate) use glance::{Glance, glance};
pub(crate) use page::{read_page, read_single};
pub(crate) use shape::{Member, Node, Shape, Slot, SlotKind};
#[cfg(feature = "client")]
pub(crate) use sort_key::SortKey;
