//! Values as text, and text in URLs.

use creatio_codegen::schema::PropertyType;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use uuid::Uuid;

use super::types::Type;
use crate::{instant, value::Value};

/// A value as Atom and `$value` write it. Absent ones have the forms that OData 4 gives them,
/// which the documentation's samples of both services share; `None` is for types that Creatio
/// has not.
pub(super) fn of(ty: PropertyType, value: &Value) -> Option<String> {
    Some(match value {
        Value::Null => return absent(ty),
        Value::Bool(value) => value.to_string(),
        Value::Int(value) => value.to_string(),
        Value::Real(value) => value.to_string(),
        Value::Decimal(value) => value.to_string(),
        Value::Text(value) => value.clone(),
        Value::Guid(value) => value.to_string(),
        Value::Instant(value) => value.to_wire().trim_end_matches('Z').to_owned(),
        Value::Bytes(_) => return None,
    })
}

fn absent(ty: PropertyType) -> Option<String> {
    let text = match Type::of(ty) {
        Type::Guid => Uuid::nil().to_string(),
        Type::DateTime | Type::DateTimeOffset => instant::EMPTY.trim_end_matches('Z').to_owned(),
        Type::Boolean => "false".to_owned(),
        Type::String => String::new(),
        ty if ty.is_number() => "0".to_owned(),
        _ => return None,
    };
    Some(text)
}

/// What a URL may not hold as it is, quotes and parentheses excepted.
const RESERVED: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'&')
    .add(b'+')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'`');

/// Text as part of a query string.
pub(super) fn encoded(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}
