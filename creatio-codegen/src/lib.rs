//! Rust models from a Creatio instance's `$metadata`.
//!
//! [`csdl`] reads the document into a neutral [`schema`]; a [`Generator`] selects entities, names
//! everything and emits the text of [`Models`], which [`Models::write_to`] brings to the disk.
//! A `build.rs` has it all in a [`Builder`]. [`snapshot`] gives a document the form in which it is
//! committed, [`drift`] compares two schemas, and models with what is on the disk.
//!
//! The library knows no HTTP. The default feature `cli` adds the command `creatio`, which fetches
//! documents and does all of this from a shell; turn it off for a `build.rs`.

#[cfg(feature = "enrich")]
mod beside;
mod build_rs;
pub mod csdl;
pub mod drift;
mod emit;
#[cfg(feature = "enrich")]
pub mod enrich;
mod generate;
mod names;
mod report;
#[cfg(feature = "enrich")]
pub mod rows;
mod rust_source;
pub mod schema;
mod select;
pub mod snapshot;
mod swap;
mod write;

pub use build_rs::{Builder, BuilderError};
pub use emit::Derive;
pub use generate::{Generator, ModelFile, Models};
pub use names::{LockError, NamesLock};
pub use report::{Note, Report, Times};
pub use select::SelectError;
pub use write::{WriteError, Written};
