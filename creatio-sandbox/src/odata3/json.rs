//! Records as verbose JSON.
//!
//! Decimals and 64-bit integers travel as strings, instants as milliseconds since 1970 in a
//! string, rows of a detail in an object of their own. Navigation properties that are not
//! expanded are addresses.

use creatio_codegen::schema::PropertyType;
use uuid::Uuid;

use super::{
    pages,
    planner::{Planned, View},
    row_address, set_name, text, type_name,
    types::Type,
};
use crate::{
    catalog::{Catalog, Entity},
    instant::Instant,
    odata::json::{JsonText, Scalar},
    query::run::{NestedRecords, Record},
    value::Value,
};

/// A writer for the answers of a service.
#[derive(Debug, Clone, Copy)]
pub(super) struct Json<'a> {
    pub(super) catalog: &'a Catalog,
    /// Absolute URL of the service root, with a slash at the end.
    pub(super) root: &'a str,
}

impl Json<'_> {
    /// Rows, how many there are in all if asked for, and where more of them are.
    pub(super) fn feed(
        self,
        planned: &Planned,
        page: &[Record],
        count: Option<u64>,
        next: Option<&str>,
    ) -> Vec<u8> {
        let mut out = JsonText::default();
        out.raw("{\"d\":{");
        if let Some(count) = count {
            out.name("__count").text(&count.to_string());
        }
        self.results(&mut out, planned.view(), page, next);
        out.raw("}}");
        out.into_bytes()
    }

    /// One row.
    pub(super) fn entry(self, planned: &Planned, record: &Record) -> Vec<u8> {
        let mut out = JsonText::default();
        out.raw("{\"d\":");
        self.row(&mut out, planned.view(), record);
        out.raw("}");
        out.into_bytes()
    }

    /// The list of entity sets.
    pub(super) fn service(self) -> Vec<u8> {
        let mut out = JsonText::default();
        out.raw("{\"d\":{\"EntitySets\":[");
        for entity in self.catalog.entities() {
            out.item().text(&set_name(entity));
        }
        out.raw("]}}");
        out.into_bytes()
    }

    fn results(self, out: &mut JsonText, view: View<'_>, page: &[Record], next: Option<&str>) {
        out.name("results").raw("[");
        for record in page {
            self.row(out.item(), view, record);
        }
        out.raw("]");
        if let Some(next) = next {
            out.name("__next").text(next);
        }
    }

    fn row(self, out: &mut JsonText, view: View<'_>, record: &Record) {
        let entity = self.catalog.entity(view.plan.entity);
        let address = self.address(entity, record.key);
        out.raw("{\"__metadata\":{\"id\":").text(&address);
        out.raw(",\"uri\":").text(&address);
        out.raw(",\"type\":").text(&type_name(entity)).raw("}");
        for (column, value) in view.plan.columns.iter().zip(&record.values) {
            let column = &entity.columns[*column];
            out.name(&column.name).scalar(&scalar(column.ty, value));
        }
        for (name, view, below) in view.nested(record) {
            out.name(name);
            match below {
                NestedRecords::One(None) => {
                    out.raw("null");
                }
                NestedRecords::One(Some(row)) => self.row(out, view, row),
                NestedRecords::Many(rows, _) => {
                    let (page, next) = pages::of_detail(rows, &format!("{address}/{name}"), view);
                    out.raw("{");
                    self.results(out, view, page, next.as_deref());
                    out.raw("}");
                }
            }
        }
        for name in &view.shape.deferred {
            out.name(name).raw("{\"__deferred\":{\"uri\":");
            out.text(&format!("{address}/{name}")).raw("}}");
        }
        out.raw("}");
    }

    fn address(self, entity: &Entity, key: Option<Uuid>) -> String {
        format!(
            "{}{}",
            self.root,
            row_address(entity, key.unwrap_or_default())
        )
    }
}

/// One property.
pub(super) fn property(name: &str, ty: PropertyType, value: &Value) -> Vec<u8> {
    let mut out = JsonText::default();
    out.raw("{\"d\":{").text(name).raw(":");
    out.scalar(&scalar(ty, value)).raw("}}");
    out.into_bytes()
}

fn scalar(ty: PropertyType, value: &Value) -> Scalar {
    match (Type::of(ty), text::of(ty, value)) {
        (_, None) => Scalar::Bare("null".to_owned()),
        (Type::DateTime, _) => {
            let milliseconds = milliseconds(value);
            Scalar::Bare(format!("\"\\/Date({milliseconds})\\/\""))
        }
        (
            Type::Boolean
            | Type::Byte
            | Type::SByte
            | Type::Int16
            | Type::Int32
            | Type::Single
            | Type::Double,
            Some(text),
        ) => Scalar::Bare(text),
        (_, Some(text)) => Scalar::Quoted(text),
    }
}

/// Milliseconds since 1970. What is finer is cut off, towards 1970 as .NET divides.
fn milliseconds(value: &Value) -> i64 {
    const TICKS: i64 = 10_000;
    /// The year 1, which stands for no value.
    const EMPTY: i64 = -62_135_596_800_000;
    match value {
        Value::Instant(instant) => Instant::ticks(*instant) / TICKS,
        _ => EMPTY,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(ty: PropertyType, value: &Value) -> String {
        let mut out = JsonText::default();
        out.scalar(&scalar(ty, value));
        String::from_utf8(out.into_bytes()).unwrap()
    }

    #[test]
    fn values_have_the_forms_of_verbose_json() {
        let instant = |text| Value::Instant(Instant::parse(text).unwrap());
        let decimal = Value::Decimal("12.5000".parse().unwrap());
        for (ty, value, text) in [
            (PropertyType::Decimal, decimal, "\"12.5000\""),
            (PropertyType::Int64, Value::Int(7), "\"7\""),
            (PropertyType::Int32, Value::Int(7), "7"),
            (PropertyType::Double, Value::Real(1.5), "1.5"),
            (PropertyType::Boolean, Value::Bool(true), "true"),
            (
                PropertyType::DateTimeOffset,
                instant("2017-03-30T14:50:30.1239999Z"),
                r#""\/Date(1490885430123)\/""#,
            ),
            (
                PropertyType::DateTimeOffset,
                instant("1969-12-31T23:59:59.9985Z"),
                r#""\/Date(-1)\/""#,
            ),
        ] {
            assert_eq!(written(ty, &value), text);
        }
    }

    #[test]
    fn there_are_no_nulls_among_scalars() {
        for (ty, text) in [
            (
                PropertyType::Guid,
                "\"00000000-0000-0000-0000-000000000000\"",
            ),
            (
                PropertyType::DateTimeOffset,
                r#""\/Date(-62135596800000)\/""#,
            ),
            (PropertyType::Decimal, "\"0\""),
            (PropertyType::Int32, "0"),
            (PropertyType::Boolean, "false"),
            (PropertyType::String, "\"\""),
        ] {
            assert_eq!(written(ty, &Value::Null), text);
        }
    }
}
