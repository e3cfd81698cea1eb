//! Records as OData 4 JSON, the way Creatio writes it.
//!
//! There are no nulls among scalars: an absent guid is the zero guid, an absent date the year 1,
//! and so on. Decimals keep the scale they are stored with, which no JSON tree would, so the text
//! is written directly.

use creatio_codegen::schema::PropertyType;
use rust_decimal::Decimal;
use uuid::Uuid;

use crate::{
    catalog::{Catalog, Entity},
    instant,
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
    let mut json = Writer::default();
    json.raw("{\"@odata.context\":").text(&around.context);
    if let Some(count) = around.count {
        json.raw(",\"@odata.count\":").raw(&count.to_string());
    }
    json.raw(",\"value\":");
    json.records(catalog, plan, records);
    if let Some(link) = &around.next_link {
        json.raw(",\"@odata.nextLink\":").text(link);
    }
    json.raw("}");
    json.0
}

/// One entity.
pub(super) fn single(catalog: &Catalog, plan: &Plan, record: &Record, context: &str) -> Vec<u8> {
    let mut json = Writer::default();
    json.raw("{\"@odata.context\":").text(context);
    json.members(catalog, plan, record, true);
    json.raw("}");
    json.0
}

/// One property.
pub(super) fn property(ty: PropertyType, value: &Value, context: &str) -> Vec<u8> {
    let mut json = Writer::default();
    json.raw("{\"@odata.context\":")
        .text(context)
        .raw(",\"value\":");
    json.value(ty, value).raw("}");
    json.0
}

/// The service document.
pub(super) fn service(catalog: &Catalog, context: &str) -> Vec<u8> {
    let mut json = Writer::default();
    json.raw("{\"@odata.context\":")
        .text(context)
        .raw(",\"value\":[");
    for (position, entity) in catalog.entities().enumerate() {
        json.raw(if position == 0 { "" } else { "," });
        json.raw("{\"name\":")
            .text(&entity.set)
            .raw(",\"kind\":\"EntitySet\",\"url\":");
        json.text(&entity.set).raw("}");
    }
    json.raw("]}");
    json.0
}

/// The plain text of a value, for `/$value`.
pub(super) fn plain(ty: PropertyType, value: &Value) -> String {
    match shown(ty, value) {
        Shown::Bare(text) | Shown::Quoted(text) => text,
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

#[derive(Default)]
struct Writer(Vec<u8>);

impl Writer {
    fn raw(&mut self, text: &str) -> &mut Self {
        self.0.extend_from_slice(text.as_bytes());
        self
    }

    fn text(&mut self, text: &str) -> &mut Self {
        // A Vec takes every byte and a str is valid JSON text: this cannot fail.
        let _ = serde_json::to_writer(&mut self.0, text);
        self
    }

    fn records(&mut self, catalog: &Catalog, plan: &Plan, records: &[Record]) {
        self.raw("[");
        for (position, record) in records.iter().enumerate() {
            self.raw(if position == 0 { "{" } else { ",{" });
            self.members(catalog, plan, record, false);
            self.raw("}");
        }
        self.raw("]");
    }

    fn members(&mut self, catalog: &Catalog, plan: &Plan, record: &Record, follows: bool) {
        let entity = catalog.entity(plan.entity);
        let mut is_first = !follows;
        for (column, value) in plan.columns.iter().zip(&record.values) {
            let column = &entity.columns[*column];
            self.name(&column.name, &mut is_first)
                .value(column.ty, value);
        }
        if !plan.is_selected {
            self.stream_annotations(entity, record.key, &mut is_first);
        }
        for (nested, below) in plan.nested.iter().zip(&record.nested) {
            match below {
                NestedRecords::One(None) => {
                    self.name(&nested.name, &mut is_first).raw("null");
                }
                NestedRecords::One(Some(row)) => {
                    self.name(&nested.name, &mut is_first).raw("{");
                    self.members(catalog, &nested.plan, row, false);
                    self.raw("}");
                }
                NestedRecords::Many(rows, count) => {
                    if let Some(count) = count {
                        let name = format!("{}@odata.count", nested.name);
                        self.name(&name, &mut is_first).raw(&count.to_string());
                    }
                    self.name(&nested.name, &mut is_first);
                    self.records(catalog, &nested.plan, rows);
                }
            }
        }
    }

    /// Streams never travel in a row; their addresses do.
    fn stream_annotations(&mut self, entity: &Entity, key: Option<Uuid>, is_first: &mut bool) {
        let Some(key) = key else { return };
        for column in entity.stream_columns() {
            let link = format!("{}({key})/{}", entity.set, column.name);
            for annotation in ["mediaEditLink", "mediaReadLink"] {
                self.name(&format!("{}@odata.{annotation}", column.name), is_first)
                    .text(&link);
            }
            let name = format!("{}@odata.mediaContentType", column.name);
            self.name(&name, is_first).text("application/octet-stream");
        }
    }

    fn name(&mut self, name: &str, is_first: &mut bool) -> &mut Self {
        self.raw(if std::mem::take(is_first) { "" } else { "," });
        self.text(name).raw(":")
    }

    fn value(&mut self, ty: PropertyType, value: &Value) -> &mut Self {
        match shown(ty, value) {
            Shown::Bare(text) => self.raw(&text),
            Shown::Quoted(text) => self.text(&text),
        }
    }
}

/// A value as text, with or without quotes in JSON.
enum Shown {
    Bare(String),
    Quoted(String),
}

fn shown(ty: PropertyType, value: &Value) -> Shown {
    match value {
        Value::Null => absent(ty),
        Value::Bool(value) => Shown::Bare(value.to_string()),
        Value::Int(value) => Shown::Bare(value.to_string()),
        Value::Real(value) => Shown::Bare(value.to_string()),
        Value::Decimal(value) => Shown::Bare(value.to_string()),
        Value::Text(value) => Shown::Quoted(value.clone()),
        Value::Guid(value) => Shown::Quoted(value.hyphenated().to_string()),
        Value::Instant(value) => Shown::Quoted(value.to_wire()),
        Value::Bytes(_) => Shown::Bare("null".to_owned()),
    }
}

/// What Creatio writes where there is no value.
fn absent(ty: PropertyType) -> Shown {
    match ty {
        PropertyType::Guid => Shown::Quoted(Uuid::nil().to_string()),
        PropertyType::DateTimeOffset => Shown::Quoted(instant::EMPTY.to_owned()),
        PropertyType::Boolean => Shown::Bare("false".to_owned()),
        PropertyType::Decimal => Shown::Bare(Decimal::ZERO.to_string()),
        PropertyType::String => Shown::Quoted(String::new()),
        ty if crate::value::is_integer(ty) => Shown::Bare("0".to_owned()),
        PropertyType::Single | PropertyType::Double => Shown::Bare("0".to_owned()),
        // Creatio exposes none of the rest; OData's own null stands in.
        _ => Shown::Bare("null".to_owned()),
    }
}
