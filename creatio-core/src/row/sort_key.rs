//! [`SortKey`]: a value that rows are sorted by, without its type.

use std::cmp::Ordering;

use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::cell::{Cell, CellError};
use crate::value::{Kind, Literal, Scalar};

/// A value that rows are sorted by.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SortKey {
    None,
    Flag(bool),
    Number(Decimal),
    Float(f64),
    Instant(Timestamp),
    Day(Date),
    Text(String),
    Guid(Uuid),
}

impl SortKey {
    pub(super) fn read(cell: Cell<'_>, kind: Kind) -> Result<Self, CellError> {
        let key = match kind {
            Kind::Boolean => bool::decode(cell)?.map(SortKey::Flag),
            Kind::Instant => Timestamp::decode(cell)?.map(SortKey::Instant),
            Kind::Date => Date::decode(cell)?.map(SortKey::Day),
            Kind::Text => String::decode(cell)?.map(SortKey::Text),
            Kind::Guid => Uuid::decode(cell)?.map(SortKey::Guid),
            Kind::Integer | Kind::Number => number(cell)?,
            Kind::Time | Kind::Other => return Err(CellError::Expected("a value to sort by")),
        };
        Ok(key.unwrap_or(SortKey::None))
    }

    pub(crate) fn is_null(&self) -> bool {
        *self == SortKey::None
    }

    /// The value as a condition has it. Where there is none, it is the one that stands for nothing
    /// in a column of this kind that always has one; a guid has no such.
    pub(crate) fn literal(&self, kind: Kind) -> Option<Literal> {
        Some(match (self, kind) {
            (SortKey::Flag(flag), Kind::Boolean) => Literal::Boolean(*flag),
            (SortKey::None, Kind::Boolean) => Literal::Boolean(false),
            (SortKey::Number(number), Kind::Integer) => {
                Literal::Integer(i64::try_from(*number).ok()?)
            }
            (SortKey::None, Kind::Integer) => Literal::Integer(0),
            (SortKey::Number(number), Kind::Number) => Literal::Decimal(*number),
            (SortKey::Float(number), Kind::Number) => Literal::Double(*number),
            (SortKey::None, Kind::Number) => Literal::Decimal(Decimal::ZERO),
            (SortKey::Instant(instant), Kind::Instant) => Literal::Instant(*instant),
            (SortKey::Text(text), Kind::Text) => Literal::Text(text.clone()),
            (SortKey::None, Kind::Text) => Literal::Text(String::new()),
            (SortKey::Guid(guid), Kind::Guid) => Literal::Guid(*guid),
            _ => return None,
        })
    }

    /// The order of two values of one column, of a kind that every database sorts in one order.
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

/// A number; as a binary one where it is none of 28 digits.
fn number(cell: Cell<'_>) -> Result<Option<SortKey>, CellError> {
    match (Decimal::decode(cell), cell.number()) {
        (Ok(number), _) => Ok(number.map(SortKey::Number)),
        (Err(error), Ok(Some(text))) => match text.parse() {
            Ok(number) => Ok(Some(SortKey::Float(number))),
            Err(_) => Err(error),
        },
        (Err(error), _) => Err(error),
    }
}
