//! Queries as OData requests.

mod encode;
mod filter;
mod pieces;
mod request;
pub(crate) mod v3;
pub(crate) mod v4;
mod version;

pub(crate) use pieces::pieces;
pub use request::ODataRequest;
pub(crate) use version::Version;
