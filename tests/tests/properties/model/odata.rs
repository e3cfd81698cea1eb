//! What a condition should say in OData.

use std::fmt::Display;

use creatio_core::{Decimal, Timestamp, Uuid};
use creatio_tests::filter::{Filter, Literal, Operand};

use super::columns::{Steps, Tested};
use super::{Condition, Match, Operator, Test};

impl Condition {
    /// The condition in OData's terms: lists of values are chains of comparisons, ranges pairs of
    /// them, and `not` stands before text tests only.
    pub(crate) fn odata(&self) -> Filter {
        self.form(false)
    }

    /// The condition, or its opposite.
    fn form(&self, negated: bool) -> Filter {
        match self {
            Condition::Text(column, test) => column.form(test, negated),
            Condition::Int(column, test) => column.form(test, negated),
            Condition::Decimal(column, test) => column.form(test, negated),
            Condition::Instant(column, test) => column.form(test, negated),
            Condition::Guid(column, test) => column.form(test, negated),
            Condition::Flag(column, test) => column.form(test, negated),
            Condition::Match(column, kind, not, text) => {
                let function = match kind {
                    Match::Contains => "contains",
                    Match::StartsWith => "startswith",
                    Match::EndsWith => "endswith",
                };
                let text = Operand::Literal(Literal::Text(text.clone()));
                let call = Filter::Call(function.to_owned(), vec![path(column.steps), text]);
                if *not == negated {
                    call
                } else {
                    Filter::Not(Box::new(call))
                }
            }
            Condition::Null(column, not) => {
                let operator = if *not == negated { "eq" } else { "ne" };
                compare(column.steps, operator, Literal::Null)
            }
            Condition::Pair(pair, operator) => Filter::Compare(
                path(pair.left),
                operator.or_opposite(negated).word().to_owned(),
                path(pair.right),
            ),
            Condition::And(sides) | Condition::Or(sides) => {
                let forms = sides.each_ref().map(|side| side.form(negated));
                if matches!(self, Condition::And(_)) == negated {
                    Filter::or(forms)
                } else {
                    Filter::and(forms)
                }
            }
            Condition::Not(inner) => inner.form(!negated),
        }
    }
}

impl<V: Written> Tested<V> {
    fn form(&self, test: &Test<V>, negated: bool) -> Filter {
        let compare =
            |operator: Operator, value: &V| compare(self.steps, operator.word(), value.literal());
        match test {
            Test::Compare(operator, value) => compare(operator.or_opposite(negated), value),
            Test::Between(lower, upper) if negated => {
                Filter::or([compare(Operator::Lt, lower), compare(Operator::Gt, upper)])
            }
            Test::Between(lower, upper) => {
                Filter::and([compare(Operator::Ge, lower), compare(Operator::Le, upper)])
            }
            Test::In(values) => self.list(values, negated),
            Test::NotIn(values) => self.list(values, !negated),
        }
    }

    /// No key is null, so without values no row is one of them and every row is none of them.
    fn list(&self, values: &[V], negated: bool) -> Filter {
        let operator = if negated { "ne" } else { "eq" };
        if values.is_empty() {
            return compare(&["Id"], operator, Literal::Null);
        }
        let each = values.iter();
        let each = each.map(|value| compare(self.steps, operator, value.literal()));
        if negated {
            Filter::and(each)
        } else {
            Filter::or(each)
        }
    }
}

impl Operator {
    fn or_opposite(self, negated: bool) -> Operator {
        match (self, negated) {
            (operator, false) => operator,
            (Operator::Eq, true) => Operator::Ne,
            (Operator::Ne, true) => Operator::Eq,
            (Operator::Gt, true) => Operator::Le,
            (Operator::Ge, true) => Operator::Lt,
            (Operator::Lt, true) => Operator::Ge,
            (Operator::Le, true) => Operator::Gt,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Operator::Eq => "eq",
            Operator::Ne => "ne",
            Operator::Gt => "gt",
            Operator::Ge => "ge",
            Operator::Lt => "lt",
            Operator::Le => "le",
        }
    }
}

fn compare(steps: Steps, operator: &str, literal: Literal) -> Filter {
    let literal = Operand::Literal(literal);
    Filter::Compare(path(steps), operator.to_owned(), literal)
}

fn path(steps: Steps) -> Operand {
    Operand::Path(steps.iter().map(ToString::to_string).collect())
}

/// A type of values that a filter writes.
pub(crate) trait Written {
    fn literal(&self) -> Literal;
}

fn number(value: impl Display) -> Literal {
    Literal::Number(value.to_string())
}

impl Written for String {
    fn literal(&self) -> Literal {
        Literal::Text(self.clone())
    }
}

impl Written for i32 {
    fn literal(&self) -> Literal {
        number(self)
    }
}

impl Written for Decimal {
    fn literal(&self) -> Literal {
        number(self)
    }
}

impl Written for Timestamp {
    fn literal(&self) -> Literal {
        Literal::Instant(self.to_string())
    }
}

impl Written for Uuid {
    fn literal(&self) -> Literal {
        Literal::Guid(self.to_string())
    }
}

impl Written for bool {
    fn literal(&self) -> Literal {
        Literal::Boolean(*self)
    }
}
