//! Queries as OData requests.

mod encode;
mod filter;
mod request;
pub(crate) mod v4;
mod version;

pub use request::ODataRequest;
pub(crate) use version::Version;
