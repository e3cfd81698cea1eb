//! Reads the replies of Creatio's schema service, whatever of them is missing.
//!
//! Observed on 8.x: captions and descriptions are maps from culture to text and may be empty;
//! flags may be texts; the columns are below `columns.Items`, by id.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{ColumnEnrichment, DataValueType, EntityEnrichment};

/// The culture whose captions are taken; without it the first by name.
const CULTURE: &str = "en-US";

/// A reply that is none of the schema service.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReplyError {
    /// The reply to `EntitySchemaManagerRequest` has no list.
    #[error("the reply has no list of schemas (`collection`)")]
    NoList,
    /// The reply to `RuntimeEntitySchemaRequest` has no schema.
    #[error("the reply has no schema with columns (`schema.columns.Items`)")]
    NoSchema,
}

/// The names in the reply to an `EntitySchemaManagerRequest`, each once: a schema that packages
/// extend is in the list once for each of them.
///
/// Virtual schemas are left out, since they have no rows.
///
/// # Errors
///
/// [`ReplyError::NoList`] if it is no such reply.
pub fn schema_names(reply: &Value) -> Result<BTreeSet<String>, ReplyError> {
    let list = reply.get("collection").and_then(Value::as_array);
    let list = list.ok_or(ReplyError::NoList)?.iter();
    let real = list.filter(|schema| !flag(&schema["isVirtual"]));
    Ok(real.filter_map(|schema| text(&schema["name"])).collect())
}

impl EntityEnrichment {
    /// What the reply to a `RuntimeEntitySchemaRequest` says.
    ///
    /// # Errors
    ///
    /// [`ReplyError::NoSchema`] if it is no such reply.
    pub fn from_reply(reply: &Value) -> Result<Self, ReplyError> {
        let schema = &reply["schema"];
        let columns = &schema["columns"];
        let items = columns.get("Items").or_else(|| columns.get("items"));
        let items = items
            .and_then(Value::as_object)
            .ok_or(ReplyError::NoSchema)?;
        let display = match text(&schema["primaryDisplayColumnName"]) {
            Some(name) => Some(name),
            None => text(&schema["primaryDisplayColumnUId"]).and_then(|id| {
                let column = items
                    .iter()
                    .find(|(key, _)| key.eq_ignore_ascii_case(&id))?
                    .1;
                text(&column["name"])
            }),
        };
        Ok(Self {
            caption: translated(&schema["caption"]),
            description: translated(&schema["description"]),
            display,
            columns: items
                .values()
                .filter_map(|column| Some((text(&column["name"])?, ColumnEnrichment::read(column))))
                .collect(),
        })
    }
}

impl ColumnEnrichment {
    fn read(column: &Value) -> Self {
        Self {
            caption: translated(&column["caption"]),
            description: translated(&column["description"]),
            ty: number(&column["dataValueType"]).map(DataValueType),
            required: flag(&column["isRequired"]),
            default: has_default(&column["defValue"]),
        }
    }
}

/// Whether a default is given: a constant, a system setting, a value of the system or a sequence.
fn has_default(value: &Value) -> bool {
    number(&value["valueSourceType"]).is_some_and(|source| source != 0)
}

/// A text that says something.
fn text(value: &Value) -> Option<String> {
    let text = value.as_str()?.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// A text in many languages, or a plain one.
fn translated(value: &Value) -> Option<String> {
    let Some(cultures) = value.as_object() else {
        return text(value);
    };
    let preferred = cultures.get(CULTURE).and_then(text);
    preferred.or_else(|| {
        let mut said: Vec<_> = cultures
            .iter()
            .filter_map(|(name, it)| Some((name, text(it)?)))
            .collect();
        said.sort();
        said.into_iter().next().map(|(_, text)| text)
    })
}

fn flag(value: &Value) -> bool {
    match value {
        Value::Bool(flag) => *flag,
        Value::String(text) => text.eq_ignore_ascii_case("true"),
        _ => false,
    }
}

fn number(value: &Value) -> Option<u16> {
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
    fn what_is_missing_or_odd_costs_nothing_but_itself() {
        let reply = json!({ "schema": {
            "caption": {},
            "description": { "uk-UA": "опис", "de-DE": "Beschreibung", "aa-AA": " " },
            "primaryDisplayColumnUId": "C1",
            "columns": { "Items": {
                "c1": { "name": "Name", "caption": { "de-DE": "x", "en-US": "Full name" },
                    "dataValueType": "28", "isRequired": "True" },
                "c2": { "name": "Later", "dataValueType": 777, "isRequired": "false",
                    "defValue": { "valueSourceType": "3" } },
                "c3": { "name": "Bare" },
                "c4": { "caption": { "en-US": "nameless" } },
                "c5": null,
            } },
        } });
        let entity = EntityEnrichment::from_reply(&reply).unwrap();
        assert_eq!(entity.caption, None);
        assert_eq!(entity.description.as_deref(), Some("Beschreibung"));
        assert_eq!(entity.display.as_deref(), Some("Name"));
        let name = &entity.columns["Name"];
        assert_eq!(name.caption.as_deref(), Some("Full name"));
        assert_eq!((name.ty, name.required), (Some(DataValueType(28)), true));
        let later = &entity.columns["Later"];
        assert_eq!(
            (later.ty, later.required),
            (Some(DataValueType(777)), false)
        );
        assert_eq!((name.default, later.default), (false, true));
        assert_eq!(entity.columns["Bare"], ColumnEnrichment::default());
        assert_eq!(entity.columns.len(), 3);
    }

    #[test]
    fn a_reply_without_schema_is_refused() {
        for reply in [
            json!({}),
            json!([]),
            json!({ "schema": { "columns": { "Items": [] } } }),
        ] {
            assert_eq!(
                EntityEnrichment::from_reply(&reply),
                Err(ReplyError::NoSchema),
                "{reply}"
            );
        }
    }

    #[test]
    fn each_schema_with_rows_is_named_once() {
        let reply = json!({ "success": true, "collection": [
            { "name": "Contact", "extendParent": false },
            { "name": "Account" },
            { "name": "Contact", "extendParent": true },
            { "name": "BaseEntity", "isVirtual": true },
            { "caption": "nameless" },
        ] });
        let names: Vec<_> = schema_names(&reply).unwrap().into_iter().collect();
        assert_eq!(names, ["Account", "Contact"]);
        assert_eq!(
            schema_names(&json!({ "success": true })),
            Err(ReplyError::NoList)
        );
    }
}
