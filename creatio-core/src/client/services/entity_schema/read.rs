//! Takes schemas out of the replies of the schema service, whatever of them is missing.
//!
//! Observed on 8.x: captions are maps from culture to text, plain text in lists, and may be empty;
//! flags may be text; the columns are below `columns.Items`, by id.

use std::collections::BTreeMap;

use serde_json::Value;
use uuid::Uuid;

use super::{DataValueType, DefaultValue, ListedSchema, Localized, RuntimeColumn, RuntimeSchema};

/// The schemas in a list, each once; `None` if there is no list.
pub(super) fn listed(reply: &Value) -> Option<Vec<ListedSchema>> {
    let list = reply.get("collection")?.as_array()?;
    let mut schemas: BTreeMap<String, (bool, ListedSchema)> = BTreeMap::new();
    for item in list {
        let Some(name) = text(&item["name"]) else {
            continue;
        };
        let extends = flag(&item["extendParent"]);
        let known = schemas.get(&name).map(|(extends, _)| *extends);
        if known.is_none() || (known == Some(true) && !extends) {
            let schema = ListedSchema {
                name: name.clone(),
                caption: localized(&item["caption"]).0.into_values().next(),
                uid: uid(&item["uId"]),
                is_virtual: flag(&item["isVirtual"]),
            };
            schemas.insert(name, (extends, schema));
        }
    }
    Some(schemas.into_values().map(|(_, schema)| schema).collect())
}

/// The schema in a reply, which was asked for by a name; `None` if there is none.
pub(super) fn schema(asked: &str, reply: &Value) -> Option<RuntimeSchema> {
    let schema = reply.get("schema")?;
    let columns = &schema["columns"];
    let items = columns.get("Items").or_else(|| columns.get("items"))?;
    let items = items.as_object()?;
    let named = |name: &str, id: &str| {
        text(&schema[name]).or_else(|| {
            let id = text(&schema[id])?;
            let (_, column) = items
                .iter()
                .find(|(key, _)| key.eq_ignore_ascii_case(&id))?;
            text(&column["name"])
        })
    };
    let mut columns: Vec<_> = items.values().filter_map(column).collect();
    columns.sort_by(|one, other| one.name.cmp(&other.name));
    Some(RuntimeSchema {
        name: text(&schema["name"]).unwrap_or_else(|| asked.to_owned()),
        uid: uid(&schema["uId"]),
        caption: localized(&schema["caption"]),
        description: localized(&schema["description"]),
        is_virtual: flag(&schema["isVirtual"]),
        is_view: flag(&schema["isDBView"]),
        primary_column: named("primaryColumnName", "primaryColumnUId"),
        primary_display_column: named("primaryDisplayColumnName", "primaryDisplayColumnUId"),
        columns,
    })
}

fn column(column: &Value) -> Option<RuntimeColumn> {
    Some(RuntimeColumn {
        name: text(&column["name"])?,
        uid: uid(&column["uId"]),
        caption: localized(&column["caption"]),
        description: localized(&column["description"]),
        data_value_type: number(&column["dataValueType"]).map(DataValueType),
        is_required: flag(&column["isRequired"]),
        is_inherited: flag(&column["isInherited"]),
        is_virtual: flag(&column["isVirtual"]),
        is_indexed: flag(&column["isIndexed"]),
        reference_schema: text(&column["referenceSchemaName"]),
        default: default(&column["defValue"]),
    })
}

fn default(value: &Value) -> Option<DefaultValue> {
    let source = || text(&value["valueSource"]).unwrap_or_default();
    match number::<u8>(&value["valueSourceType"])? {
        1 => Some(DefaultValue::Constant(value["value"].clone())),
        2 => Some(DefaultValue::SystemSetting(source())),
        3 => Some(DefaultValue::SystemValue(source())),
        4 => Some(DefaultValue::Sequence {
            prefix: text(&value["sequencePrefix"]).unwrap_or_default(),
            digits: number(&value["sequenceNumberOfChars"]).unwrap_or_default(),
        }),
        0 => None,
        other => Some(DefaultValue::Other(other)),
    }
}

/// A text that says something.
fn text(value: &Value) -> Option<String> {
    let text = value.as_str()?.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// A text in many languages, or a plain one, which is of no culture in particular.
fn localized(value: &Value) -> Localized {
    let Some(cultures) = value.as_object() else {
        return Localized(
            text(value)
                .map(|text| (String::new(), text))
                .into_iter()
                .collect(),
        );
    };
    let texts = cultures.iter();
    Localized(
        texts
            .filter_map(|(culture, it)| Some((culture.clone(), text(it)?)))
            .collect(),
    )
}

fn uid(value: &Value) -> Option<Uuid> {
    let id: Uuid = value.as_str()?.parse().ok()?;
    (!id.is_nil()).then_some(id)
}

fn flag(value: &Value) -> bool {
    match value {
        Value::Bool(flag) => *flag,
        Value::String(text) => text.eq_ignore_ascii_case("true"),
        _ => false,
    }
}

fn number<T: TryFrom<u64> + std::str::FromStr>(value: &Value) -> Option<T> {
    match value {
        Value::Number(number) => number.as_u64()?.try_into().ok(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_schema_tells_what_metadata_does_not() {
        let reply = json!({ "success": true, "schema": {
            "uId": "16be3651-8fe2-4159-8dd0-a803d4683dd3", "name": "Contact",
            "caption": { "en-US": "Contact", "de-DE": "Kontakt" }, "description": {},
            "isVirtual": false, "isDBView": "false",
            "primaryColumnUId": "AE0E45CA-C495-4FE7-A39D-3AB7278E1617",
            "primaryDisplayColumnName": "Name",
            "columns": { "Items": {
                "ae0e45ca-c495-4fe7-a39d-3ab7278e1617": { "name": "Id", "dataValueType": 0,
                    "isRequired": true, "isInherited": true,
                    "defValue": { "valueSourceType": 3, "value": null, "valueSource": "AutoGuid" } },
                "2": { "name": "Account", "dataValueType": "10", "referenceSchemaName": "Account",
                    "isRequired": false, "isIndexed": "True", "caption": { "en-US": "Account" } },
                "3": { "name": "Code", "dataValueType": 27, "defValue": { "valueSourceType": 4,
                    "sequencePrefix": "C-", "sequenceNumberOfChars": 5 } },
                "4": { "name": "Age", "defValue": { "valueSourceType": 1, "value": 18 } },
                "5": { "name": "Type", "defValue": { "valueSourceType": 2, "valueSource": "ContactType" } },
                "6": { "caption": { "en-US": "nameless" } },
                "7": null,
            } },
        } });
        insta::assert_debug_snapshot!(schema("Contact", &reply).unwrap());
    }

    #[test]
    fn what_is_odd_costs_nothing_but_itself() {
        let reply = json!({ "schema": {
            "caption": {}, "description": { "uk-UA": "опис", "de-DE": "Beschreibung", "aa-AA": " " },
            "primaryDisplayColumnUId": "C1",
            "columns": { "items": {
                "c1": { "name": "Name", "isRequired": "True" },
                "c2": { "name": "Later", "dataValueType": 777, "isRequired": "false",
                    "defValue": { "valueSourceType": "9" } },
            } },
        } });
        let schema = schema("Contact", &reply).unwrap();
        assert_eq!(schema.name, "Contact", "as it was asked for");
        assert_eq!(schema.caption.in_culture_or_any("en-US"), None);
        let description = &schema.description;
        assert_eq!(description.in_culture_or_any("en-US"), Some("Beschreibung"));
        assert_eq!(description.in_culture_or_any("uk-UA"), Some("опис"));
        assert_eq!(description.in_culture("en-US"), None);
        assert_eq!(schema.primary_display_column.as_deref(), Some("Name"));
        assert!(schema.column("Name").unwrap().is_required);
        let later = schema.column("Later").unwrap();
        assert_eq!(later.data_value_type, Some(DataValueType(777)));
        assert_eq!(later.default, Some(DefaultValue::Other(9)));
        assert!(!later.is_required);
    }

    #[test]
    fn a_reply_without_schema_has_none() {
        for reply in [
            json!({}),
            json!([]),
            json!({ "schema": null }),
            json!({ "schema": { "name": "Contact", "columns": { "Items": [] } } }),
        ] {
            assert_eq!(schema("Contact", &reply), None, "{reply}");
        }
        assert_eq!(listed(&json!({ "success": true })), None);
    }

    #[test]
    fn a_schema_that_packages_extend_is_listed_once_as_the_one_that_is_extended() {
        let reply = json!({ "collection": [
            { "name": "Contact", "extendParent": true, "caption": "extension" },
            { "name": "Contact", "extendParent": false, "caption": "Contact",
              "uId": "16be3651-8fe2-4159-8dd0-a803d4683dd3" },
            { "name": "Contact", "extendParent": true, "caption": "extension" },
            { "name": "Account", "isVirtual": "True" },
            { "caption": "nameless" },
        ] });
        let schemas = listed(&reply).unwrap();
        let told: Vec<_> = schemas
            .iter()
            .map(|schema| (&*schema.name, schema.caption.as_deref(), schema.is_virtual))
            .collect();
        assert_eq!(
            told,
            [("Account", None, true), ("Contact", Some("Contact"), false)]
        );
        assert!(schemas[1].uid.is_some());
    }
}
