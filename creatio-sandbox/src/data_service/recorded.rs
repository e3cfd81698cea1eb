//! What the schema service of Creatio 8.1 says about the entities of the bundled snapshot.
//!
//! A snapshot with entities of these names gets these answers, too, for the columns that it has.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde_json::{Map, Value as Json};

const DOCUMENT: &str = include_str!("../../snapshots/twelve-entities.schemas.json");

static SCHEMAS: LazyLock<HashMap<String, Map<String, Json>>> = LazyLock::new(|| {
    let schemas: Vec<Map<String, Json>> = serde_json::from_str(DOCUMENT).unwrap_or_default();
    let named =
        |schema: Map<String, Json>| Some((schema.get("name")?.as_str()?.to_owned(), schema));
    schemas.into_iter().filter_map(named).collect()
});

/// The record of an entity.
pub(super) fn schema(entity: &str) -> Option<&'static Map<String, Json>> {
    SCHEMAS.get(entity)
}

/// The columns in a record.
pub(super) fn columns(
    schema: &'static Map<String, Json>,
) -> impl Iterator<Item = &'static Map<String, Json>> {
    let columns = schema.get("columns").and_then(Json::as_array);
    columns.into_iter().flatten().filter_map(Json::as_object)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_twelve_entities_are_recorded() {
        assert_eq!(SCHEMAS.len(), 12);
        let contact = schema("Contact").unwrap();
        let birth_date = columns(contact).find(|column| column["name"] == "BirthDate");
        assert_eq!(birth_date.unwrap()["dataValueType"], 8);
    }
}
