//! Relative dates: half-open spans of the user's time.
//!
//! "Today" is from midnight up to the next midnight; "previous 7 days" ends where today begins,
//! "next 7 days" begins where it ends. Weeks begin on Monday.

use jiff::{RoundMode, Span, Timestamp, TimestampRound, Unit, civil, tz::TimeZone};

use super::value::{Bound, Time};
use crate::{
    data_service::select::exception::Exception, instant::Instant, query::expr::Expr, value::Value,
};
use creatio_codegen::schema::PropertyType;

/// A span of time, without its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Period {
    /// Where it begins.
    pub(super) start: Edge,
    /// Where it is over.
    pub(super) end: Edge,
}

/// A moment as instant and as wall clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Edge {
    instant: Timestamp,
    wall: civil::DateTime,
}

impl Edge {
    /// The moment as a value of this kind of time.
    pub(super) fn value(self, time: Time) -> Bound {
        let instant = match time {
            Time::Date => Some(Instant::of_wall(self.wall)),
            Time::None | Time::Instant | Time::Clock => Instant::of(self.instant),
        };
        let value = instant.map_or(Value::Null, Value::Instant);
        Bound {
            time,
            ..Bound::plain(Expr::Value(value), PropertyType::DateTimeOffset, 7)
        }
    }
}

/// The span that a macro means now; `None` if it is none of time.
pub(super) fn period(
    number: i64,
    count: Option<i64>,
    now: Timestamp,
    zone: &TimeZone,
) -> Result<Option<Period>, Exception> {
    let today = zone.to_datetime(now).date();
    let n = || match count {
        Some(count) if count > 0 => Ok(count),
        Some(count) => Err(Exception::argument(format!(
            "{count} is no number of days or hours; it must be positive."
        ))),
        None => Err(Exception::null("functionArgument")),
    };
    let dates = match number {
        3..=5 => days(today, number - 4, 1),
        6..=8 => days(monday(today), (number - 7) * 7, 7),
        9..=11 => months(today, 1, number - 10),
        12..=14 => months(today, 3, number - 13),
        15..=17 => months(today, 6, number - 16),
        18 | 19 => months(today, 12, number - 19),
        23 => months(today, 12, 1),
        24 => days(today, 1, n()?),
        25 => days(today, -n()?, n()?),
        20..=22 => return hours(now, number - 21, 1, zone).map(Some),
        26 => return hours(now, 1, n()?, zone).map(Some),
        27 => return hours(now, -n()?, n()?, zone).map(Some),
        _ => return Ok(None),
    };
    let edge = |date: civil::Date| {
        let wall = date.at(0, 0, 0, 0);
        let instant = zone.to_timestamp(wall).ok()?;
        Some(Edge { instant, wall })
    };
    let ends = dates.and_then(|(start, end)| Some((edge(start)?, edge(end)?)));
    ends.map(|(start, end)| Some(Period { start, end }))
        .ok_or_else(out_of_range)
}

type Dates = Option<(civil::Date, civil::Date)>;

/// So many days, from so many days after a date.
fn days(from: civil::Date, offset: i64, count: i64) -> Dates {
    let add =
        |date: civil::Date, days: i64| date.checked_add(Span::new().try_days(days).ok()?).ok();
    let start = add(from, offset)?;
    Some((start, add(start, count)?))
}

/// So many months that a year divides into, so many such spans after the one with the date in it.
fn months(date: civil::Date, length: i8, offset: i64) -> Dates {
    let first = (date.month() - 1) / length * length + 1;
    let this = civil::Date::new(date.year(), first, 1).ok()?;
    let length = i64::from(length);
    let add = |date: civil::Date, months: i64| {
        date.checked_add(Span::new().try_months(months).ok()?).ok()
    };
    let start = add(this, offset * length)?;
    Some((start, add(start, length)?))
}

fn monday(date: civil::Date) -> civil::Date {
    let days = i64::from(date.weekday().to_monday_zero_offset());
    days_before(date, days).unwrap_or(date)
}

fn days_before(date: civil::Date, days: i64) -> Option<civil::Date> {
    date.checked_sub(Span::new().try_days(days).ok()?).ok()
}

/// So many hours, so many hours after the one that runs. They are hours of 60 minutes, and begin
/// where the user's clock begins one.
fn hours(now: Timestamp, offset: i64, count: i64, zone: &TimeZone) -> Result<Period, Exception> {
    let edge = |hours: i64| {
        let wall = zone.to_datetime(now);
        let into = Span::new()
            .minutes(i64::from(wall.minute()))
            .seconds(i64::from(wall.second()));
        let whole = now.round(
            TimestampRound::new()
                .smallest(Unit::Second)
                .mode(RoundMode::Floor),
        );
        let start = whole.ok()?.checked_sub(into).ok()?;
        let instant = start.checked_add(Span::new().try_hours(hours).ok()?).ok()?;
        let wall = zone.to_datetime(instant);
        Some(Edge { instant, wall })
    };
    let ends = edge(offset).zip(offset.checked_add(count).and_then(edge));
    ends.map(|(start, end)| Period { start, end })
        .ok_or_else(out_of_range)
}

fn out_of_range() -> Exception {
    Exception::argument("The added or subtracted value results in an un-representable DateTime.")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A Thursday, 01:30 at night in Kyiv, still Wednesday in UTC.
    const NOW: &str = "2024-02-28T23:30:15.5Z";

    fn spans(number: i64, count: Option<i64>) -> String {
        let zone = TimeZone::get("Europe/Kyiv").unwrap();
        let period = period(number, count, NOW.parse().unwrap(), &zone).unwrap();
        let Period { start, end } = period.unwrap();
        format!("{} {}", start.wall, end.wall)
    }

    #[test]
    fn spans_of_days_weeks_and_months_follow_the_users_calendar() {
        let expected = [
            (3, "2024-02-28T00:00:00 2024-02-29T00:00:00"),
            (4, "2024-02-29T00:00:00 2024-03-01T00:00:00"),
            (5, "2024-03-01T00:00:00 2024-03-02T00:00:00"),
            (6, "2024-02-19T00:00:00 2024-02-26T00:00:00"),
            (7, "2024-02-26T00:00:00 2024-03-04T00:00:00"),
            (8, "2024-03-04T00:00:00 2024-03-11T00:00:00"),
            (9, "2024-01-01T00:00:00 2024-02-01T00:00:00"),
            (10, "2024-02-01T00:00:00 2024-03-01T00:00:00"),
            (11, "2024-03-01T00:00:00 2024-04-01T00:00:00"),
            (12, "2023-10-01T00:00:00 2024-01-01T00:00:00"),
            (13, "2024-01-01T00:00:00 2024-04-01T00:00:00"),
            (14, "2024-04-01T00:00:00 2024-07-01T00:00:00"),
            (15, "2023-07-01T00:00:00 2024-01-01T00:00:00"),
            (16, "2024-01-01T00:00:00 2024-07-01T00:00:00"),
            (17, "2024-07-01T00:00:00 2025-01-01T00:00:00"),
            (18, "2023-01-01T00:00:00 2024-01-01T00:00:00"),
            (19, "2024-01-01T00:00:00 2025-01-01T00:00:00"),
            (23, "2025-01-01T00:00:00 2026-01-01T00:00:00"),
            (20, "2024-02-29T00:00:00 2024-02-29T01:00:00"),
            (21, "2024-02-29T01:00:00 2024-02-29T02:00:00"),
            (22, "2024-02-29T02:00:00 2024-02-29T03:00:00"),
        ];
        for (number, span) in expected {
            assert_eq!(spans(number, None), span, "{number}");
        }
    }

    #[test]
    fn spans_of_a_number_leave_out_the_day_or_hour_that_runs() {
        assert_eq!(
            spans(24, Some(7)),
            "2024-03-01T00:00:00 2024-03-08T00:00:00"
        );
        assert_eq!(
            spans(25, Some(7)),
            "2024-02-22T00:00:00 2024-02-29T00:00:00"
        );
        assert_eq!(
            spans(26, Some(2)),
            "2024-02-29T02:00:00 2024-02-29T04:00:00"
        );
        assert_eq!(
            spans(27, Some(2)),
            "2024-02-28T23:00:00 2024-02-29T01:00:00"
        );
    }

    #[test]
    fn a_day_of_the_change_of_clocks_has_23_hours() {
        let zone = TimeZone::get("Europe/Kyiv").unwrap();
        let now = "2024-03-31T10:00:00Z".parse().unwrap();
        let Period { start, end } = period(4, None, now, &zone).unwrap().unwrap();
        assert_eq!(start.instant.to_string(), "2024-03-30T22:00:00Z");
        assert_eq!(end.instant.to_string(), "2024-03-31T21:00:00Z");
    }

    #[test]
    fn a_number_must_be_given_and_positive() {
        let ask = |count| period(25, count, Timestamp::UNIX_EPOCH, &TimeZone::UTC);
        assert_eq!(ask(None).unwrap_err(), Exception::null("functionArgument"));
        assert!(ask(Some(0)).is_err());
        assert!(ask(Some(i64::MAX)).is_err());
    }
}
