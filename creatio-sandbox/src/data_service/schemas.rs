//! The entity schemas of the snapshot, as the schema service tells them.

use std::collections::HashMap;

use serde_json::{Map, Value as Json, json};

use super::{facts, plausible, recorded};
use crate::catalog::{Catalog, Column, Entity};

/// From so many columns on, an entity counts as extended by packages of the vendor's: there are
/// several schemas of its name, of which all but the first replace the one before.
const EXTENDED_FROM: usize = 25;
const REPLACING: usize = 2;

/// All schemas, ready to be sent.
#[derive(Debug)]
pub(crate) struct Schemas {
    schemas: Vec<Json>,
    by_name: HashMap<String, usize>,
}

impl Schemas {
    /// The schemas of all entities.
    pub(crate) fn new(catalog: &Catalog) -> Self {
        let mut schemas = Vec::new();
        let mut by_name = HashMap::new();
        for entity in catalog.entities() {
            by_name.insert(entity.name.clone(), schemas.len());
            schemas.push(schema(entity, catalog));
        }
        Self { schemas, by_name }
    }

    pub(super) fn by_name(&self, name: &str) -> Option<&Json> {
        self.by_name.get(name).map(|&at| &self.schemas[at])
    }

    pub(super) fn by_id(&self, id: &str) -> Option<&Json> {
        self.schemas.iter().find(|schema| {
            let own = schema["uId"].as_str().unwrap_or_default();
            own.eq_ignore_ascii_case(id)
        })
    }

    /// The list of all schemas, replacing ones included.
    pub(super) fn list(&self) -> Json {
        self.schemas.iter().flat_map(listed).collect()
    }
}

/// The lines of one entity in the list.
fn listed(schema: &Json) -> Vec<Json> {
    let name = schema["name"].as_str().unwrap_or_default();
    let columns = schema["columns"]["Items"].as_object().map_or(0, Map::len);
    let replacing = if columns < EXTENDED_FROM {
        0
    } else {
        REPLACING
    };
    let line = |position: usize| {
        let id = match position {
            0 => schema["uId"].clone(),
            _ => json!(plausible::id(&[name, "replacing", &position.to_string()])),
        };
        json!({
            "id": plausible::id(&[name, "record", &position.to_string()]),
            "name": name,
            "caption": caption_of(schema),
            "uId": id,
            "packageUId": plausible::id(&["package", &position.to_string()]),
            "parentUId": if position == 0 { json!(null) } else { schema["uId"].clone() },
            "extendParent": position > 0,
            "isVirtual": false,
            "extraProperties": {},
        })
    };
    (0..=replacing).map(line).collect()
}

/// The list has captions in the language of the user, as plain text.
fn caption_of(schema: &Json) -> &str {
    schema["caption"]["en-US"].as_str().unwrap_or_default()
}

fn schema(entity: &Entity, catalog: &Catalog) -> Json {
    let record = recorded::schema(&entity.name);
    let columns = columns(entity, catalog, record);
    let id_of = |name: Option<&str>| {
        let column = columns
            .iter()
            .find(|column| column["name"].as_str() == name)?;
        Some(column["uId"].clone())
    };
    let key = entity.key.map(|key| entity.columns[key].name.as_str());
    let recorded = |member: &str| record.and_then(|record| record.get(member));
    let display = facts::display_column(entity);
    let hierarchy = recorded("hierarchyColumn").and_then(Json::as_str);
    let id = schema_id(&entity.name);
    let caption = recorded("caption").and_then(Json::as_str);
    json!({
        "uId": id,
        "realUId": id,
        "name": entity.name,
        "caption": culture(&caption.map_or_else(|| plausible::caption(&entity.name), str::to_owned)),
        "description": {},
        "extendParent": false,
        "packageUId": plausible::id(&["package", "0"]),
        "parentUId": null,
        "isVirtual": false,
        "isDBView": recorded("isDBView").cloned().unwrap_or(Json::Bool(false)),
        "isTrackChangesInDB": false,
        "showInAdvancedMode": false,
        "administratedByOperations": false,
        "administratedByColumns": false,
        "administratedByRecords": false,
        "useMasterRecordRights": false,
        "masterRecordSchemaName": null,
        "primaryColumnUId": id_of(key),
        "primaryDisplayColumnUId": display.and_then(|name| id_of(Some(name))),
        "hierarchyColumnUId": hierarchy.and_then(|name| id_of(Some(name))),
        "columns": { "Items": items(columns) },
    })
}

/// Columns by their ids, with the capital letter that Creatio gives `Items`.
fn items(columns: Vec<Json>) -> Map<String, Json> {
    let named = |column: Json| {
        (
            column["uId"].as_str().unwrap_or_default().to_owned(),
            column,
        )
    };
    columns.into_iter().map(named).collect()
}

/// The columns of the snapshot, and behind them those that OData does not show.
fn columns(
    entity: &Entity,
    catalog: &Catalog,
    record: Option<&'static Map<String, Json>>,
) -> Vec<Json> {
    let recorded: Vec<_> = record
        .map(recorded::columns)
        .into_iter()
        .flatten()
        .collect();
    let is_key = |position| entity.key == Some(position);
    let known = entity.columns.iter().enumerate().map(|(position, own)| {
        let lookup = entity.lookups.iter().find(|it| it.column == Some(position));
        let (name, target) = match lookup {
            Some(lookup) => (&lookup.name, Some(&catalog.entity(lookup.target).name)),
            None => (&own.name, None),
        };
        match recorded
            .iter()
            .find(|record| record["name"] == name.as_str())
        {
            Some(record) => column(record),
            None => column(&plausible_column(
                entity,
                own,
                name,
                target,
                is_key(position),
            )),
        }
    });
    let hidden = recorded.iter().filter(|record| {
        let ty = record["dataValueType"].as_u64().unwrap_or_default();
        HIDDEN.contains(&ty)
    });
    known.chain(hidden.map(|record| column(record))).collect()
}

/// Data value types that OData does not show: colours, hashed and encrypted texts.
const HIDDEN: [u64; 3] = [18, 23, 24];

/// The members in which a column without record differs from others.
fn plausible_column(
    entity: &Entity,
    own: &Column,
    name: &str,
    target: Option<&String>,
    is_key: bool,
) -> Map<String, Json> {
    let required = is_key || facts::first_text(entity) == Some(&own.name);
    let members = [
        ("name", json!(name)),
        ("uId", json!(plausible::id(&[&entity.name, name]))),
        ("caption", json!(plausible::caption(name))),
        (
            "dataValueType",
            json!(plausible::data_value_type(own.ty, target.is_some())),
        ),
        ("referenceSchemaName", json!(target)),
        (
            "referenceSchemaUId",
            json!(target.map(|target| schema_id(target))),
        ),
        ("isRequired", json!(required)),
    ];
    members
        .map(|(name, value)| (name.to_owned(), value))
        .into_iter()
        .collect()
}

/// A column as it is sent: its own members, and Creatio's defaults for the rest.
fn column(own: &Map<String, Json>) -> Json {
    let mut column = json!({
        "uId": null,
        "name": null,
        "caption": {},
        "description": {},
        "dataValueType": 1,
        "defValue": null,
        "isInherited": false,
        "isOverride": false,
        "referenceSchemaUId": null,
        "referenceSchemaName": null,
        "isRequired": false,
        "isVirtual": false,
        "isValueCloneable": true,
        "isMultilineText": false,
        "isMasked": false,
        "isFormatValidated": false,
        "isSimpleLookup": false,
        "isCascade": false,
        "usageType": 0,
        "status": 0,
        "isIndexed": false,
        "isWeakReference": false,
        "isSensitiveData": false,
    });
    for (name, value) in own {
        column[name] = match (name.as_str(), value) {
            ("caption", Json::String(text)) => culture(text),
            _ => value.clone(),
        };
    }
    column
}

/// A text in the one language of the sandbox; none at all if it is empty.
fn culture(text: &str) -> Json {
    if text.is_empty() {
        json!({})
    } else {
        json!({ "en-US": text })
    }
}

fn schema_id(entity: &str) -> Json {
    let recorded = recorded::schema(entity).and_then(|schema| schema.get("uId"));
    recorded
        .cloned()
        .unwrap_or_else(|| json!(plausible::id(&[entity])))
}
