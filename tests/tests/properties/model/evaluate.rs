//! Whether a stored row meets a condition, with SQL's three values: true, false, unknown.
//!
//! Creatio adds two rules: an absent text is an empty text, and the key behind an empty lookup
//! differs from every key, and its equality with one is false, not unknown.

use std::cmp::Ordering;

use creatio_core::{Decimal, Timestamp, Uuid};
use creatio_tests::records::{Record, fold};
use creatio_tests::truth::{and, not, or};

use super::columns::{Kind, Pair, Steps, Tested};
use super::{Condition, Match, Operator, Test};

impl Condition {
    /// Whether the row meets the condition; `None` if that is unknown.
    pub(crate) fn holds(&self, row: Record<'_>) -> Option<bool> {
        match self {
            Condition::Text(column, test) => column.holds(row, test),
            Condition::Int(column, test) => column.holds(row, test),
            Condition::Decimal(column, test) => column.holds(row, test),
            Condition::Instant(column, test) => column.holds(row, test),
            Condition::Guid(column, test) => column.holds(row, test),
            Condition::Flag(column, test) => column.holds(row, test),
            Condition::Match(column, kind, negated, part) => {
                let text: Option<String> = read(row, column.steps);
                text.map(|text| kind.holds(&fold(&text), &fold(part)) != *negated)
            }
            Condition::Null(column, negated) => {
                let is_absent = if column.is_text {
                    read::<String>(row, column.steps).is_none_or(|text| text.is_empty())
                } else {
                    is_null(row, column.steps)
                };
                Some(is_absent != *negated)
            }
            Condition::Pair(pair, operator) => pair.holds(row, *operator),
            Condition::And(sides) => and(sides[0].holds(row), sides[1].holds(row)),
            Condition::Or(sides) => or(sides[0].holds(row), sides[1].holds(row)),
            Condition::Not(inner) => not(inner.holds(row)),
        }
    }
}

impl Match {
    fn holds(self, text: &str, part: &str) -> bool {
        match self {
            Match::Contains => text.contains(part),
            Match::StartsWith => text.starts_with(part),
            Match::EndsWith => text.ends_with(part),
        }
    }
}

impl Operator {
    fn holds(self, ordering: Ordering) -> bool {
        match self {
            Operator::Eq => ordering.is_eq(),
            Operator::Ne => ordering.is_ne(),
            Operator::Gt => ordering.is_gt(),
            Operator::Ge => ordering.is_ge(),
            Operator::Lt => ordering.is_lt(),
            Operator::Le => ordering.is_le(),
        }
    }
}

impl<V: Stored> Tested<V> {
    fn holds(&self, row: Record<'_>, test: &Test<V>) -> Option<bool> {
        match test {
            Test::Compare(operator, value) => self.compares(row, *operator, value),
            Test::Between(lower, upper) => and(
                self.compares(row, Operator::Ge, lower),
                self.compares(row, Operator::Le, upper),
            ),
            Test::In(values) => self.is_among(row, values),
            Test::NotIn(values) => not(self.is_among(row, values)),
        }
    }

    fn is_among(&self, row: Record<'_>, values: &[V]) -> Option<bool> {
        let each = values
            .iter()
            .map(|value| self.compares(row, Operator::Eq, value));
        each.fold(Some(false), or)
    }

    fn compares(&self, row: Record<'_>, operator: Operator, value: &V) -> Option<bool> {
        let stored: Option<V> = read(row, self.steps);
        let is_lookup_key = matches!(self.steps, [_, .., "Id"]);
        if value.is_absence() && matches!(operator, Operator::Eq | Operator::Ne) {
            let is_absent = stored.is_none_or(|stored| stored.is_absence());
            return Some(is_absent == (operator == Operator::Eq));
        }
        match stored {
            Some(stored) => Some(operator.holds(stored.order(value))),
            None if is_lookup_key && operator == Operator::Eq => Some(false),
            None if is_lookup_key && operator == Operator::Ne => Some(true),
            None => None,
        }
    }
}

impl Pair {
    fn holds(&self, row: Record<'_>, operator: Operator) -> Option<bool> {
        let ordering = match self.kind {
            Kind::Text => self.order::<String>(row),
            Kind::Int => self.order::<i32>(row),
            Kind::Decimal => self.order::<Decimal>(row),
            Kind::Instant => self.order::<Timestamp>(row),
        };
        ordering.map(|ordering| operator.holds(ordering))
    }

    fn order<V: Stored>(&self, row: Record<'_>) -> Option<Ordering> {
        let (left, right): (V, V) = (read(row, self.left)?, read(row, self.right)?);
        Some(left.order(&right))
    }
}

fn read<V: Stored>(row: Record<'_>, steps: Steps) -> Option<V> {
    match steps {
        [column] => V::stored(row, column),
        [lookup, rest @ ..] => read(row.follow(lookup)?, rest),
        [] => None,
    }
}

/// Whether a column other than text has no value, or none can be reached.
fn is_null(row: Record<'_>, steps: Steps) -> bool {
    match steps {
        [lookup, rest @ ..] if !rest.is_empty() => {
            row.follow(lookup).is_none_or(|row| is_null(row, rest))
        }
        [column] if column.ends_with("Date") => row.instant(column).is_none(),
        // Keys and numbers have a value wherever there is a row.
        _ => false,
    }
}

/// A type of values that rows hold.
pub(crate) trait Stored: Sized {
    /// The row's value.
    fn stored(row: Record<'_>, column: &str) -> Option<Self>;

    /// How it compares in Creatio.
    fn order(&self, other: &Self) -> Ordering;

    /// Whether it stands for "no value".
    fn is_absence(&self) -> bool {
        false
    }
}

impl Stored for String {
    fn stored(row: Record<'_>, column: &str) -> Option<Self> {
        Some(row.text(column).to_owned())
    }

    fn order(&self, other: &Self) -> Ordering {
        fold(self).cmp(&fold(other))
    }

    fn is_absence(&self) -> bool {
        self.is_empty()
    }
}

impl Stored for i32 {
    fn stored(row: Record<'_>, column: &str) -> Option<Self> {
        Some(row.int(column))
    }

    fn order(&self, other: &Self) -> Ordering {
        self.cmp(other)
    }
}

impl Stored for Decimal {
    fn stored(row: Record<'_>, column: &str) -> Option<Self> {
        Some(row.decimal(column))
    }

    fn order(&self, other: &Self) -> Ordering {
        self.cmp(other)
    }
}

impl Stored for Timestamp {
    fn stored(row: Record<'_>, column: &str) -> Option<Self> {
        row.instant(column)
    }

    fn order(&self, other: &Self) -> Ordering {
        self.cmp(other)
    }
}

impl Stored for Uuid {
    fn stored(row: Record<'_>, column: &str) -> Option<Self> {
        row.guid(column)
    }

    fn order(&self, other: &Self) -> Ordering {
        self.cmp(other)
    }
}

impl Stored for bool {
    fn stored(row: Record<'_>, column: &str) -> Option<Self> {
        Some(row.flag(column))
    }

    fn order(&self, other: &Self) -> Ordering {
        self.cmp(other)
    }
}
