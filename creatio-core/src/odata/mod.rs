//! Queries as OData requests in both versions, and writes in version 4.
//!
//! What the versions share stands here: conditions, the [`Tree`] of a selection, the options of a
//! URL. `v3` and `v4` hold what they spell differently, each with its literals and its URLs.

mod compile;
mod encode;
mod filter;
mod literal;
mod options;
mod pieces;
mod tree;
mod v3;
mod v4;
mod version;
mod write;

use crate::odata_request::ODataRequest;
pub(crate) use compile::request;
#[cfg(feature = "client")]
pub(crate) use compile::{prepare, prepare_count};
pub(crate) use pieces::pieces;
use tree::Tree;
#[cfg(feature = "client")]
pub(crate) use v4::{batch, write as write_v4, write_in_batch};
pub(crate) use version::Version;
pub use write::ODataWrite;
