//! How OData 3 spells addresses, and what is answered to those that lead nowhere.

use super::refusal::Refusal;
use crate::{
    catalog::Catalog,
    odata::resource::{self, Resource, Spelling, Wrong},
};

const SPELLING: Spelling = Spelling {
    entity: |catalog, set| catalog.by_name(set.strip_suffix("Collection")?),
    key: |constant| constant.strip_prefix("guid'")?.strip_suffix('\''),
};

/// Reads a path, percent-encoded as it came, without a leading slash.
pub(super) fn parse(catalog: &Catalog, path: &str) -> Result<Resource, Refusal> {
    resource::parse(SPELLING, catalog, path, |wrong| match wrong {
        Wrong::Set(segment) | Wrong::Beyond { segment, .. } => {
            Refusal::NotFound(segment.to_owned())
        }
        Wrong::Key(_) => Refusal::Query("Bad Request - Error in query syntax.".to_owned()),
    })
}
