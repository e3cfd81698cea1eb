//! Values as OData 3 literals: a prefix or a suffix tells the type.

use std::fmt::Write as _;

use jiff::SignedDuration;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use uuid::fmt::Hyphenated;

use super::super::Version;
use super::super::encode::push_string;
use super::super::literal::{push_display, push_double, push_prefixed};
use crate::CompileError;
use crate::ast::Operator;
use crate::capability::clause::Clause;
use crate::value::{Date, Literal, Time, Timestamp};

/// OData 3 got enum types after Creatio's service was built, and its literals have no form for them.
const ENUM: Clause = Clause {
    name: "value of an enum type",
    way_out: "send the query over OData 4, or compare the column in the program",
};

/// What an instant of .NET counts in, in nanoseconds.
const TICK: i128 = 100;

/// Appends a value that stands on the right of the operator.
pub(crate) fn push_literal(
    url: &mut String,
    entity: &'static str,
    operator: Operator,
    value: &Literal,
) -> Result<(), CompileError> {
    match value {
        Literal::Text(text) => push_string(url, text),
        Literal::Integer(number) => push_integer(url, *number),
        Literal::Decimal(number) => {
            push_display(url, number);
            url.push('M');
        }
        Literal::Double(number) => push_double(url, *number),
        Literal::Boolean(flag) => push_display(url, flag),
        Literal::Guid(guid) => push_prefixed(url, "guid", Hyphenated::from_uuid(*guid)),
        Literal::Instant(instant) => push_instant(url, entity, operator, *instant)?,
        Literal::Date(date) => push_prefixed(url, "datetime", midnight(entity, *date)?),
        Literal::Time(time) => push_prefixed(url, "time", since_midnight(*time)),
        Literal::Duration(duration) => push_prefixed(url, "time", duration),
        Literal::Binary(bytes) => push_binary(url, bytes),
        Literal::Enum { .. } => return Err(Version::V3.refuse(entity, ENUM)),
    }
    Ok(())
}

/// Beyond 32 bits the suffix is needed; below, the number fits integers of every width.
fn push_integer(url: &mut String, number: i64) {
    url.push_str(itoa::Buffer::new().format(number));
    if i32::try_from(number).is_err() {
        url.push('L');
    }
}

/// `Edm.DateTime` is a wall clock without a zone; Creatio's show UTC.
fn push_instant(
    url: &mut String,
    entity: &'static str,
    operator: Operator,
    instant: Timestamp,
) -> Result<(), CompileError> {
    let whole =
        whole_ticks(operator, instant).ok_or(CompileError::InstantTooFine { entity, instant })?;
    push_prefixed(url, "datetime", clock(entity, whole)?);
    Ok(())
}

/// What the clock of UTC shows at an instant.
pub(super) fn clock(entity: &'static str, instant: Timestamp) -> Result<DateTime, CompileError> {
    let clock = TimeZone::UTC.to_datetime(instant);
    if clock.year() < 1 {
        return Err(CompileError::InstantOutOfRange { entity, instant });
    }
    Ok(clock)
}

/// The last instant of whole ticks that is not after this one.
pub(super) fn in_whole_ticks(instant: Timestamp) -> Timestamp {
    let nanoseconds = instant.as_nanosecond();
    let whole = Timestamp::from_nanosecond(nanoseconds - nanoseconds.rem_euclid(TICK));
    // Before the first instant of all there is none; no protocol can carry that one.
    whole.unwrap_or(instant)
}

/// The instant in whole ticks that every instant of whole ticks compares with in the same way;
/// `None` where there is none, since nothing stored can be equal.
fn whole_ticks(operator: Operator, instant: Timestamp) -> Option<Timestamp> {
    let nanoseconds = instant.as_nanosecond();
    let above = nanoseconds.rem_euclid(TICK);
    if above == 0 {
        return Some(instant);
    }
    let below = nanoseconds - above;
    let whole = match operator {
        Operator::Greater | Operator::LessOrEqual => below,
        Operator::GreaterOrEqual | Operator::Less => below + TICK,
        Operator::Equal | Operator::NotEqual => return None,
    };
    Timestamp::from_nanosecond(whole).ok()
}

/// OData 3 has no type for days: the day's beginning.
pub(super) fn midnight(entity: &'static str, date: Date) -> Result<DateTime, CompileError> {
    if date.year() < 1 {
        return Err(CompileError::DateOutOfRange { entity, date });
    }
    Ok(date.at(0, 0, 0, 0))
}

/// A time of day as OData 3 has it: how long after midnight it is.
pub(super) fn since_midnight(time: Time) -> SignedDuration {
    time.duration_since(Time::midnight())
}

fn push_binary(url: &mut String, bytes: &[u8]) {
    url.push_str("binary'");
    for byte in bytes {
        // Writing to a `String` cannot fail.
        let _ = write!(url, "{byte:02X}");
    }
    url.push('\'');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn literal(operator: Operator, value: &Literal) -> Result<String, CompileError> {
        let mut url = String::new();
        push_literal(&mut url, "Account", operator, value).map(|()| url)
    }

    fn instant(operator: Operator, text: &str) -> Result<String, CompileError> {
        literal(operator, &Literal::Instant(text.parse().unwrap()))
    }

    #[test]
    fn an_integer_has_a_suffix_only_beyond_32_bits() {
        let integer = |number| literal(Operator::Equal, &Literal::Integer(number)).unwrap();
        assert_eq!(integer(i64::from(i32::MIN)), "-2147483648");
        assert_eq!(integer(i64::from(i32::MAX) + 1), "2147483648L");
    }

    #[test]
    fn an_instant_finer_than_a_tick_is_rounded_to_where_it_separates_the_same_rows() {
        let fine = "2024-01-31T08:15:00.12345678Z";
        let (below, above) = (
            "datetime'2024-01-31T08:15:00.1234567'",
            "datetime'2024-01-31T08:15:00.1234568'",
        );
        for (operator, expected) in [
            (Operator::Greater, below),
            (Operator::LessOrEqual, below),
            (Operator::GreaterOrEqual, above),
            (Operator::Less, above),
        ] {
            assert_eq!(instant(operator, fine).unwrap(), expected);
        }
        // Before 1970 ticks still count upwards.
        let early = instant(Operator::Less, "1969-12-31T23:59:59.99999999Z").unwrap();
        assert_eq!(early, "datetime'1970-01-01T00:00:00'");
    }

    #[test]
    fn an_instant_that_no_column_can_equal_is_refused() {
        let error = instant(Operator::Equal, "2024-01-31T08:15:00.12345678Z").unwrap_err();
        assert_eq!(
            error.to_string(),
            "Account: OData 3 knows instants to 100 nanoseconds, and no column can equal \
             2024-01-31T08:15:00.12345678Z: round it, or compare with a range"
        );
        let whole = instant(Operator::Equal, "2024-01-31T08:15:00.1234567Z").unwrap();
        assert_eq!(whole, "datetime'2024-01-31T08:15:00.1234567'");
    }

    #[test]
    fn a_time_of_day_counts_from_midnight() {
        let time = Literal::Time(Time::constant(13, 20, 0, 0));
        assert_eq!(literal(Operator::Equal, &time).unwrap(), "time'PT13H20M'");
    }

    #[test]
    fn an_enum_is_refused_with_a_way_out() {
        let members = Literal::Enum {
            ty: "Model.Colour",
            members: "Red".to_owned(),
        };
        assert_eq!(
            literal(Operator::Equal, &members).unwrap_err().to_string(),
            "Account: OData 3 has no value of an enum type: send the query over OData 4, or \
             compare the column in the program"
        );
    }
}
