//! What SQLite lacks for Creatio's comparisons: collations and text and date functions.
//!
//! Text compares without regard to case in any script, decimals compare as exact numbers. Text
//! operators are functions over plain strings, so that `%` and `_` are ordinary characters.

use std::{cmp::Ordering, str::FromStr};

use jiff::civil;
use rusqlite::{
    Connection, functions::Context, functions::FunctionFlags, types::Value as SqlValue,
};
use rust_decimal::Decimal;

use crate::instant::Instant;

/// The collation of text columns.
pub(crate) const TEXT_COLLATION: &str = "creatio_text";
/// The collation of decimal columns, which are stored as text with their scale.
pub(crate) const DECIMAL_COLLATION: &str = "creatio_decimal";

/// Registers everything on a fresh connection.
pub(super) fn register(connection: &Connection) -> rusqlite::Result<()> {
    connection.create_collation(TEXT_COLLATION, compare_text)?;
    connection.create_collation(DECIMAL_COLLATION, compare_decimals)?;
    for (name, test) in TEXT_TESTS {
        let test = *test;
        define(connection, name, 2, move |context| {
            let both = (text(context, 0)?, text(context, 1)?);
            Ok(match both {
                (Some(whole), Some(part)) => {
                    SqlValue::Integer(test(&fold(&whole), &fold(&part)).into())
                }
                _ => SqlValue::Null,
            })
        })?;
    }
    for (name, change) in TEXT_CHANGES {
        let change = *change;
        define(connection, name, 1, move |context| {
            Ok(text(context, 0)?.map_or(SqlValue::Null, |text| change(&text)))
        })?;
    }
    for (name, part) in DATE_PARTS {
        let part = *part;
        define(connection, name, 1, move |context| {
            let ticks: Option<i64> = context.get(0)?;
            let at = ticks.and_then(|ticks| Instant::from_ticks(ticks).civil());
            Ok(at.map_or(SqlValue::Null, |at| SqlValue::Integer(part(at))))
        })?;
    }
    Ok(())
}

type TextTest = fn(&str, &str) -> bool;
type TextChange = fn(&str) -> SqlValue;
type DatePart = fn(civil::DateTime) -> i64;

const TEXT_TESTS: &[(&str, TextTest)] = &[
    ("creatio_contains", |text, part| text.contains(part)),
    ("creatio_startswith", |text, part| text.starts_with(part)),
    ("creatio_endswith", |text, part| text.ends_with(part)),
];

const TEXT_CHANGES: &[(&str, TextChange)] = &[
    ("creatio_length", |text| {
        SqlValue::Integer(i64::try_from(text.chars().count()).unwrap_or(i64::MAX))
    }),
    ("creatio_tolower", |text| {
        SqlValue::Text(text.to_lowercase())
    }),
    ("creatio_toupper", |text| {
        SqlValue::Text(text.to_uppercase())
    }),
    ("creatio_trim", |text| {
        SqlValue::Text(text.trim_matches(' ').to_owned())
    }),
];

const DATE_PARTS: &[(&str, DatePart)] = &[
    ("creatio_year", |at| at.year().into()),
    ("creatio_month", |at| at.month().into()),
    ("creatio_day", |at| at.day().into()),
    ("creatio_hour", |at| at.hour().into()),
    ("creatio_minute", |at| at.minute().into()),
    ("creatio_second", |at| at.second().into()),
];

fn define(
    connection: &Connection,
    name: &str,
    arguments: i32,
    body: impl Fn(&Context<'_>) -> rusqlite::Result<SqlValue> + Send + 'static,
) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    connection.create_scalar_function(name, arguments, flags, move |context| body(context))
}

fn text(context: &Context<'_>, at: usize) -> rusqlite::Result<Option<String>> {
    context.get(at)
}

fn compare_text(left: &str, right: &str) -> Ordering {
    folded(left).cmp(folded(right))
}

fn folded(text: &str) -> impl Iterator<Item = char> {
    text.chars().flat_map(char::to_lowercase)
}

fn fold(text: &str) -> String {
    folded(text).collect()
}

fn compare_decimals(left: &str, right: &str) -> Ordering {
    match (Decimal::from_str(left), Decimal::from_str(right)) {
        (Ok(left), Ok(right)) => left.cmp(&right),
        _ => left.cmp(right),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_compares_without_case_in_any_script() {
        assert_eq!(compare_text("ÄRGER Ω", "ärger ω"), Ordering::Equal);
        assert_eq!(compare_text("abc", "ABD"), Ordering::Less);
    }

    #[test]
    fn decimals_compare_as_numbers_whatever_their_scale() {
        assert_eq!(compare_decimals("12.50", "12.5000"), Ordering::Equal);
        assert_eq!(compare_decimals("9", "10.0001"), Ordering::Less);
        assert_eq!(compare_decimals("-1", "-0.9"), Ordering::Less);
        assert_eq!(
            compare_decimals("9007199254740993.0001", "9007199254740993.0002"),
            Ordering::Less
        );
    }
}
