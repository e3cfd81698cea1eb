//! Negation pushed down to the conditions that a query is built of.
//!
//! All renderers start from this form. The databases know three answers, true, false and unknown,
//! and the protocols disagree about unknown: OData says that a comparison with null is false, so
//! that its `not` is true, while SQL, which Creatio hands filters to, keeps it unknown. Without a
//! `not` above anything that can be unknown both come to the same rows.

use std::borrow::Cow;

use super::{Comparison, Junction, Operator, Predicate, Right};

impl Predicate {
    /// An equal condition in which `Not` stands only directly above a null test, a list, a text
    /// test, an existence test or a raw condition. Nothing is copied if it is in this form already.
    pub(crate) fn normal(&self) -> Cow<'_, Predicate> {
        if self.is_normal() {
            Cow::Borrowed(self)
        } else {
            Cow::Owned(self.clone().pushed(false))
        }
    }

    fn is_normal(&self) -> bool {
        match self {
            Predicate::Joined(_, conditions) => conditions.iter().all(Predicate::is_normal),
            Predicate::Not(inner) => inner.is_leaf_with_not(),
            _ => true,
        }
    }

    /// Conditions whose opposite every protocol can say.
    fn is_leaf_with_not(&self) -> bool {
        matches!(
            self,
            Predicate::IsNull(_)
                | Predicate::In { .. }
                | Predicate::Text { .. }
                | Predicate::Exists { .. }
                | Predicate::Raw(_)
        )
    }

    fn pushed(self, negated: bool) -> Predicate {
        match self {
            Predicate::Not(inner) => inner.pushed(!negated),
            Predicate::Joined(junction, conditions) => {
                let junction = if negated {
                    junction.opposite()
                } else {
                    junction
                };
                let conditions = conditions.into_iter().map(|inner| inner.pushed(negated));
                // Joined anew, so that junctions of one kind stay one flat list.
                let joined = conditions.reduce(|left, right| left.join(junction, right));
                joined.unwrap_or(Predicate::Joined(junction, Vec::new()))
            }
            other if !negated => other,
            Predicate::Compare(comparison) => Predicate::Compare(Comparison {
                operator: comparison.operator.opposite(),
                ..comparison
            }),
            Predicate::Between { term, lower, upper } => {
                let outside = |operator, bound| {
                    Predicate::Compare(Comparison {
                        left: term.clone(),
                        operator,
                        right: Right::Literal(bound),
                    })
                };
                let below = outside(Operator::Less, lower);
                below.join(Junction::Or, outside(Operator::Greater, upper))
            }
            leaf => Predicate::Not(Box::new(leaf)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ast::{ColumnPath, Term, TextTest};
    use crate::schema::{ColumnSchema, value_column};
    use crate::value::Literal;

    const NAME: &ColumnSchema = &value_column("Name");

    fn compare(operator: Operator, number: i64) -> Predicate {
        Predicate::Compare(Comparison {
            left: Term::Column(ColumnPath::of(NAME)),
            operator,
            right: Right::Literal(Literal::Integer(number)),
        })
    }

    fn text() -> Predicate {
        Predicate::Text {
            term: Term::Column(ColumnPath::of(NAME)),
            test: TextTest::Contains,
            value: "a".to_owned(),
        }
    }

    #[test]
    fn the_opposite_of_a_junction_joins_the_opposites() {
        let both = compare(Operator::Less, 1).join(Junction::And, text());
        let expected = compare(Operator::GreaterOrEqual, 1).join(Junction::Or, text().negate());
        assert_eq!(*both.negate().normal(), expected);
    }

    #[test]
    fn junctions_that_become_alike_become_one_list() {
        let either = compare(Operator::Less, 1).join(Junction::Or, compare(Operator::Less, 2));
        let mixed = either.negate().join(Junction::And, text());
        let Predicate::Joined(Junction::And, conditions) = &*mixed.normal() else {
            panic!("not a conjunction");
        };
        assert_eq!(conditions.len(), 3);
    }

    #[test]
    fn a_range_turns_into_what_lies_outside() {
        let between = Predicate::Between {
            term: Term::Column(ColumnPath::of(NAME)),
            lower: Literal::Integer(1),
            upper: Literal::Integer(9),
        };
        let outside = compare(Operator::Less, 1).join(Junction::Or, compare(Operator::Greater, 9));
        assert_eq!(*between.negate().normal(), outside);
    }

    #[test]
    fn what_is_in_normal_form_is_not_copied() {
        let condition = compare(Operator::Less, 1).join(Junction::And, text().negate());
        assert!(matches!(condition.normal(), Cow::Borrowed(_)));
    }
}
