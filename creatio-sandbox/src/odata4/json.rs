//! Records as OData 4 JSON, the way Creatio writes it.
//!
//! There are no nulls among scalars: an absent guid is the zero guid, an absent date the year 1,
//! and so on.

use creatio_codegen::schema::PropertyType;
use rust_decimal::Decimal;
use uuid::Uuid;

use crate::{
    catalog::{Catalog, Entity},
    instant,
    odata::json::{JsonText, Scalar},
    query::{
        plan::Plan,
        run::{NestedRecords, Record},
    },
    value::Value,
};

/// What stands around the rows of a collection.
#[derive(Debug)]
pub(super) struct Envelope {
    /// The absolute context URL.
    pub(super) context: String,
    /// `@odata.count`, if asked for.
    pub(super) count: Option<u64>,
    /// `@odata.nextLink`, if the server pages.
    pub(super) next_link: Option<String>,
}

/// A collection.
pub(super) fn collection(
    catalog: &Catalog,
    plan: &Plan,
    records: &[Record],
    around: &Envelope,
) -> Vec<u8> {
    let mut json = begun(&around.context);
    if let Some(count) = around.count {
        json.name("@odata.count").raw(&count.to_string());
    }
    json.name("value");
    write_records(&mut json, catalog, plan, records);
    if let Some(link) = &around.next_link {
        json.name("@odata.nextLink").text(link);
    }
    ended(json)
}

/// One entity.
pub(super) fn single(catalog: &Catalog, plan: &Plan, record: &Record, context: &str) -> Vec<u8> {
    let mut json = begun(context);
    write_members(&mut json, catalog, plan, record);
    ended(json)
}

/// One property.
pub(super) fn property(ty: PropertyType, value: &Value, context: &str) -> Vec<u8> {
    let mut json = begun(context);
    json.name("value").scalar(&scalar(ty, value));
    ended(json)
}

/// The service document.
pub(super) fn service(catalog: &Catalog, context: &str) -> Vec<u8> {
    let mut json = begun(context);
    json.name("value").raw("[");
    for entity in catalog.entities() {
        json.item().raw("{").name("name").text(&entity.set);
        json.name("kind").text("EntitySet");
        json.name("url").text(&entity.set).raw("}");
    }
    json.raw("]");
    ended(json)
}

/// A document that begins with its context.
fn begun(context: &str) -> JsonText {
    let mut json = JsonText::default();
    json.raw("{").name("@odata.context").text(context);
    json
}

fn ended(mut json: JsonText) -> Vec<u8> {
    json.raw("}");
    json.into_bytes()
}

/// The plain text of a value, for `/$value`.
pub(super) fn plain(ty: PropertyType, value: &Value) -> String {
    match scalar(ty, value) {
        Scalar::Bare(text) | Scalar::Quoted(text) => text,
    }
}

/// `(Id,Name,Account(Name))`: what a context URL says of the selection; empty without one.
pub(super) fn selection(catalog: &Catalog, plan: &Plan) -> String {
    let entity = catalog.entity(plan.entity);
    let mut items = Vec::new();
    if plan.is_selected {
        items.extend(
            plan.columns
                .iter()
                .map(|column| entity.columns[*column].name.clone()),
        );
    }
    items.extend(plan.nested.iter().map(|nested| {
        let inner = selection(catalog, &nested.plan);
        format!(
            "{}{}",
            nested.name,
            if inner.is_empty() { "()" } else { &inner }
        )
    }));
    if items.is_empty() {
        String::new()
    } else {
        format!("({})", items.join(","))
    }
}

fn write_records(json: &mut JsonText, catalog: &Catalog, plan: &Plan, records: &[Record]) {
    json.raw("[");
    for record in records {
        json.item().raw("{");
        write_members(json, catalog, plan, record);
        json.raw("}");
    }
    json.raw("]");
}

fn write_members(json: &mut JsonText, catalog: &Catalog, plan: &Plan, record: &Record) {
    let entity = catalog.entity(plan.entity);
    for (column, value) in plan.columns.iter().zip(&record.values) {
        let column = &entity.columns[*column];
        json.name(&column.name).scalar(&scalar(column.ty, value));
    }
    if !plan.is_selected {
        write_stream_annotations(json, entity, record.key);
    }
    for (nested, below) in plan.nested.iter().zip(&record.nested) {
        match below {
            NestedRecords::One(None) => {
                json.name(&nested.name).raw("null");
            }
            NestedRecords::One(Some(row)) => {
                json.name(&nested.name).raw("{");
                write_members(json, catalog, &nested.plan, row);
                json.raw("}");
            }
            NestedRecords::Many(rows, count) => {
                if let Some(count) = count {
                    let name = format!("{}@odata.count", nested.name);
                    json.name(&name).raw(&count.to_string());
                }
                json.name(&nested.name);
                write_records(json, catalog, &nested.plan, rows);
            }
        }
    }
}

/// Streams never travel in a row; their addresses do.
fn write_stream_annotations(json: &mut JsonText, entity: &Entity, key: Option<Uuid>) {
    let Some(key) = key else { return };
    for column in entity.stream_columns() {
        let link = format!("{}({key})/{}", entity.set, column.name);
        for annotation in ["mediaEditLink", "mediaReadLink"] {
            json.name(&format!("{}@odata.{annotation}", column.name))
                .text(&link);
        }
        let name = format!("{}@odata.mediaContentType", column.name);
        json.name(&name).text("application/octet-stream");
    }
}

fn scalar(ty: PropertyType, value: &Value) -> Scalar {
    match value {
        Value::Null => absent(ty),
        Value::Bool(value) => Scalar::Bare(value.to_string()),
        Value::Int(value) => Scalar::Bare(value.to_string()),
        Value::Real(value) => Scalar::Bare(value.to_string()),
        Value::Decimal(value) => Scalar::Bare(value.to_string()),
        Value::Text(value) => Scalar::Quoted(value.clone()),
        Value::Guid(value) => Scalar::Quoted(value.hyphenated().to_string()),
        Value::Instant(value) => Scalar::Quoted(value.to_wire()),
        Value::Bytes(_) => Scalar::Bare("null".to_owned()),
    }
}

/// What Creatio writes where there is no value.
fn absent(ty: PropertyType) -> Scalar {
    match ty {
        PropertyType::Guid => Scalar::Quoted(Uuid::nil().to_string()),
        PropertyType::DateTimeOffset => Scalar::Quoted(instant::EMPTY.to_owned()),
        PropertyType::Boolean => Scalar::Bare("false".to_owned()),
        PropertyType::Decimal => Scalar::Bare(Decimal::ZERO.to_string()),
        PropertyType::String => Scalar::Quoted(String::new()),
        ty if crate::value::is_integer(ty) => Scalar::Bare("0".to_owned()),
        PropertyType::Single | PropertyType::Double => Scalar::Bare("0".to_owned()),
        // Creatio exposes none of the rest; OData's own null stands in.
        _ => Scalar::Bare("null".to_owned()),
    }
}
