//! [`SortKey`]: a value that rows are sorted by, without its type.

use std::cmp::Ordering;

use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::cell::{Cell, CellError};
use crate::value::Scalar;

/// A value of a kind that is sorted in the same way everywhere.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum SortKey {
    None,
    Flag(bool),
    Number(Decimal),
    Float(f64),
    Instant(Timestamp),
    Day(Date),
}

impl SortKey {
    pub(super) fn read(cell: Cell<'_>) -> Result<Self, CellError> {
        let key = match cell {
            Cell::True => Some(SortKey::Flag(true)),
            Cell::False => Some(SortKey::Flag(false)),
            Cell::Number(text) => match Decimal::decode(cell) {
                Ok(number) => number.map(SortKey::Number),
                Err(_) => text.parse().ok().map(SortKey::Float),
            },
            cell if cell.is_none() => None,
            // Instants, days, and numbers that come as text.
            cell => match (Timestamp::decode(cell), Date::decode(cell)) {
                (Ok(instant), _) => instant.map(SortKey::Instant),
                (_, Ok(day)) => day.map(SortKey::Day),
                _ => Decimal::decode(cell)?.map(SortKey::Number),
            },
        };
        Ok(key.unwrap_or(SortKey::None))
    }

    pub(crate) fn is_null(&self) -> bool {
        *self == SortKey::None
    }

    /// The order of two values of one column.
    pub(crate) fn compare(&self, other: &Self, nulls_are_least: bool) -> Ordering {
        match (self, other) {
            (SortKey::None, SortKey::None) => Ordering::Equal,
            (SortKey::None, _) if nulls_are_least => Ordering::Less,
            (SortKey::None, _) => Ordering::Greater,
            (_, SortKey::None) => other.compare(self, nulls_are_least).reverse(),
            (SortKey::Flag(left), SortKey::Flag(right)) => left.cmp(right),
            (SortKey::Number(left), SortKey::Number(right)) => left.cmp(right),
            (SortKey::Instant(left), SortKey::Instant(right)) => left.cmp(right),
            (SortKey::Day(left), SortKey::Day(right)) => left.cmp(right),
            _ => self.as_float().total_cmp(&other.as_float()),
        }
    }

    fn as_float(&self) -> f64 {
        match self {
            SortKey::Float(number) => *number,
            SortKey::Number(number) => f64::try_from(*number).unwrap_or_default(),
            _ => 0.0,
        }
    }
}
