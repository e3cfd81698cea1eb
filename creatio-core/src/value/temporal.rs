//! How dates, times and durations are read.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::{
    Date, Duration, Kind, Literal, Operand, Scalar, Time, Timestamp, edm_date_time, wall_clock,
};
use crate::cell::{Cell, CellError};

/// The text of a date or time cell, `None` for every form of "no value".
fn temporal_text<'a>(cell: Cell<'a>, expected: &'static str) -> Result<Option<&'a str>, CellError> {
    match cell {
        Cell::Absent | Cell::Null | Cell::Plain("") => Ok(None),
        Cell::Plain(text) | Cell::Local { text: &text, .. } => Ok(Some(text)),
        _ => Err(CellError::Expected(expected)),
    }
}

/// How .NET writes `DateTime.MinValue`, which is how Creatio says "no date".
const NO_DATE: &str = "0001-01-01";
/// The same for a time column, which comes as an instant: midnight of the first day.
const NO_TIME: &str = "0001-01-01T00:00:00";

impl Scalar for Timestamp {
    const EXACT_ORDER: bool = true;
    const KIND: Kind = Kind::Instant;

    fn decode(cell: Cell<'_>) -> Result<Option<Self>, CellError> {
        const EXPECTED: &str = "an instant such as 2024-01-31T08:15:00Z";
        if let Some(instant) = edm_date_time::from_milliseconds(cell) {
            return Ok((!is_min_value(instant)).then_some(instant));
        }
        if let Cell::Local { text, zone } = cell {
            return wall_clock::instant(text, zone).map_err(|_| CellError::Expected(EXPECTED));
        }
        let Some(text) = temporal_text(cell, EXPECTED)? else {
            return Ok(None);
        };
        let parsed = text
            .parse()
            .ok()
            .or_else(|| edm_date_time::from_clock(text));
        let instant: Timestamp = parsed.ok_or(CellError::Expected(EXPECTED))?;
        // Year 1 is looked at only when the text says so: the conversion costs more than the parse.
        let none = text.starts_with(NO_DATE) && is_min_value(instant);
        Ok((!none).then_some(instant))
    }

    fn literal(&self) -> Option<Literal> {
        Some(Operand::<Self>::into_literal(self))
    }

    fn placeholder() -> Self {
        Timestamp::UNIX_EPOCH
    }
}

/// `DateTime.MinValue` of .NET.
const MIN_VALUE: DateTime = DateTime::constant(1, 1, 1, 0, 0, 0, 0);

fn is_min_value(instant: Timestamp) -> bool {
    TimeZone::UTC.to_datetime(instant) == MIN_VALUE
}

/// What clocks in UTC show at the instant that the cell is as milliseconds: OData 3 has one type for
/// instants, days and times.
fn utc_clock(cell: Cell<'_>) -> Option<DateTime> {
    let instant = edm_date_time::from_milliseconds(cell)?;
    Some(TimeZone::UTC.to_datetime(instant))
}

impl Scalar for Date {
    const EXACT_ORDER: bool = true;
    const KIND: Kind = Kind::Date;

    fn decode(cell: Cell<'_>) -> Result<Option<Self>, CellError> {
        const EXPECTED: &str = "a date such as 2024-01-31";
        if let Some(clock) = utc_clock(cell) {
            return Ok((clock.date() != MIN_VALUE.date()).then(|| clock.date()));
        }
        let Some(text) = temporal_text(cell, EXPECTED)? else {
            return Ok(None);
        };
        // Creatio sends a date column as midnight UTC of that day; `Edm.Date` is the bare day.
        let day = text.split_once('T').map_or(text, |(day, _)| day);
        match day.parse() {
            Ok(_) if day == NO_DATE => Ok(None),
            Ok(date) => Ok(Some(date)),
            Err(_) => Err(CellError::Expected(EXPECTED)),
        }
    }

    fn literal(&self) -> Option<Literal> {
        Some(Operand::<Self>::into_literal(self))
    }

    fn placeholder() -> Self {
        Date::ZERO
    }
}

impl Scalar for Time {
    const KIND: Kind = Kind::Time;

    fn decode(cell: Cell<'_>) -> Result<Option<Self>, CellError> {
        const EXPECTED: &str = "a time such as 08:15:00";
        if let Some(clock) = utc_clock(cell) {
            return Ok((clock != MIN_VALUE).then(|| clock.time()));
        }
        let Some(text) = temporal_text(cell, EXPECTED)? else {
            return Ok(None);
        };
        if text.starts_with('P') {
            let since_midnight = Duration::decode(cell)?.and_then(edm_date_time::from_midnight);
            return since_midnight
                .map(Some)
                .ok_or(CellError::Expected(EXPECTED));
        }
        if text.starts_with(NO_TIME) {
            return Ok(None);
        }
        // Creatio sends a time column as an instant on some day; `Edm.TimeOfDay` is the bare time.
        let time = text
            .split_once('T')
            .map_or(text, |(_, time)| time)
            .trim_end_matches('Z');
        match time.parse() {
            Ok(time) => Ok(Some(time)),
            Err(_) => Err(CellError::Expected(EXPECTED)),
        }
    }

    fn literal(&self) -> Option<Literal> {
        Some(Operand::<Self>::into_literal(self))
    }

    fn placeholder() -> Self {
        Time::MIN
    }
}

impl Scalar for Duration {
    const NO_VALUE: Option<Self> = Some(Duration::ZERO);

    fn decode(cell: Cell<'_>) -> Result<Option<Self>, CellError> {
        const EXPECTED: &str = "a duration such as P1DT2H";
        let Some(text) = temporal_text(cell, EXPECTED)? else {
            return Ok(None);
        };
        let span: jiff::Span = text.parse().map_err(|_| CellError::Expected(EXPECTED))?;
        // `Edm.Duration` counts days of 24 hours, months and years do not occur in it.
        match span.to_duration(jiff::SpanRelativeTo::days_are_24_hours()) {
            Ok(duration) => Ok(Some(duration)),
            Err(_) => Err(CellError::Expected(EXPECTED)),
        }
    }

    fn literal(&self) -> Option<Literal> {
        Some(Operand::<Self>::into_literal(self))
    }

    fn placeholder() -> Self {
        Duration::ZERO
    }
}
