//! One cell: what a column holds, whichever protocol or statement it travels through.

use std::str::FromStr;

use creatio_codegen::schema::PropertyType;
use rusqlite::types::{Value as SqlValue, ValueRef};
use rust_decimal::Decimal;
use serde_json::Value as Json;
use uuid::Uuid;

use crate::instant::Instant;

/// The value of one column of one row.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    /// No value. Text columns never hold it: for Creatio an empty text is the absent one.
    Null,
    /// `Edm.Boolean`
    Bool(bool),
    /// Any integer type.
    Int(i64),
    /// `Edm.Single`, `Edm.Double`
    Real(f64),
    /// `Edm.Decimal`, with its scale.
    Decimal(Decimal),
    /// `Edm.String`, and the types that are kept as they are written: dates, times, durations,
    /// Base64 binaries.
    Text(String),
    /// `Edm.Guid`
    Guid(Uuid),
    /// `Edm.DateTimeOffset`
    Instant(Instant),
    /// The content of a stream column.
    Bytes(Vec<u8>),
}

impl Value {
    /// The form SQLite stores: see the table definitions in `store`.
    pub(crate) fn to_sql(&self) -> SqlValue {
        match self {
            Self::Null => SqlValue::Null,
            Self::Bool(value) => SqlValue::Integer(i64::from(*value)),
            Self::Int(value) => SqlValue::Integer(*value),
            Self::Real(value) => SqlValue::Real(*value),
            Self::Decimal(value) => SqlValue::Text(value.to_string()),
            Self::Text(value) => SqlValue::Text(value.clone()),
            Self::Guid(value) => SqlValue::Text(value.hyphenated().to_string()),
            Self::Instant(value) => SqlValue::Integer(value.ticks()),
            Self::Bytes(value) => SqlValue::Blob(value.clone()),
        }
    }

    /// Reads what [`Value::to_sql`] stored in a column of this type.
    pub(crate) fn from_sql(ty: PropertyType, stored: ValueRef<'_>) -> Self {
        match stored {
            ValueRef::Null => Self::Null,
            ValueRef::Integer(value) => match ty {
                PropertyType::Boolean => Self::Bool(value != 0),
                PropertyType::DateTimeOffset => Self::Instant(Instant::from_ticks(value)),
                _ => Self::Int(value),
            },
            ValueRef::Real(value) => Self::Real(value),
            ValueRef::Blob(value) => Self::Bytes(value.to_vec()),
            ValueRef::Text(value) => {
                let text = String::from_utf8_lossy(value);
                match ty {
                    PropertyType::Guid => text.parse().map_or(Self::Null, Self::Guid),
                    PropertyType::Decimal => text.parse().map_or(Self::Null, Self::Decimal),
                    _ => Self::Text(text.into_owned()),
                }
            }
        }
    }

    /// Reads a JSON value meant for a column of this type; `None` if it does not fit.
    pub(crate) fn from_json(ty: PropertyType, json: &Json) -> Option<Self> {
        match (ty, json) {
            (PropertyType::String, Json::Null) => Some(Self::Text(String::new())),
            (_, Json::Null) => Some(Self::Null),
            (PropertyType::Boolean, Json::Bool(value)) => Some(Self::Bool(*value)),
            (PropertyType::Decimal, Json::Number(value)) => decimal(&value.to_string()),
            (PropertyType::Decimal, Json::String(value)) => decimal(value),
            (PropertyType::Single | PropertyType::Double, Json::Number(value)) => {
                value.as_f64().map(Self::Real)
            }
            (ty, Json::Number(value)) if is_integer(ty) => value.as_i64().map(Self::Int),
            (PropertyType::Guid, Json::String(value)) => value.parse().ok().map(Self::Guid),
            (PropertyType::DateTimeOffset, Json::String(value)) => {
                Instant::parse(value).map(Self::Instant)
            }
            (PropertyType::Stream, Json::String(value)) => {
                Some(Self::Bytes(value.as_bytes().to_vec()))
            }
            (ty, Json::String(value)) if is_textual(ty) => Some(Self::Text(value.clone())),
            _ => None,
        }
    }

    /// The stored value as JSON: nulls are `null`, decimals are texts, so that nothing is lost.
    pub(crate) fn to_json(&self) -> Json {
        match self {
            Self::Null => Json::Null,
            Self::Bool(value) => Json::from(*value),
            Self::Int(value) => Json::from(*value),
            Self::Real(value) => Json::from(*value),
            Self::Decimal(value) => Json::from(value.to_string()),
            Self::Text(value) => Json::from(value.as_str()),
            Self::Guid(value) => Json::from(value.hyphenated().to_string()),
            Self::Instant(value) => Json::from(value.to_wire()),
            Self::Bytes(value) => Json::from(value.len()),
        }
    }

    /// Whether a column of this type can hold it.
    pub(crate) fn fits(&self, ty: PropertyType) -> bool {
        match self {
            Self::Null => ty != PropertyType::String,
            Self::Bool(_) => ty == PropertyType::Boolean,
            Self::Int(_) => is_integer(ty),
            Self::Real(_) => matches!(ty, PropertyType::Single | PropertyType::Double),
            Self::Decimal(_) => ty == PropertyType::Decimal,
            Self::Text(_) => is_textual(ty),
            Self::Guid(_) => ty == PropertyType::Guid,
            Self::Instant(_) => ty == PropertyType::DateTimeOffset,
            Self::Bytes(_) => ty == PropertyType::Stream,
        }
    }

    /// The guid in it, if it is one.
    pub(crate) fn as_guid(&self) -> Option<Uuid> {
        match self {
            Self::Guid(value) => Some(*value),
            _ => None,
        }
    }
}

/// What an omitted column of a new row holds: Creatio's defaults, which are zero for numbers and
/// booleans and "no value" for the rest.
pub(crate) fn default_of(ty: PropertyType) -> Value {
    match ty {
        PropertyType::String => Value::Text(String::new()),
        PropertyType::Boolean => Value::Bool(false),
        PropertyType::Decimal => Value::Decimal(Decimal::ZERO),
        PropertyType::Single | PropertyType::Double => Value::Real(0.0),
        ty if is_integer(ty) => Value::Int(0),
        _ => Value::Null,
    }
}

/// Whether the type is one of the integer types.
pub(crate) fn is_integer(ty: PropertyType) -> bool {
    matches!(
        ty,
        PropertyType::Byte
            | PropertyType::SByte
            | PropertyType::Int16
            | PropertyType::Int32
            | PropertyType::Int64
    )
}

/// The types that are stored as they are written.
fn is_textual(ty: PropertyType) -> bool {
    matches!(
        ty,
        PropertyType::String
            | PropertyType::Date
            | PropertyType::TimeOfDay
            | PropertyType::Duration
            | PropertyType::Binary
    )
}

fn decimal(text: &str) -> Option<Value> {
    Decimal::from_str(text)
        .or_else(|_| Decimal::from_scientific(text))
        .ok()
        .map(Value::Decimal)
}

/// The name of the type as CSDL and Creatio's error messages write it.
pub(crate) fn edm_name(ty: PropertyType) -> &'static str {
    match ty {
        PropertyType::Guid => "Edm.Guid",
        // No instance of Creatio declares types; sandboxes of other services show them as text.
        PropertyType::String | PropertyType::Enum | PropertyType::Complex => "Edm.String",
        PropertyType::Boolean => "Edm.Boolean",
        PropertyType::Byte => "Edm.Byte",
        PropertyType::SByte => "Edm.SByte",
        PropertyType::Int16 => "Edm.Int16",
        PropertyType::Int32 => "Edm.Int32",
        PropertyType::Int64 => "Edm.Int64",
        PropertyType::Single => "Edm.Single",
        PropertyType::Double => "Edm.Double",
        PropertyType::Decimal => "Edm.Decimal",
        PropertyType::DateTimeOffset => "Edm.DateTimeOffset",
        PropertyType::Date => "Edm.Date",
        PropertyType::TimeOfDay => "Edm.TimeOfDay",
        PropertyType::Duration => "Edm.Duration",
        PropertyType::Binary => "Edm.Binary",
        PropertyType::Stream => "Edm.Stream",
    }
}
