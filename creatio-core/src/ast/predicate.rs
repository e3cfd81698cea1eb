//! Conditions and orders as plain data.

use super::ColumnPath;
use crate::value::Literal;

/// A condition on a row.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Predicate {
    /// `left operator right`
    Compare(Comparison),
    /// Whether the column has no value.
    IsNull(ColumnPath),
    /// `lower <= column <= upper`
    Between {
        column: ColumnPath,
        lower: Literal,
        upper: Literal,
    },
    /// Whether the column is one of the values; none of them, no row.
    In {
        column: ColumnPath,
        values: Vec<Literal>,
    },
    /// A test on the text of a column.
    Text {
        column: ColumnPath,
        test: TextTest,
        value: String,
    },
    /// Conditions joined; never empty, and never directly inside a junction of the same kind.
    Joined(Junction, Vec<Predicate>),
    /// The opposite.
    Not(Box<Predicate>),
}

/// A comparison of a column.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Comparison {
    pub(crate) left: ColumnPath,
    pub(crate) operator: Operator,
    pub(crate) right: Right,
}

/// What a column is compared with.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Right {
    Literal(Literal),
    Column(ColumnPath),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operator {
    Equal,
    NotEqual,
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TextTest {
    Contains,
    StartsWith,
    EndsWith,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Junction {
    And,
    Or,
}

impl Predicate {
    /// Both conditions joined. Long chains stay one flat list, so that neither rendering nor
    /// dropping them needs a stack as deep as the chain is long.
    pub(crate) fn join(self, junction: Junction, other: Predicate) -> Predicate {
        let mut conditions = match self {
            Predicate::Joined(kind, conditions) if kind == junction => conditions,
            single => vec![single],
        };
        match other {
            Predicate::Joined(kind, mut more) if kind == junction => conditions.append(&mut more),
            single => conditions.push(single),
        }
        Predicate::Joined(junction, conditions)
    }

    pub(crate) fn negate(self) -> Predicate {
        match self {
            Predicate::Not(inner) => *inner,
            other => Predicate::Not(Box::new(other)),
        }
    }
}

/// One key of an order.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct OrderKey {
    pub(crate) column: ColumnPath,
    pub(crate) direction: Direction,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    Ascending,
    Descending,
}
