//! Values whose types are settled, and what stands beside them in a comparison.

use creatio_codegen::schema::PropertyType;
use jiff::{civil, tz::TimeZone};

use super::period::Period;
use crate::{
    data_service::select::exception::Exception,
    instant::Instant,
    query::{compare::Operand, expr::Expr, joins::Alias},
    value::Value,
};

/// A value of every row, or the same for all.
#[derive(Debug, Clone)]
pub(super) struct Bound {
    /// How it is computed.
    pub(super) expr: Expr,
    /// How it is stored.
    pub(super) ty: PropertyType,
    /// What kind of time it is.
    pub(super) time: Time,
    /// Creatio's number for its type.
    pub(super) data_type: u8,
    /// Whether it is the key behind a lookup, where "not equal" includes "empty".
    pub(super) is_lookup_key: bool,
    /// The lookup, if it is one rather than its key.
    pub(super) lookup: Option<(Alias, usize)>,
}

/// What kind of time a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Time {
    /// None at all.
    None,
    /// An instant, stored in UTC and shown by the user's clock.
    Instant,
    /// A date that is the same in every zone.
    Date,
    /// Minutes since midnight.
    Clock,
}

/// One side of a comparison.
#[derive(Debug, Clone)]
pub(super) enum Side {
    /// A value.
    Value(Bound),
    /// What a wall clock shows: which instant that is depends on the other side.
    Wall(civil::DateTime),
    /// A span of time.
    Period(Period),
    /// No value.
    Null,
}

impl Bound {
    /// A value that is no time and no lookup.
    pub(super) fn plain(expr: Expr, ty: PropertyType, data_type: u8) -> Self {
        Self {
            expr,
            ty,
            time: Time::None,
            data_type,
            is_lookup_key: false,
            lookup: None,
        }
    }

    /// What a wall clock shows, as the other side of a comparison needs it.
    pub(super) fn wall(
        wall: civil::DateTime,
        time: Time,
        zone: &TimeZone,
    ) -> Result<Self, Exception> {
        let (value, ty, data_type) = match time {
            Time::Date => (
                Value::Instant(Instant::of_wall(wall)),
                PropertyType::DateTimeOffset,
                8,
            ),
            Time::Clock => {
                let minutes = i64::from(wall.hour()) * 60 + i64::from(wall.minute());
                (Value::Int(minutes), PropertyType::Int32, 9)
            }
            Time::Instant | Time::None => (
                Value::Instant(instant(wall, zone)?),
                PropertyType::DateTimeOffset,
                7,
            ),
        };
        let time = if time == Time::None {
            Time::Instant
        } else {
            time
        };
        Ok(Self {
            time,
            ..Self::plain(Expr::Value(value), ty, data_type)
        })
    }

    /// The same for a comparison.
    pub(super) fn operand(self) -> Operand {
        Operand {
            expr: self.expr,
            ty: Some(self.ty),
            via_lookup: self.is_lookup_key,
        }
    }
}

/// The instant at which the user's clock shows this: the later one where it shows it twice, as
/// .NET has it. What it never shows is refused.
fn instant(wall: civil::DateTime, zone: &TimeZone) -> Result<Instant, Exception> {
    let ambiguous = zone.to_ambiguous_timestamp(wall);
    let is_never = matches!(ambiguous.offset(), jiff::tz::AmbiguousOffset::Gap { .. });
    ambiguous
        .later()
        .ok()
        .filter(|_| !is_never)
        .and_then(Instant::of)
        .ok_or_else(|| {
            Exception::argument(
                "The supplied DateTime represents an invalid time. For example, when the clock is \
                 adjusted forward, any time in the period that is skipped is invalid.\r\n\
                 Parameter name: dateTime",
            )
        })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn utc(wall: civil::DateTime) -> Result<String, Exception> {
        let zone = TimeZone::get("Europe/Kyiv").unwrap();
        instant(wall, &zone).map(Instant::to_wire)
    }

    #[test]
    fn a_wall_clock_is_two_or_three_hours_ahead_of_utc() {
        assert_eq!(
            utc(date(2024, 1, 15).at(12, 0, 0, 0)).unwrap(),
            "2024-01-15T10:00:00Z"
        );
        assert_eq!(
            utc(date(2024, 7, 15).at(12, 0, 0, 0)).unwrap(),
            "2024-07-15T09:00:00Z"
        );
    }

    #[test]
    fn the_hour_that_comes_twice_is_the_one_in_winter_time() {
        let twice = date(2024, 10, 27).at(3, 30, 0, 0);
        assert_eq!(utc(twice).unwrap(), "2024-10-27T01:30:00Z");
    }

    #[test]
    fn the_hour_that_is_left_out_is_refused() {
        assert!(utc(date(2024, 3, 31).at(3, 30, 0, 0)).is_err());
    }
}
