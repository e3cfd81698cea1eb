//! [`SysSettingValue`]: types that a system setting can be read as.

use std::ops::RangeInclusive;

use jiff::tz::TimeZone;
use rust_decimal::Decimal;
use uuid::Uuid;

use super::Held;
use crate::cell::{Cell, CellError};
use crate::client::services::json;
use crate::decode::DecodeError;
use crate::json::Scanner;
use crate::value::{ColumnType, Date, Id, Kind, Scalar, Time, Timestamp};

/// Types that a system setting can be read as: text, numbers, truth values, dates, ids of rows and
/// bytes, each also as an `Option`.
///
/// Only this crate implements it.
#[diagnostic::on_unimplemented(
    message = "a system setting cannot be read as `{Self}`",
    note = "settings are read as `String`, `bool`, `i32`, `i64`, `f64`, `Decimal`, `Timestamp`, `Date`, \
            `Time`, `Uuid`, `Id<…>` or `Vec<u8>`, or an `Option` of one of them"
)]
pub trait SysSettingValue: ColumnType + sealed::Typed {}

pub(super) mod sealed {
    use super::RangeInclusive;

    pub trait Typed {
        /// The type in words.
        const WORDS: &'static str;
        /// The numbers of Creatio's types that it can hold.
        const HOLDS: &'static [RangeInclusive<u16>];
    }
}

macro_rules! values {
    ($($type:ty: $words:literal, $holds:expr;)+) => {
        $(
            impl sealed::Typed for $type {
                const WORDS: &'static str = $words;
                const HOLDS: &'static [RangeInclusive<u16>] = &$holds;
            }

            impl SysSettingValue for $type {}
        )+
    };
}

// The numbers of `DataValueType`, as contracts of 7.14 and 8.x have them.
values! {
    String: "text", [1..=1, 18..=19, 23..=24, 27..=30, 42..=45];
    bool: "a truth value", [12..=12];
    i32: "an integer", [4..=4];
    i64: "an integer", [4..=4];
    f64: "a number", [4..=6, 31..=34, 40..=40, 47..=50];
    Decimal: "a number", [4..=6, 31..=34, 40..=40, 47..=50];
    Timestamp: "an instant", [7..=7];
    Date: "a day", [8..=8];
    Time: "a time of day", [9..=9];
    Uuid: "an id", [0..=0, 10..=11, 16..=16];
    Vec<u8>: "bytes", [13..=14, 25..=25];
}

impl<E: 'static> sealed::Typed for Id<E> {
    const WORDS: &'static str = <Uuid as sealed::Typed>::WORDS;
    const HOLDS: &'static [RangeInclusive<u16>] = <Uuid as sealed::Typed>::HOLDS;
}

impl<E: 'static> SysSettingValue for Id<E> {}

impl<T: Scalar + sealed::Typed> sealed::Typed for Option<T> {
    const WORDS: &'static str = T::WORDS;
    const HOLDS: &'static [RangeInclusive<u16>] = T::HOLDS;
}

impl<T: Scalar + sealed::Typed> SysSettingValue for Option<T> {}

/// The value of the setting `code`.
pub(super) fn read<T: SysSettingValue>(
    code: &str,
    held: &Held,
    zone: &TimeZone,
) -> Result<T, DecodeError> {
    let place = || format!("the system setting {code}");
    if let Some(ty) = held.data_value_type
        && !T::HOLDS.iter().any(|types| types.contains(&ty))
    {
        let holds = held.type_name.as_deref().unwrap_or("a value");
        let reason = format!("it holds {holds} (type {ty}), and is read as {}", T::WORDS);
        return Err(json::unfit(&place(), reason));
    }
    let token = held.value.as_ref().map_or("null", |value| value.get());
    let cell = Scanner::new(token).value()?;
    let clock = clock(<T::Scalar as Scalar>::KIND, cell);
    let cell = match &clock {
        Some(text) => Cell::Local { text, zone },
        None => plain(<T::Scalar as Scalar>::KIND, cell),
    };
    T::from_cell(cell).map_err(|error| {
        let reason = match error {
            CellError::NoValue => "it has no value: read it as an `Option`".to_owned(),
            other => other.to_string(),
        };
        json::unfit(&place(), reason)
    })
}

/// What the user's clock showed, if that is what the value says: a date without a zone, which may
/// stand in quotes of its own.
fn clock(kind: Kind, cell: Cell<'_>) -> Option<&str> {
    let (Cell::Plain(text) | Cell::Escaped(text)) = cell else {
        return None;
    };
    let text = text.trim_matches(['\\', '"']);
    let is_date = matches!(kind, Kind::Instant | Kind::Date | Kind::Time);
    (is_date && !text.is_empty() && !text.ends_with('Z')).then_some(text)
}

/// Truth values may be text.
fn plain(kind: Kind, cell: Cell<'_>) -> Cell<'_> {
    match (kind, cell) {
        (Kind::Boolean, Cell::Plain(text)) if text.eq_ignore_ascii_case("true") => Cell::True,
        (Kind::Boolean, Cell::Plain(text)) if text.eq_ignore_ascii_case("false") => Cell::False,
        _ => cell,
    }
}
