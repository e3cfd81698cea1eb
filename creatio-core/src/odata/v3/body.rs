//! Values as members of an OData 3 body in verbose JSON.
//!
//! The spellings are those of the protocol's JSON; of Creatio's service it is known that it takes such
//! bodies, with guids as text and dates without a zone.

use super::super::Version;
use super::literal::{clock, in_whole_ticks, midnight, since_midnight};
use crate::CompileError;
use crate::json::PlainJson;
use crate::schema::ColumnSchema;
use crate::value::Literal;

/// A value as JSON. What JavaScript's numbers would round is text: decimals, and integers of more than
/// 32 bits. Instants are the clock of UTC without a zone, to the 100 nanoseconds that Creatio's
/// instants count in.
pub(in crate::odata) fn json(
    entity: &'static str,
    column: &'static ColumnSchema,
    value: &Literal,
) -> Result<PlainJson, CompileError> {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;

    let refuse = |value| Version::V3.unwritable(entity, column, value);
    Ok(match value {
        Literal::Text(text) => PlainJson::Text(text.clone()),
        Literal::Integer(number) if i32::try_from(*number).is_ok() => PlainJson::Integer(*number),
        Literal::Integer(number) => PlainJson::Text(number.to_string()),
        Literal::Decimal(number) => PlainJson::Text(number.to_string()),
        Literal::Double(number) => PlainJson::finite(*number)
            .ok_or_else(|| refuse("an infinite number, or one that is none"))?,
        Literal::Boolean(flag) => PlainJson::Boolean(*flag),
        Literal::Guid(guid) => PlainJson::Text(guid.to_string()),
        Literal::Instant(instant) => {
            PlainJson::Text(clock(entity, in_whole_ticks(*instant))?.to_string())
        }
        Literal::Date(date) => PlainJson::Text(midnight(entity, *date)?.to_string()),
        Literal::Time(time) => PlainJson::Text(since_midnight(*time).to_string()),
        Literal::Duration(duration) => PlainJson::Text(duration.to_string()),
        Literal::Binary(bytes) => PlainJson::Text(STANDARD.encode(bytes)),
        Literal::Enum { .. } => return Err(refuse("a value of an enum type")),
    })
}
