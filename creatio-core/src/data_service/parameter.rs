//! Values as DataService parameters.

use jiff::civil::DateTime;

use super::Scope;
use super::body::{Expression, Parameter};
use super::codes::{data_value_type as ty, expression_type};
use crate::CompileError;
use crate::json::PlainJson;
use crate::value::{Date, Literal, Timestamp};

/// The day on which times of day are sent: the column keeps the time alone. Not the first day of the
/// calendar, on which midnight would be how Creatio says "no date".
const SOME_DAY: Date = Date::constant(1900, 1, 1);

impl Scope<'_> {
    /// A value beside what is called `column`, as an expression.
    pub(super) fn parameter(
        &self,
        column: impl Fn() -> String,
        value: &Literal,
    ) -> Result<Expression, CompileError> {
        let none = |value| CompileError::NoSuchValue {
            entity: self.entity.name,
            column: column(),
            value,
        };
        let (data_value_type, value) = match value {
            Literal::Text(text) => (ty::TEXT, PlainJson::Text(text.clone())),
            Literal::Integer(number) => (integer_type(*number), PlainJson::Integer(*number)),
            // Both kinds of numbers with a fraction, decimals and money, are compared as decimals.
            // Money would have two places, this has as many as are written.
            Literal::Decimal(number) => match PlainJson::exact(*number) {
                Some(number) => (ty::FLOAT, number),
                None => return Err(none("a decimal that JSON cannot hold")),
            },
            Literal::Double(number) => match PlainJson::finite(*number) {
                Some(number) => (ty::FLOAT, number),
                None => return Err(none("an infinite number, or one that is none")),
            },
            Literal::Boolean(flag) => (ty::BOOLEAN, PlainJson::Boolean(*flag)),
            Literal::Guid(guid) => (ty::GUID, PlainJson::Text(guid.to_string())),
            Literal::Instant(instant) => (ty::DATE_TIME, quoted(self.shown(*instant)?)),
            Literal::Date(date) => (ty::DATE, quoted(self.midnight(*date)?)),
            Literal::Time(time) => (ty::TIME, quoted(SOME_DAY.to_datetime(*time))),
            Literal::Duration(_) => return Err(none("a duration")),
            Literal::Binary(_) => return Err(none("bytes")),
            Literal::Enum { .. } => return Err(none("a member of an enum")),
        };
        Ok(Expression {
            kind: expression_type::PARAMETER,
            parameter: Some(Parameter {
                data_value_type,
                value,
            }),
            ..Expression::default()
        })
    }

    /// What the user's clock shows at an instant.
    fn shown(&self, instant: Timestamp) -> Result<DateTime, CompileError> {
        let entity = self.entity.name;
        let shown = self.zone.to_datetime(instant);
        if shown.year() < 1 {
            return Err(CompileError::InstantOutOfRange { entity, instant });
        }
        // The server takes an hour that is shown twice for the second one, so that an instant of
        // the first would be another one there.
        match self.zone.to_ambiguous_timestamp(shown).later() {
            Ok(meant) if meant > instant => Err(CompileError::InstantShownTwice {
                entity,
                instant,
                shown,
            }),
            _ => Ok(shown),
        }
    }

    /// The midnight with which a day begins: days have no zone.
    fn midnight(&self, date: Date) -> Result<DateTime, CompileError> {
        let entity = self.entity.name;
        if date.year() < 1 {
            return Err(CompileError::DateOutOfRange { entity, date });
        }
        Ok(date.at(0, 0, 0, 0))
    }
}

/// Columns of integers have 32 bits, counts and sums more.
fn integer_type(number: i64) -> u8 {
    if i32::try_from(number).is_ok() {
        ty::INTEGER
    } else {
        ty::FLOAT
    }
}

/// A JSON string, to stand in a JSON string once more: the server parses the inner one, and takes
/// a date that is encoded once for no value at all (observed on 10.x).
///
/// Milliseconds are what Creatio writes; where there is more, all of it is sent, since a rounded
/// bound would be another question.
fn quoted(shown: DateTime) -> PlainJson {
    PlainJson::Text(if shown.subsec_nanosecond() % 1_000_000 == 0 {
        format!("\"{shown:.3}\"")
    } else {
        format!("\"{shown}\"")
    })
}
