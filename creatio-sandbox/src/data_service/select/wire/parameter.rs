//! The values of parameters, by their data value type.

use jiff::civil;
use rust_decimal::Decimal;
use uuid::Uuid;

use super::{Constant, members::Members};
use crate::data_service::select::exception::Exception;

/// What a parameter without a type is.
const TEXT: i64 = 1;

/// Reads a parameter: `{"dataValueType":4,"value":18}`.
///
/// Only the basic types go into parameters, and `Float2`; the types of columns that refine them
/// (27 to 31, 33 and on) do not.
pub(super) fn read(parameter: &Members<'_>) -> Result<Constant, Exception> {
    let ty = parameter.number("dataValueType", TEXT)?;
    let decode: fn(&str) -> Result<Constant, Exception> = match ty {
        0 | 10 | 16 => guid,
        1 => text,
        4 => integer,
        5 | 6 | 32 => decimal,
        7..=9 => wall,
        12 => boolean,
        other => return Err(Exception::not_supported(type_name(other))),
    };
    parameter.json("value").map_or(Ok(Constant::Null), decode)
}

fn text(json: &str) -> Result<Constant, Exception> {
    string(json).map(Constant::Text)
}

fn guid(json: &str) -> Result<Constant, Exception> {
    parse_guid(&string(json)?).map(Constant::Guid)
}

/// A guid in its usual form.
pub(in super::super) fn parse_guid(text: &str) -> Result<Uuid, Exception> {
    let guid = Uuid::parse_str(text)
        .ok()
        .filter(|_| text.len() == uuid::fmt::Hyphenated::LENGTH);
    guid.ok_or_else(|| {
        Exception::format(
            "Guid should contain 32 digits with 4 dashes (xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx).",
        )
    })
}

fn integer(json: &str) -> Result<Constant, Exception> {
    let number: i32 = serde_json::from_str(json).map_err(|_| wrong_number())?;
    Ok(Constant::Int(number.into()))
}

fn decimal(json: &str) -> Result<Constant, Exception> {
    let is_number = json.starts_with(|c: char| c == '-' || c.is_ascii_digit());
    let parsed = json
        .parse()
        .or_else(|_| Decimal::from_scientific(json))
        .ok()
        .filter(|_| is_number);
    parsed.map(Constant::Decimal).ok_or_else(wrong_number)
}

fn boolean(json: &str) -> Result<Constant, Exception> {
    serde_json::from_str(json)
        .map(Constant::Bool)
        .map_err(|_| Exception::format("String was not recognized as a valid Boolean."))
}

/// A date is a JSON string within a JSON string: `"\"2024-01-15T13:45:30.123\""`. One that is
/// encoded once reaches the server as null. A `Z` is read and means nothing.
fn wall(json: &str) -> Result<Constant, Exception> {
    let inner: String =
        serde_json::from_str(&string(json)?).map_err(|_| Exception::null("value"))?;
    let zoneless = inner.strip_suffix('Z').unwrap_or(&inner);
    let is_complete = zoneless.len() >= "2024-01-15T13:45:30".len()
        && zoneless.as_bytes()[10] == b'T'
        && zoneless
            .bytes()
            .all(|byte| byte.is_ascii_digit() || b"-T:.".contains(&byte));
    zoneless
        .parse::<civil::DateTime>()
        .ok()
        .filter(|_| is_complete)
        .map(Constant::Wall)
        .ok_or_else(|| Exception::format("String was not recognized as a valid DateTime."))
}

fn string(json: &str) -> Result<String, Exception> {
    serde_json::from_str(json)
        .map_err(|_| Exception::format("The value of the parameter must be a string."))
}

fn wrong_number() -> Exception {
    Exception::format("Input string was not in a correct format.")
}

/// The name of a type that is refused.
fn type_name(number: i64) -> String {
    let name = match number {
        27 => "ShortText",
        28 => "MediumText",
        29 => "MaxSizeText",
        30 => "LongText",
        31 => "Float1",
        33 => "Float3",
        34 => "Float4",
        40 => "Float8",
        42 => "PhoneText",
        43 => "RichText",
        44 => "WebText",
        45 => "EmailText",
        47 => "Float0",
        48 => "Money0",
        49 => "Money1",
        50 => "Money3",
        other => return format!("DataValueType {other} is not supported in a parameter."),
    };
    name.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(json: &str) -> Result<String, Exception> {
        let constant = read(&Members::read("parameter", json)?)?;
        Ok(format!("{constant:?}"))
    }

    #[test]
    fn a_date_is_encoded_twice_and_its_z_means_nothing() {
        for text in ["2024-01-15T13:45:30.123", "2024-01-15T13:45:30.123Z"] {
            let json = format!(r#"{{"dataValueType":7,"value":"\"{text}\""}}"#);
            assert_eq!(value(&json).unwrap(), "Wall(2024-01-15T13:45:30.123)");
        }
    }

    #[test]
    fn a_date_that_is_encoded_once_reaches_the_server_as_null() {
        let once = value(r#"{"dataValueType":7,"value":"2024-01-15T13:45:30"}"#);
        assert_eq!(once.unwrap_err(), Exception::null("value"));
    }

    #[test]
    fn a_date_with_an_offset_or_without_a_time_is_refused() {
        for text in [
            "2024-01-15",
            "2024-01-15T13:45:30+02:00",
            "2024-01-15 13:45:30",
            "é",
        ] {
            let json = format!(r#"{{"dataValueType":7,"value":"\"{text}\""}}"#);
            let refused = value(&json).unwrap_err();
            assert_eq!(
                refused,
                Exception::format("String was not recognized as a valid DateTime."),
                "{text}"
            );
        }
    }

    #[test]
    fn a_parameter_without_a_type_is_text() {
        assert_eq!(value(r#"{"value":"7"}"#).unwrap(), r#"Text("7")"#);
        assert!(value(r#"{"value":7}"#).is_err());
    }

    #[test]
    fn decimals_keep_every_digit() {
        let json = r#"{"dataValueType":32,"value":99999999999999.9990}"#;
        assert_eq!(value(json).unwrap(), "Decimal(99999999999999.9990)");
    }

    #[test]
    fn types_that_refine_others_are_refused_by_name() {
        let refused = value(r#"{"dataValueType":28,"value":"x"}"#).unwrap_err();
        assert_eq!(refused, Exception::not_supported("MediumText"));
    }

    #[test]
    fn a_text_that_is_no_guid_is_refused_where_a_guid_is_needed() {
        for text in ["", "abc", "{c4ed336c-3e9b-40fe-8b82-5632476472b4}"] {
            let json = format!(r#"{{"dataValueType":10,"value":"{text}"}}"#);
            assert!(value(&json).is_err(), "{text}");
        }
    }
}
