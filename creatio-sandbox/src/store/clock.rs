//! Instants as the user's wall clock shows them, in SQL.

use jiff::{civil, tz::TimeZone};
use rusqlite::{Connection, functions::FunctionFlags, types::Value as SqlValue};

use crate::instant::Instant;

/// Registers the functions on a fresh connection: `creatio_wall` turns an instant into what the
/// clock of this zone shows then; the others take a wall clock apart. Wall clocks are ticks, too,
/// counted as if the zone were UTC.
pub(super) fn register(connection: &Connection, zone: &TimeZone) -> rusqlite::Result<()> {
    let zone = zone.clone();
    define(connection, "creatio_wall", move |at| {
        at.wall_in(&zone).map(|wall| Instant::of_wall(wall).ticks())
    })?;
    for (name, part) in PARTS {
        let part = *part;
        define(connection, name, move |at| at.civil().map(part))?;
    }
    Ok(())
}

type Part = fn(civil::DateTime) -> i64;

const PARTS: &[(&str, Part)] = &[
    ("creatio_midnight", |at| {
        Instant::of_wall(at.date().at(0, 0, 0, 0)).ticks()
    }),
    ("creatio_week", |at| at.iso_week_date().week().into()),
    ("creatio_weekday", |at| {
        at.weekday().to_sunday_one_offset().into()
    }),
    ("creatio_clock", |at| {
        i64::from(at.hour()) * 60 + i64::from(at.minute())
    }),
];

fn define(
    connection: &Connection,
    name: &str,
    body: impl Fn(Instant) -> Option<i64> + Send + 'static,
) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    connection.create_scalar_function(name, 1, flags, move |context| {
        let ticks: Option<i64> = context.get(0)?;
        let value = ticks.and_then(|ticks| body(Instant::from_ticks(ticks)));
        Ok(value.map_or(SqlValue::Null, SqlValue::Integer))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(sql: &str, at: &str) -> Option<i64> {
        let connection = Connection::open_in_memory().unwrap();
        register(&connection, &TimeZone::get("Europe/Kyiv").unwrap()).unwrap();
        let ticks = Instant::parse(at).map(Instant::ticks);
        connection
            .query_row(sql, [ticks], |row| row.get(0))
            .unwrap()
    }

    #[test]
    fn the_wall_clock_follows_summer_time() {
        let hours = |at| ask("SELECT creatio_clock(creatio_wall(?)) / 60", at);
        assert_eq!(hours("2024-01-15T10:00:00Z"), Some(12));
        assert_eq!(hours("2024-07-15T10:00:00Z"), Some(13));
        assert_eq!(hours("nothing"), None);
    }

    #[test]
    fn weeks_begin_on_monday_and_weekdays_are_counted_from_sunday() {
        let sunday = "2024-12-29T12:00:00Z";
        assert_eq!(ask("SELECT creatio_weekday(?)", sunday), Some(1));
        assert_eq!(ask("SELECT creatio_week(?)", sunday), Some(52));
        assert_eq!(
            ask("SELECT creatio_week(?)", "2024-12-30T12:00:00Z"),
            Some(1)
        );
    }
}
