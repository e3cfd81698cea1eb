//! What a condition should say in OData.

use std::fmt::Display;

use creatio_core::{Decimal, Timestamp, Uuid};
use creatio_tests::filter::{Filter, Literal, Operand};

use super::columns::{Steps, Tested};
use super::{Condition, Match, Operator, Test};

impl Condition {
    /// The condition in OData's terms: lists of values are chains of `or`, ranges pairs of
    /// comparisons, and double negations are gone.
    pub(crate) fn odata(&self) -> Filter {
        match self {
            Condition::Text(column, test) => column.odata(test),
            Condition::Int(column, test) => column.odata(test),
            Condition::Decimal(column, test) => column.odata(test),
            Condition::Instant(column, test) => column.odata(test),
            Condition::Guid(column, test) => column.odata(test),
            Condition::Flag(column, test) => column.odata(test),
            Condition::Match(column, kind, negated, text) => {
                let function = match kind {
                    Match::Contains => "contains",
                    Match::StartsWith => "startswith",
                    Match::EndsWith => "endswith",
                };
                let text = Operand::Literal(Literal::Text(text.clone()));
                let call = Filter::Call(function.to_owned(), vec![path(column.steps), text]);
                if *negated { negated_form(call) } else { call }
            }
            Condition::Null(column, false) => compare(column.steps, "eq", Literal::Null),
            Condition::Null(column, true) => compare(column.steps, "ne", Literal::Null),
            Condition::Pair(pair, operator) => Filter::Compare(
                path(pair.left),
                operator.word().to_owned(),
                path(pair.right),
            ),
            Condition::And(sides) => Filter::and(sides.each_ref().map(Condition::odata)),
            Condition::Or(sides) => Filter::or(sides.each_ref().map(Condition::odata)),
            Condition::Not(inner) => negated_form(inner.odata()),
        }
    }
}

/// The opposite: `not not` is nothing, and null tests have an opposite of their own.
fn negated_form(filter: Filter) -> Filter {
    match filter {
        Filter::Not(inner) => *inner,
        Filter::Compare(left, operator, null)
            if null == Operand::Literal(Literal::Null) && left != path(&["Id"]) =>
        {
            let opposite = if operator == "eq" { "ne" } else { "eq" };
            Filter::Compare(left, opposite.to_owned(), null)
        }
        other => Filter::Not(Box::new(other)),
    }
}

impl<V: Written> Tested<V> {
    fn odata(&self, test: &Test<V>) -> Filter {
        let compare = |operator: &str, value: &V| compare(self.steps, operator, value.literal());
        match test {
            Test::Compare(operator, value) => compare(operator.word(), value),
            Test::Between(lower, upper) => {
                Filter::and([compare("ge", lower), compare("le", upper)])
            }
            Test::In(values) => self.one_of(values),
            Test::NotIn(values) => negated_form(self.one_of(values)),
        }
    }

    /// No key is null, so without values no row is found.
    fn one_of(&self, values: &[V]) -> Filter {
        if values.is_empty() {
            return compare(&["Id"], "eq", Literal::Null);
        }
        let each = values.iter();
        Filter::or(each.map(|value| compare(self.steps, "eq", value.literal())))
    }
}

impl Operator {
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
