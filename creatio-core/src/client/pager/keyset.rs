//! [`Keyset`]: pages found by the values of the row in front of them.
//!
//! A number of rows to skip means another row as soon as somebody inserts or deletes one. "Behind
//! this row" stays what it is. Only the server compares: how it sorts texts and guids is its own
//! affair, and it sorts and compares in one way.

use super::place::Nulls;
use crate::ast::{
    ColumnPath, Comparison, Direction, Item, Junction, Operator, Plan, Predicate, Right,
    SortedValues, Term,
};
use crate::decode::DecodeError;
use crate::error::Protocol;
use crate::row::{Row, SortKey};
use crate::value::{Kind, Literal};

/// The columns of an order that tells any two rows apart.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Keyset(Vec<Key>);

#[derive(Debug, Clone, PartialEq)]
struct Key {
    path: ColumnPath,
    direction: Direction,
    values: SortedValues,
}

impl Keyset {
    /// The keyset of a query with a total order; `None` where its values do not tell the place.
    ///
    /// They do if each of them arrives as it is stored and can be compared. So distinct rows and
    /// groups have none, nor have orders by days and times of day (Creatio keeps more in the column
    /// than it shows), by instants where the protocol cuts them to milliseconds, and by something
    /// that the server works out. A column whose value can be missing has to be the first one, where
    /// the rows without a value are one stretch at an end; and not text, which is also empty.
    pub(super) fn of(plan: &Plan, protocol: Protocol) -> Option<Self> {
        if !plan.rows_have_keys() {
            return None;
        }
        let mut keys = Vec::with_capacity(plan.order.len());
        for (position, key) in plan.order.iter().enumerate() {
            let Term::Column(path) = key.term else {
                return None;
            };
            let (kind, optional) = (key.values.kind, key.values.optional);
            let arrives = match kind {
                Kind::Guid | Kind::Integer | Kind::Number | Kind::Boolean | Kind::Text => true,
                Kind::Instant => protocol == Protocol::OData4,
                Kind::Date | Kind::Time | Kind::Other => false,
            };
            // Whether the first row of all has a value shows only when it is the first that is read.
            let is_found =
                !optional || position == 0 && kind != Kind::Text && plan.skip.unwrap_or(0) == 0;
            if !arrives || !is_found {
                return None;
            }
            keys.push(Key {
                path,
                direction: key.direction,
                values: key.values,
            });
        }
        Some(Keyset(keys))
    }

    /// How many values tell a place.
    pub(super) fn width(&self) -> usize {
        self.0.len()
    }

    /// What has to be read of each row in addition.
    pub(super) fn columns(&self) -> impl Iterator<Item = Item> {
        self.0.iter().map(|key| Item::Column(key.path))
    }

    /// Reads the values of a row, which stand behind all that was selected.
    pub(super) fn read(
        &self,
        row: &mut Row<'_>,
        mut take: impl FnMut(SortKey),
    ) -> Result<(), DecodeError> {
        for key in &self.0 {
            take(row.read_sort_key(key.values.kind)?);
        }
        Ok(())
    }

    /// Whether there may be rows without a value in the first column of the order.
    pub(super) fn begins_optional(&self) -> bool {
        self.0.first().is_some_and(|key| key.values.optional)
    }

    /// Values as long as most, to see whether they fit into an address.
    pub(super) fn sample(&self) -> Vec<SortKey> {
        let sample = |key: &Key| match key.values.kind {
            Kind::Guid => SortKey::Guid(uuid::Uuid::max()),
            Kind::Instant => SortKey::Instant(jiff::Timestamp::UNIX_EPOCH),
            Kind::Integer | Kind::Number => SortKey::Number(i32::MIN.into()),
            _ => SortKey::None,
        };
        self.0.iter().map(sample).collect()
    }

    /// Rows behind the one with these values; `None` if they are not values of this order. A lone
    /// missing value stands in front of the rows that have none.
    pub(super) fn after(&self, values: &[SortKey], nulls: Nulls) -> Option<Predicate> {
        let is_start_of_nulls = matches!(values, [SortKey::None]) && self.begins_optional();
        if is_start_of_nulls {
            return Some(Predicate::IsNull(self.0[0].path));
        }
        if values.len() != self.0.len() {
            return None;
        }
        let mut keys = self.0.iter().zip(values).rev();
        let (last, value) = keys.next()?;
        let last = last.beyond(value)?;
        keys.try_fold(last, |rest, (key, value)| {
            key.at_or_beyond(value, rest, nulls)
        })
    }
}

impl Key {
    /// Rows whose value comes later.
    fn beyond(&self, value: &SortKey) -> Option<Predicate> {
        let value = value.literal(self.values.kind)?;
        let operator = match (self.direction, &value) {
            // Not every service finds one truth value greater than another.
            (direction, Literal::Boolean(flag)) => {
                let is_last = *flag == (direction == Direction::Ascending);
                return Some(if is_last {
                    Predicate::Joined(Junction::Or, Vec::new())
                } else {
                    self.compare(Operator::Equal, Literal::Boolean(!flag))
                });
            }
            (Direction::Ascending, _) => Operator::Greater,
            (Direction::Descending, _) => Operator::Less,
        };
        Some(self.compare(operator, value))
    }

    /// Rows whose value comes later, and of those with this one the ones that meet a condition.
    fn at_or_beyond(&self, value: &SortKey, rest: Predicate, nulls: Nulls) -> Option<Predicate> {
        if value.is_null() && self.values.optional {
            let here = Predicate::IsNull(self.path).join(Junction::And, rest);
            return Some(match nulls {
                Nulls::First => here.join(Junction::Or, Predicate::IsNull(self.path).negate()),
                Nulls::Unknown | Nulls::Last => here,
            });
        }
        let literal = value.literal(self.values.kind)?;
        let beyond = self.beyond(value)?;
        if matches!(literal, Literal::Boolean(_)) {
            let here = self
                .compare(Operator::Equal, literal)
                .join(Junction::And, rest);
            return Some(here.join(Junction::Or, beyond));
        }
        // A database finds where to begin by the first condition; the one that is exact does not
        // tell it, being an `or`.
        let from_here = match self.direction {
            Direction::Ascending => Operator::GreaterOrEqual,
            Direction::Descending => Operator::LessOrEqual,
        };
        let from_here = self.compare(from_here, literal);
        Some(from_here.join(Junction::And, beyond.join(Junction::Or, rest)))
    }

    fn compare(&self, operator: Operator, value: Literal) -> Predicate {
        Predicate::Compare(Comparison {
            left: Term::Column(self.path),
            operator,
            right: Right::Literal(value),
        })
    }
}

#[cfg(test)]
mod tests;
