//! OData 4 URLs and bodies, as Creatio understands them.

#[cfg(feature = "client")]
pub(crate) mod batch;
mod literal;
mod query;
mod url;
mod write;

pub(super) use literal::{push_as_instant, push_literal};
pub(super) use url::push_selection;
#[cfg(feature = "client")]
pub(crate) use write::{write, write_in_batch};
