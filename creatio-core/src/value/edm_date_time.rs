//! What OData 3 has in place of instants and times of day.
//!
//! `Edm.DateTime` comes in verbose JSON as milliseconds since 1970 in a text, `/Date(1490885430000)/`,
//! and may come as a wall clock without a zone; Creatio's clocks show UTC. `Edm.Time` is the time since
//! midnight, `PT13H20M`.

use jiff::civil;
use jiff::tz::TimeZone;

use super::{Duration, Time, Timestamp};
use crate::cell::{Cell, unescape};

/// Milliseconds of a minute.
const MINUTE: i64 = 60_000;

/// The instant that the cell is as milliseconds, if it is one. Slashes may be escaped, `\/Date(…)\/`: a
/// browser takes it for a date only then, so .NET writes it so.
#[inline]
pub(super) fn from_milliseconds(cell: Cell<'_>) -> Option<Timestamp> {
    // Nothing else that a date can be ends like this.
    match cell {
        Cell::Plain(text) if text.ends_with('/') => parse(text),
        Cell::Escaped(text) if text.ends_with('/') => parse(&unescape(text)?),
        _ => None,
    }
}

fn parse(text: &str) -> Option<Timestamp> {
    let inside = text.strip_prefix("/Date(")?.strip_suffix(")/")?;
    let offset_at = inside.rfind(['+', '-']).filter(|position| *position > 0);
    let (clock, offset) = inside.split_at(offset_at.unwrap_or(inside.len()));
    let clock: i64 = clock.parse().ok()?;
    // With an offset, in minutes, what is counted is the time on the clocks there.
    let minutes: i64 = match offset {
        "" => 0,
        offset => offset.parse::<i16>().ok()?.into(),
    };
    Timestamp::from_millisecond(clock.checked_sub(minutes * MINUTE)?).ok()
}

/// The instant at which clocks in UTC show this, if it is a wall clock without a zone.
#[cold]
pub(super) fn from_clock(text: &str) -> Option<Timestamp> {
    let (_, time) = text.split_once('T')?;
    let zoneless = time
        .bytes()
        .all(|byte| byte.is_ascii_digit() || matches!(byte, b':' | b'.'));
    if !zoneless {
        return None;
    }
    let clock: civil::DateTime = text.parse().ok()?;
    TimeZone::UTC.to_timestamp(clock).ok()
}

/// The time of day that is so long after midnight.
pub(super) fn from_midnight(since: Duration) -> Option<Time> {
    let within_a_day = !since.is_negative() && since < Duration::from_hours(24);
    within_a_day.then(|| Time::midnight().wrapping_add(since))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<String> {
        let quoted = format!("\"{text}\"");
        from_milliseconds(crate::json::cell_of(&quoted)).map(|instant| instant.to_string())
    }

    #[test]
    fn milliseconds_count_from_1970_both_ways() {
        for (text, expected) in [
            ("/Date(1490885430000)/", "2017-03-30T14:50:30Z"),
            ("/Date(1490885430007)/", "2017-03-30T14:50:30.007Z"),
            ("/Date(0)/", "1970-01-01T00:00:00Z"),
            ("/Date(-1)/", "1969-12-31T23:59:59.999Z"),
            ("/Date(-62135596800000)/", "0001-01-01T00:00:00Z"),
        ] {
            assert_eq!(read(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn slashes_and_signs_may_be_escaped() {
        let expected = read("/Date(1490885430000+0120)/");
        assert!(expected.is_some());
        assert_eq!(read("\\/Date(1490885430000+0120)\\/"), expected);
        assert_eq!(read("\\/Date(1490885430000\\u002B0120)\\/"), expected);
    }

    #[test]
    fn an_offset_is_in_minutes_and_what_is_counted_is_local() {
        for (text, expected) in [
            ("/Date(1490885430000+0120)/", "2017-03-30T12:50:30Z"),
            ("/Date(1490885430000-0030)/", "2017-03-30T15:20:30Z"),
            ("/Date(-1-0030)/", "1970-01-01T00:29:59.999Z"),
        ] {
            assert_eq!(read(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_not_in_this_form_is_none() {
        for text in [
            "",
            "/",
            "/Date()/",
            "/Date(1.5)/",
            "/Date(1+)/",
            "/Date(1+x)/",
            "/Date(9999999999999999)/",
            "/Date(-9223372036854775808+1440)/",
            "Date(1)",
            "/Date(1)/ ",
            "2017-03-30T14:50:30Z",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn a_clock_without_a_zone_shows_utc() {
        let read = |text| from_clock(text).map(|instant| instant.to_string());
        let expected = Some("2024-01-31T08:15:00.1234567Z".to_owned());
        assert_eq!(read("2024-01-31T08:15:00.1234567"), expected);
        for text in [
            "2024-01-31",
            "2024-01-31T08:15:00+99:00",
            "2024-01-31T08:15:00-99:00",
            "2024-01-31T08:15:00[Europe/Oslo]",
            "2024-02-30T08:15:00",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn a_time_of_day_ends_before_midnight() {
        let time = |seconds| from_midnight(Duration::from_secs(seconds));
        assert_eq!(time(0), Some(Time::midnight()));
        assert_eq!(time(48_000), Some(Time::constant(13, 20, 0, 0)));
        assert_eq!((time(86_400), time(-1)), (None, None));
    }
}
