//! Rows as the service writes them.
//!
//! Empty lookups and texts are `""`, absent numbers 0 and `false`, absent guids the zero guid;
//! absent dates are null. Dates are what the user's clock shows, to the millisecond.

use creatio_codegen::schema::PropertyType;
use jiff::{civil, tz::TimeZone};
use serde::{Serialize, Serializer, ser::SerializeMap};
use serde_json::{Value as Json, json, value::RawValue};
use uuid::Uuid;

use super::{
    exception::Exception,
    plan::{Cell, Form, Time},
};
use crate::{
    instant::Instant,
    reply::{JSON, Reply},
    value::{Value, is_integer},
};

/// The answer to a query.
pub(super) fn reply(
    cells: &[Cell],
    rows: &[Vec<Value>],
    zone: &TimeZone,
    query_id: Option<&Json>,
) -> Result<Reply, Exception> {
    let body = Body {
        row_config: cells.iter().map(config).collect(),
        rows: rows
            .iter()
            .map(|values| Row {
                cells,
                values,
                zone,
            })
            .collect(),
        not_found_columns: [],
        query_id,
        rows_affected: rows.len(),
        next_prc_el_ready: false,
        success: true,
    };
    let body =
        serde_json::to_vec(&body).map_err(|error| Exception::serialization(error.to_string()))?;
    Ok(Reply::new(200, JSON, body))
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a> {
    row_config: serde_json::Map<String, Json>,
    rows: Vec<Row<'a>>,
    not_found_columns: [&'static str; 0],
    #[serde(skip_serializing_if = "Option::is_none")]
    query_id: Option<&'a Json>,
    rows_affected: usize,
    next_prc_el_ready: bool,
    success: bool,
}

fn config(cell: &Cell) -> (String, Json) {
    let config = match &cell.form {
        Form::Lookup(schema, _) => json!({
            "dataValueType": cell.data_type,
            "isLookup": true,
            "referenceSchemaName": schema,
        }),
        Form::Plain(_) | Form::Date(_) => json!({ "dataValueType": cell.data_type }),
    };
    (cell.alias.clone(), config)
}

struct Row<'a> {
    cells: &'a [Cell],
    values: &'a [Value],
    zone: &'a TimeZone,
}

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = serializer.serialize_map(Some(self.cells.len()))?;
        for cell in self.cells {
            members.serialize_entry(&cell.alias, &self.written(cell))?;
        }
        members.end()
    }
}

impl Row<'_> {
    fn written(&self, cell: &Cell) -> Written<'_> {
        let value = &self.values[cell.at];
        match (&cell.form, value) {
            (Form::Plain(ty), Value::Null) => absent(*ty),
            (Form::Date(_), Value::Null) | (Form::Lookup(..), Value::Bytes(_)) => Written::Null,
            (Form::Date(time), value) => date(value, *time, self.zone),
            (Form::Lookup(..), Value::Null) => Written::Text(""),
            (Form::Plain(_) | Form::Lookup(_, None), value) => present(value),
            (Form::Lookup(_, Some(display)), value) => Written::Lookup(Lookup {
                value: value.as_guid().unwrap_or_default(),
                display_value: match &self.values[*display] {
                    Value::Text(text) => text,
                    _ => "",
                },
                primary_image_value: "",
            }),
        }
    }
}

/// A value on its way into JSON.
#[derive(Serialize)]
#[serde(untagged)]
enum Written<'a> {
    Null,
    Bool(bool),
    Int(i64),
    Real(f64),
    Exact(Box<RawValue>),
    Text(&'a str),
    Owned(String),
    Guid(Uuid),
    Lookup(Lookup<'a>),
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Lookup<'a> {
    value: Uuid,
    display_value: &'a str,
    primary_image_value: &'a str,
}

fn present(value: &Value) -> Written<'_> {
    match value {
        Value::Null | Value::Bytes(_) => Written::Null,
        Value::Bool(value) => Written::Bool(*value),
        Value::Int(value) => Written::Int(*value),
        Value::Real(value) => Written::Real(*value),
        // Digits are a number in JSON as they stand.
        Value::Decimal(value) => {
            RawValue::from_string(value.to_string()).map_or(Written::Null, Written::Exact)
        }
        Value::Text(value) => Written::Text(value),
        Value::Guid(value) => Written::Guid(*value),
        Value::Instant(value) => Written::Owned(value.to_wire()),
    }
}

fn absent(ty: PropertyType) -> Written<'static> {
    match ty {
        PropertyType::String => Written::Text(""),
        PropertyType::Guid => Written::Guid(Uuid::nil()),
        PropertyType::Boolean => Written::Bool(false),
        PropertyType::Decimal | PropertyType::Single | PropertyType::Double => Written::Int(0),
        ty if is_integer(ty) => Written::Int(0),
        _ => Written::Null,
    }
}

/// `2024-01-15T13:45:30.123`: no zone, always milliseconds.
fn date(value: &Value, time: Time, zone: &TimeZone) -> Written<'static> {
    let wall = match (value, time) {
        (Value::Instant(at), Time::Instant) => at.wall_in(zone),
        (Value::Instant(at), _) => at.civil(),
        (Value::Int(minutes), _) => clock(*minutes),
        _ => None,
    };
    wall.map_or(Written::Null, |at| {
        Written::Owned(format!("{}T{:.3}", at.date(), at.time()))
    })
}

/// A time of day on the first day of .NET's calendar.
fn clock(minutes: i64) -> Option<civil::DateTime> {
    let first = Instant::of_wall(civil::date(1, 1, 1).at(0, 0, 0, 0));
    Instant::from_ticks(first.ticks() + minutes * 600_000_000).civil()
}
