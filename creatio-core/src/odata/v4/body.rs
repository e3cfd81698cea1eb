//! Values as members of an OData 4 body.

use super::super::Version;
use super::literal::instant_text;
use crate::CompileError;
use crate::json::PlainJson;
use crate::schema::ColumnSchema;
use crate::value::{Date, Literal};

/// A value as JSON. Instants are in UTC with `Z`: a date without a zone is refused by some servers,
/// and stored as year 1 by others, which report success (observed on 10.x).
pub(in crate::odata) fn json(
    entity: &'static str,
    column: &'static ColumnSchema,
    value: &Literal,
) -> Result<PlainJson, CompileError> {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE;

    let refuse = |value| Version::V4.unwritable(entity, column, value);
    Ok(match value {
        Literal::Text(text) => PlainJson::Text(text.clone()),
        Literal::Integer(number) => PlainJson::Integer(*number),
        Literal::Decimal(number) => {
            PlainJson::exact(*number).ok_or_else(|| refuse("a decimal that JSON cannot hold"))?
        }
        Literal::Double(number) => PlainJson::finite(*number)
            .ok_or_else(|| refuse("an infinite number, or one that is none"))?,
        Literal::Boolean(flag) => PlainJson::Boolean(*flag),
        Literal::Guid(guid) => PlainJson::Text(guid.to_string()),
        Literal::Instant(instant) => PlainJson::Text(instant_text(entity, *instant)?),
        Literal::Date(date) => PlainJson::Text(day(entity, column.instant, *date)?),
        Literal::Time(time) => PlainJson::Text(time.to_string()),
        Literal::Duration(duration) => PlainJson::Text(duration.to_string()),
        Literal::Binary(bytes) => PlainJson::Text(URL_SAFE.encode(bytes)),
        Literal::Enum { members, .. } => PlainJson::Text(members.clone()),
    })
}

/// A day, or the midnight in UTC with which Creatio stores it in a column of instants.
fn day(entity: &'static str, instant: bool, date: Date) -> Result<String, CompileError> {
    match instant {
        _ if date.year() < 1 => Err(CompileError::DateOutOfRange { entity, date }),
        true => Ok(format!("{date}T00:00:00Z")),
        false => Ok(date.to_string()),
    }
}
