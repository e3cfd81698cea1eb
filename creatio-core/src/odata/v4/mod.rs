//! OData 4 URLs, as Creatio understands them.

mod literal;
mod query;
mod tree;
mod url;

pub(crate) use literal::{push_as_instant, push_literal};
pub(crate) use query::{prepare, prepare_count, request};
pub(crate) use tree::Tree;
use url::{collection_url, count_url, key_url};
