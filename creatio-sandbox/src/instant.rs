//! Instants as Creatio's .NET server holds them: counts of 100 nanoseconds.
//!
//! The count is what SQLite stores, so that instants sort and compare as integers and lose
//! nothing. The origin is the Unix epoch.

use jiff::{Timestamp, civil, tz::TimeZone};

/// One instant in UTC, exact to 100 nanoseconds (a .NET tick).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Instant(i64);

/// Ticks in one second.
const PER_SECOND: i64 = 10_000_000;

/// The day at which the count begins.
const EPOCH: civil::Date = civil::date(1970, 1, 1);

/// What Creatio sends for an empty date: the smallest value of a .NET date.
pub(crate) const EMPTY: &str = "0001-01-01T00:00:00Z";

impl Instant {
    /// The instant at this many ticks from the Unix epoch.
    pub(crate) const fn from_ticks(ticks: i64) -> Self {
        Self(ticks)
    }

    /// Ticks from the Unix epoch.
    pub(crate) const fn ticks(self) -> i64 {
        self.0
    }

    /// Reads `2024-02-29T12:30:00.1234567+02:00`: date, `T`, time, zone, all of them required.
    ///
    /// Digits beyond the seventh of a second are cut off, as .NET does.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        if !has_instant_shape(text) {
            return None;
        }
        Self::of(text.parse().ok()?)
    }

    /// The wall clock in UTC, for date parts.
    pub(crate) fn civil(self) -> Option<civil::DateTime> {
        self.wall_in(&TimeZone::UTC)
    }

    /// The instant at which a clock in UTC shows this.
    pub(crate) fn of_wall(wall: civil::DateTime) -> Self {
        let days = i64::from((wall.date() - EPOCH).get_days());
        let seconds = i64::from(wall.hour()) * 3_600
            + i64::from(wall.minute()) * 60
            + i64::from(wall.second());
        let ticks = i64::from(wall.subsec_nanosecond() / 100);
        Self((days * 86_400 + seconds) * PER_SECOND + ticks)
    }

    /// The instant of a timestamp; digits beyond the seventh of a second are cut off.
    pub(crate) fn of(timestamp: Timestamp) -> Option<Self> {
        i64::try_from(timestamp.as_nanosecond().div_euclid(100))
            .ok()
            .map(Self)
    }

    /// What a clock in this zone shows at the instant.
    pub(crate) fn wall_in(self, zone: &TimeZone) -> Option<civil::DateTime> {
        Some(zone.to_datetime(self.timestamp()?))
    }

    fn timestamp(self) -> Option<Timestamp> {
        let nanosecond = i32::try_from(self.0.rem_euclid(PER_SECOND) * 100).ok()?;
        Timestamp::new(self.0.div_euclid(PER_SECOND), nanosecond).ok()
    }

    /// The wire form: `Z` for the zone, fraction digits without trailing zeros.
    pub(crate) fn to_wire(self) -> String {
        let Some(at) = self.civil() else {
            return EMPTY.to_owned();
        };
        let mut text = format!(
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}",
            at.year(),
            at.month(),
            at.day(),
            at.hour(),
            at.minute(),
            at.second()
        );
        let fraction = format!(".{:07}", self.0.rem_euclid(PER_SECOND));
        text.push_str(fraction.trim_end_matches('0').trim_end_matches('.'));
        text.push('Z');
        text
    }
}

/// Whether the text has every part OData's ABNF asks of a `dateTimeOffsetValue`; jiff's own
/// reader is more generous.
fn has_instant_shape(text: &str) -> bool {
    let Some((date, rest)) = text.split_once('T') else {
        return false;
    };
    let zone = rest.find(['Z', '+', '-']).map(|at| &rest[at..]);
    let date_digits = date
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'-');
    let zone_known = zone.is_some_and(|zone| zone == "Z" || zone.len() == 6);
    date.len() == 10 && date_digits && zone_known
}

#[cfg(test)]
mod tests {
    use super::*;

    fn round_trip(text: &str) -> String {
        Instant::parse(text).unwrap().to_wire()
    }

    #[test]
    fn zero_fractions_are_left_out_and_others_keep_their_digits() {
        assert_eq!(
            round_trip("2024-02-29T12:30:00.0000000Z"),
            "2024-02-29T12:30:00Z"
        );
        assert_eq!(
            round_trip("2024-02-29T12:30:00.1395058Z"),
            "2024-02-29T12:30:00.1395058Z"
        );
        assert_eq!(
            round_trip("2024-02-29T12:30:00.230Z"),
            "2024-02-29T12:30:00.23Z"
        );
    }

    #[test]
    fn an_offset_is_converted_to_utc() {
        assert_eq!(
            round_trip("2024-01-01T01:00:00+02:00"),
            "2023-12-31T23:00:00Z"
        );
    }

    #[test]
    fn instants_before_the_epoch_keep_their_fraction() {
        assert_eq!(
            round_trip("1953-07-04T23:59:59.9999999Z"),
            "1953-07-04T23:59:59.9999999Z"
        );
        assert_eq!(round_trip("0001-01-01T00:00:00Z"), EMPTY);
    }

    #[test]
    fn an_instant_without_a_zone_or_a_time_is_refused() {
        for text in [
            "2024-01-01T00:00:00",
            "2024-01-01",
            "2024-01-01 00:00:00Z",
            "20240101T000000Z",
        ] {
            assert_eq!(Instant::parse(text), None, "{text}");
        }
    }
}
