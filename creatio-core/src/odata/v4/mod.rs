//! OData 4 URLs and bodies, as Creatio understands them.

#[cfg(feature = "client")]
pub(crate) mod batch;
mod body;
mod literal;
mod query;
mod url;

pub(super) use body::json;
pub(super) use literal::{push_as_instant, push_literal};
pub(super) use url::push_selection;
