//! Queries and writes as OData requests in both versions.
//!
//! What the versions share stands here: conditions, the [`Tree`] of a selection, the options of a
//! URL, the frame of a write. `v3` and `v4` hold what they spell differently: literals, URLs, and the
//! values of bodies.

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
pub(crate) use v4::batch;
pub(crate) use version::Version;
pub use write::ODataWrite;
#[cfg(feature = "client")]
pub(crate) use write::{write, write_in_batch};
