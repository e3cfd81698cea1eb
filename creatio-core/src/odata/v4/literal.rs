//! Values as OData 4 literals.

use super::super::encode::push_string;
use super::super::literal::{push_display, push_double, push_prefixed};
use crate::CompileError;
use crate::value::{Literal, Timestamp};

/// Appends a value. Guids and dates stand bare in OData 4, only text is quoted.
pub(crate) fn push_literal(
    url: &mut String,
    entity: &'static str,
    value: &Literal,
) -> Result<(), CompileError> {
    match value {
        Literal::Text(text) => push_string(url, text),
        Literal::Integer(number) => url.push_str(itoa::Buffer::new().format(*number)),
        Literal::Decimal(number) => push_display(url, number),
        Literal::Double(number) => push_double(url, *number),
        Literal::Boolean(flag) => push_display(url, flag),
        Literal::Guid(guid) => url.push_str(guid.hyphenated().encode_lower(&mut [0; 36])),
        Literal::Instant(instant) => push_instant(url, entity, *instant)?,
        Literal::Date(date) if date.year() < 1 => {
            return Err(CompileError::DateOutOfRange {
                entity,
                date: *date,
            });
        }
        Literal::Date(date) => push_display(url, date),
        Literal::Time(time) => push_display(url, time),
        Literal::Duration(duration) => push_prefixed(url, "duration", duration),
        Literal::Binary(bytes) => {
            use base64::Engine as _;
            url.push_str("binary'");
            base64::engine::general_purpose::URL_SAFE.encode_string(bytes, url);
            url.push('\'');
        }
        Literal::Enum { ty, members } => {
            url.push_str(ty);
            push_string(url, members);
        }
    }
    Ok(())
}

/// Appends a value beside a column whose days or times the service takes for instants.
pub(crate) fn push_as_instant(
    url: &mut String,
    entity: &'static str,
    value: &Literal,
) -> Result<(), CompileError> {
    match *value {
        Literal::Date(date) if date.year() < 1 => {
            Err(CompileError::DateOutOfRange { entity, date })
        }
        Literal::Date(date) => {
            push_display(url, date);
            url.push_str("T00:00:00Z");
            Ok(())
        }
        _ => push_literal(url, entity, value),
    }
}

/// An instant in UTC with `Z`: without a zone Creatio takes its server's, or stores year 1
/// (observed on 10.x).
fn push_instant(
    url: &mut String,
    entity: &'static str,
    instant: Timestamp,
) -> Result<(), CompileError> {
    let start = url.len();
    push_display(url, instant);
    if is_out_of_range(&url[start..]) {
        return Err(CompileError::InstantOutOfRange { entity, instant });
    }
    Ok(())
}

/// The same as text of its own, for bodies.
pub(super) fn instant_text(
    entity: &'static str,
    instant: Timestamp,
) -> Result<String, CompileError> {
    let mut text = String::new();
    push_instant(&mut text, entity, instant)?;
    Ok(text)
}

/// Years outside 0 to 9999 are written with a sign, in six digits.
fn is_out_of_range(instant: &str) -> bool {
    instant.starts_with(['-', '+']) || instant.starts_with("0000")
}
