//! Rust models from a Creatio instance's `$metadata`.
//!
//! [`csdl`] reads the document into a neutral [`schema`]; a [`Generator`] selects entities, names
//! everything and emits the text of [`Models`], which [`Models::write_to`] brings to the disk.
//! The command `creatio generate` does the same from a shell.
//!
//! Nothing here knows HTTP, and with default features off neither does the command line exist:
//! that is the form for a `build.rs`.

mod build_rs;
pub mod csdl;
pub mod drift;
mod emit;
mod generate;
mod names;
mod report;
mod rust_source;
pub mod schema;
mod select;
pub mod snapshot;
mod swap;
mod write;

pub use build_rs::{Builder, BuilderError};
pub use generate::{Generator, ModelFile, Models};
pub use names::{LockError, NamesLock};
pub use report::{Note, Report, Times};
pub use select::SelectError;
pub use write::{WriteError, Written};
