//! What entity schemas know of columns beyond `$metadata`.

use creatio_codegen::schema::PropertyType;
use serde_json::Value as Json;

use super::{plausible, recorded};
use crate::catalog::Entity;

/// The name of the column that users see in place of a row.
pub(super) fn display_column(entity: &Entity) -> Option<&str> {
    let recorded = recorded::schema(&entity.name)
        .and_then(|schema| schema.get("primaryDisplayColumn"))
        .and_then(Json::as_str);
    recorded.or_else(|| first_text(entity))
}

/// The column that most likely is the one users see: the name, or the first text.
pub(super) fn first_text(entity: &Entity) -> Option<&str> {
    let mut texts = entity
        .columns
        .iter()
        .filter(|column| column.ty == PropertyType::String);
    let first = texts.clone().next()?;
    let column = texts.find(|column| column.name == "Name").unwrap_or(first);
    Some(&column.name)
}

/// The name of a column in its entity schema: for the key of a lookup, that of the lookup.
pub(super) fn name(entity: &Entity, column: usize) -> &str {
    let lookup = entity.lookups.iter().find(|it| it.column == Some(column));
    lookup.map_or(&entity.columns[column].name, |lookup| &lookup.name)
}

/// The data value type of a column: Creatio's number for it.
pub(super) fn data_value_type(entity: &Entity, column: usize) -> u8 {
    let name = name(entity, column);
    let own = &entity.columns[column];
    let recorded = recorded::schema(&entity.name)
        .into_iter()
        .flat_map(recorded::columns)
        .find(|record| record["name"] == name)
        .and_then(|record| record["dataValueType"].as_u64())
        .and_then(|ty| u8::try_from(ty).ok());
    recorded.unwrap_or_else(|| plausible::data_value_type(own.ty, name != own.name))
}
