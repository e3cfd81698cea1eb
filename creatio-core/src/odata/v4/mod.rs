//! OData 4 URLs, as Creatio understands them.

mod filter;
mod literal;
mod tree;
mod url;

pub(crate) use tree::Tree;
pub(crate) use url::{collection_url, count_url, key_url};
