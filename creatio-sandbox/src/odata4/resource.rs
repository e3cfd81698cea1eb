//! How OData 4 spells addresses, and what is answered to those that lead nowhere.

use super::refusal::Refusal;
use crate::{
    catalog::Catalog,
    odata::resource::{self, Resource, Spelling, Wrong},
};

const SPELLING: Spelling = Spelling {
    entity: Catalog::by_set,
    key: |constant| Some(constant),
};

/// Reads a path, percent-encoded as it came, without a leading slash.
pub(super) fn parse(catalog: &Catalog, path: &str, url: &str) -> Result<Resource, Refusal> {
    resource::parse(SPELLING, catalog, path, |wrong| match wrong {
        Wrong::Set(set) => Refusal::unknown_set(url, set),
        Wrong::Key(segment) => {
            Refusal::Query(format!("Bad Request - Error in query syntax: '{segment}'."))
        }
        Wrong::Beyond { set, .. } => Refusal::no_action(url, set),
    })
}
