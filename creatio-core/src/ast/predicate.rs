//! Conditions and orders as plain data.

use std::fmt;

use super::{ColumnPath, DetailRef, Macro, Term};
use crate::value::{ColumnType, Kind, Literal, Scalar};

/// A condition on a row.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Predicate {
    /// `left operator right`
    Compare(Comparison),
    /// Whether the column has no value.
    IsNull(ColumnPath),
    /// `lower <= term <= upper`
    Between {
        term: Term,
        lower: Literal,
        upper: Literal,
    },
    /// Whether the term is one of the values; none of them, no row.
    In { term: Term, values: Vec<Literal> },
    /// A test on a text.
    Text {
        term: Term,
        test: TextTest,
        value: String,
    },
    /// Whether the collection has a row that meets the condition, or any row without one.
    Exists {
        rows: DetailRef,
        filter: Option<Box<Predicate>>,
    },
    /// A condition in one protocol's own words.
    Raw(Raw),
    /// Conditions joined, never directly inside a junction of the same kind. Without any it is every
    /// row for `And` and no row for `Or`.
    Joined(Junction, Vec<Predicate>),
    /// The opposite.
    Not(Box<Predicate>),
}

/// A comparison.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Comparison {
    pub(crate) left: Term,
    pub(crate) operator: Operator,
    pub(crate) right: Right,
}

/// What a term is compared with.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Right {
    Literal(Literal),
    Column(ColumnPath),
    Macro(Macro),
}

/// A condition that a program wrote for one protocol.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Raw {
    OData4(String),
    OData3(String),
    DataService(serde_json::Value),
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

impl Operator {
    /// The operator that holds where this one does not, of two values that are there.
    pub(crate) fn opposite(self) -> Operator {
        match self {
            Operator::Equal => Operator::NotEqual,
            Operator::NotEqual => Operator::Equal,
            Operator::Greater => Operator::LessOrEqual,
            Operator::GreaterOrEqual => Operator::Less,
            Operator::Less => Operator::GreaterOrEqual,
            Operator::LessOrEqual => Operator::Greater,
        }
    }
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

impl Junction {
    pub(crate) fn opposite(self) -> Junction {
        match self {
            Junction::And => Junction::Or,
            Junction::Or => Junction::And,
        }
    }
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

    /// Whether some term of the condition is so, conditions on collections included.
    #[cfg(feature = "client")]
    pub(crate) fn has_term(&self, is_so: &dyn Fn(&Term) -> bool) -> bool {
        match self {
            Predicate::Compare(Comparison { left: term, .. })
            | Predicate::Between { term, .. }
            | Predicate::In { term, .. }
            | Predicate::Text { term, .. } => {
                is_so(term)
                    || matches!(term, Term::DetailFold(fold)
                        if fold.filter.as_ref().is_some_and(|filter| filter.has_term(is_so)))
            }
            Predicate::Exists { filter, .. } => {
                filter.as_ref().is_some_and(|filter| filter.has_term(is_so))
            }
            Predicate::Joined(_, conditions) => {
                conditions.iter().any(|condition| condition.has_term(is_so))
            }
            Predicate::Not(inner) => inner.has_term(is_so),
            Predicate::IsNull(_) | Predicate::Raw(_) => false,
        }
    }

    /// Whether every row meets the condition, whatever is in it. Asked of a normal form.
    pub(crate) fn is_every_row(&self) -> bool {
        match self {
            Predicate::Joined(Junction::And, conditions) => {
                conditions.iter().all(Predicate::is_every_row)
            }
            Predicate::Joined(Junction::Or, conditions) => {
                conditions.iter().any(Predicate::is_every_row)
            }
            Predicate::Not(inner) => {
                matches!(&**inner, Predicate::In { values, .. } if values.is_empty())
            }
            _ => false,
        }
    }

    pub(crate) fn negate(self) -> Predicate {
        match self {
            Predicate::Not(inner) => *inner,
            other => Predicate::Not(Box::new(other)),
        }
    }
}

/// One key of an order.
#[derive(Clone, PartialEq)]
pub(crate) struct OrderKey {
    pub(crate) term: Term,
    pub(crate) direction: Direction,
    pub(crate) values: SortedValues,
}

/// The type of the values follows from the term.
impl fmt::Debug for OrderKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OrderKey")
            .field("term", &self.term)
            .field("direction", &self.direction)
            .field("exact", &self.values.exact)
            .finish()
    }
}

/// What is known of the values that a key sorts by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SortedValues {
    pub(crate) kind: Kind,
    /// Whether a row may be without a value.
    pub(crate) optional: bool,
    /// Whether every database sorts such values in one order, as it does numbers and instants. The
    /// order of text depends on the collation, that of guids on the database.
    pub(crate) exact: bool,
}

impl SortedValues {
    /// Values that the server works out.
    pub(crate) const COMPUTED: SortedValues = SortedValues {
        kind: Kind::Other,
        optional: true,
        exact: false,
    };

    /// Values of a column of this type.
    pub(crate) const fn of<T: ColumnType>() -> Self {
        SortedValues {
            kind: T::Scalar::KIND,
            optional: T::OPTIONAL,
            exact: T::Scalar::EXACT_ORDER,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    Ascending,
    Descending,
}
