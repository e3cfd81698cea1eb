//! OData 4 URLs, as Creatio understands them.

mod literal;
mod query;
mod url;

pub(super) use literal::{push_as_instant, push_literal};
pub(super) use url::{collection_url, key_url};
