//! Queries as OData requests.

mod encode;
mod prepared;
mod request;
pub(crate) mod v4;

pub use prepared::Prepared;
pub use request::{CompileError, ODataRequest};
