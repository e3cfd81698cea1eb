//! What a body gives for a column, as a value of the column's type.
//!
//! Instants come as in Atom or as in verbose JSON, where text of Atom's form is taken too; without a
//! zone they are in UTC. Decimals and 64-bit integers are strings in JSON, other numbers are not.

use creatio_codegen::schema::PropertyType;
use serde_json::Value as Json;

use super::{body::Content, literal, types::Type};
use crate::{
    instant::{EMPTY, Instant},
    value::{Value, default_of, is_integer},
};

/// A value for a column of this type, as the database keeps it; `None` if it is not of the type.
pub(super) fn value(ty: PropertyType, content: &Content) -> Option<Value> {
    if ty == PropertyType::Stream {
        return None;
    }
    let value = match content {
        Content::Json(Json::Null) | Content::Text(None, _) => Some(default_of(ty)),
        Content::Json(json) => of_json(ty, json),
        Content::Text(Some(text), stated) => {
            let is_it = |stated: &String| stated == Type::of(ty).edm_name();
            let fits = stated.as_ref().is_none_or(is_it);
            fits.then(|| of_text(ty, text)).flatten()
        }
        Content::Link(_) | Content::Inline => None,
    }?;
    match value {
        Value::Instant(at) if at.to_wire() == EMPTY => Some(Value::Null),
        value => Some(value),
    }
}

fn of_json(ty: PropertyType, json: &Json) -> Option<Value> {
    match (Type::of(ty), json) {
        (Type::DateTime, Json::String(text)) => {
            let instant = milliseconds(text).or_else(|| instant(text));
            instant.map(Value::Instant)
        }
        (Type::Int64, Json::String(text)) => of_text(ty, text),
        _ => Value::from_json(ty, json),
    }
}

fn of_text(ty: PropertyType, text: &str) -> Option<Value> {
    match Type::of(ty) {
        Type::Boolean => match text {
            "true" | "1" => Some(Value::Bool(true)),
            "false" | "0" => Some(Value::Bool(false)),
            _ => None,
        },
        Type::DateTime => instant(text).map(Value::Instant),
        Type::Single | Type::Double => text.parse().ok().map(Value::Real),
        _ if is_integer(ty) => text.parse().ok().map(Value::Int),
        _ => Value::from_json(ty, &Json::from(text)),
    }
}

/// `2017-03-30T14:50:30`, which is in UTC, or the same with a zone.
fn instant(text: &str) -> Option<Instant> {
    literal::wall_clock(text).or_else(|| Instant::parse(text))
}

/// `/Date(1490885430000)/`: milliseconds since 1970.
fn milliseconds(text: &str) -> Option<Instant> {
    let number = text.strip_prefix("/Date(")?.strip_suffix(")/")?;
    let milliseconds: i64 = number.parse().ok()?;
    let instant = Instant::from_ticks(milliseconds.checked_mul(10_000)?);
    instant.civil().is_some().then_some(instant)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn text_of(ty: PropertyType, text: &str) -> Option<Value> {
        value(ty, &Content::Text(Some(text.to_owned()), None))
    }

    #[test]
    fn values_are_read_by_the_type_of_the_column() {
        let instant = |text| Some(Value::Instant(Instant::parse(text).unwrap()));
        let date = PropertyType::DateTimeOffset;
        let at = instant("2017-03-30T14:50:30Z");
        for text in [
            "2017-03-30T14:50:30",
            "2017-03-30T14:50:30Z",
            "2017-03-30T16:50:30+02:00",
        ] {
            assert_eq!(text_of(date, text), at, "{text}");
            assert_eq!(value(date, &Content::Json(json!(text))), at, "{text}");
        }
        let ticks = Content::Json(json!("/Date(1490885430000)/"));
        assert_eq!(value(date, &ticks), at);
        assert_eq!(text_of(date, "0001-01-01T00:00:00"), Some(Value::Null));
        assert_eq!(text_of(PropertyType::Boolean, "1"), Some(Value::Bool(true)));
        assert_eq!(text_of(PropertyType::Int32, "7"), Some(Value::Int(7)));
        let long = Content::Json(json!("7"));
        assert_eq!(value(PropertyType::Int64, &long), Some(Value::Int(7)));
        assert_eq!(value(PropertyType::Int32, &long), None);
        let decimal = Some(Value::Decimal("12.5000".parse().unwrap()));
        assert_eq!(text_of(PropertyType::Decimal, "12.5000"), decimal);
    }

    #[test]
    fn values_of_other_types_are_refused() {
        for (ty, text) in [
            (PropertyType::Guid, "7"),
            (PropertyType::Boolean, "yes"),
            (PropertyType::Int32, "1.5"),
            (PropertyType::DateTimeOffset, "2017-03-30"),
            (PropertyType::DateTimeOffset, "/Date(1)/"),
            (PropertyType::Stream, "AA=="),
        ] {
            assert_eq!(text_of(ty, text), None, "{text}");
        }
        let beyond = Content::Json(json!("/Date(9223372036854775807)/"));
        assert_eq!(value(PropertyType::DateTimeOffset, &beyond), None);
        let stated = Content::Text(Some("7".to_owned()), Some("Edm.Int32".to_owned()));
        assert_eq!(value(PropertyType::String, &stated), None);
        assert_eq!(value(PropertyType::Int32, &stated), Some(Value::Int(7)));
    }
}
