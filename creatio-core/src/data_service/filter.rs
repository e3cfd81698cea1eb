//! Conditions as filters.

use super::Scope;
use super::body::{Condition, Expression, Filter, Group};
use super::codes::{self, comparison, filter_type};
use super::expression::{column, key, name, path};
use crate::CompileError;
use crate::ast::{
    Comparison, DetailRef, Junction, Macro, Operator, Period, Predicate, Raw, Right, Term,
};
use crate::capability::clause;
use crate::value::Literal;

impl Scope<'_> {
    /// A condition as the group that `filters` and `subFilters` are, or a group that every row meets.
    pub(super) fn group(&self, predicate: Option<&Predicate>) -> Result<Group, CompileError> {
        let Some(predicate) = predicate else {
            return Ok(group(Junction::And, Vec::new()));
        };
        match self.condition(&predicate.normal())? {
            Condition::Group(all) if all.logical_operation == codes::AND => Ok(all),
            other => Ok(group(Junction::And, vec![other])),
        }
    }

    /// A condition in normal form.
    fn condition(&self, predicate: &Predicate) -> Result<Condition, CompileError> {
        match predicate {
            Predicate::Compare(comparison) => self.comparison(comparison),
            Predicate::IsNull(column) => Ok(is_null(path(*column), true)),
            Predicate::Between { term, lower, upper } => Ok(Filter {
                kind: filter_type::BETWEEN,
                comparison_type: comparison::BETWEEN,
                right_less_expression: Some(self.value(term, lower)?),
                right_greater_expression: Some(self.value(term, upper)?),
                ..self.on(term)?
            }
            .into()),
            Predicate::In { term, values } => self.list(term, values, false),
            Predicate::Text { term, test, value } => {
                self.text(term, codes::text_test(*test, false), value)
            }
            Predicate::Exists { rows, filter } => {
                self.existence(rows, filter.as_deref(), comparison::EXISTS)
            }
            Predicate::Raw(raw) => self.raw(raw),
            Predicate::Joined(junction, conditions) => self.joined(*junction, conditions),
            Predicate::Not(inner) => self.opposite(inner),
        }
    }

    /// The opposite of a condition that has one of its own: see [`Predicate::normal`].
    fn opposite(&self, inner: &Predicate) -> Result<Condition, CompileError> {
        match inner {
            Predicate::IsNull(column) => Ok(is_null(path(*column), false)),
            Predicate::In { term, values } => self.list(term, values, true),
            Predicate::Text { term, test, value } => {
                self.text(term, codes::text_test(*test, true), value)
            }
            Predicate::Exists { rows, filter } => {
                self.existence(rows, filter.as_deref(), comparison::NOT_EXISTS)
            }
            // Filters have an `isNot`, of which nobody has seen what it does to a group.
            Predicate::Raw(Raw::DataService(_)) => Err(self.refuse_words(
                "opposite of a raw condition",
                "write the opposite in the raw condition itself",
            )),
            Predicate::Raw(raw) => self.raw(raw),
            other => self.condition(&other.clone().negate().normal()),
        }
    }

    /// A filter on a value, without what is asked of it.
    fn on(&self, term: &Term) -> Result<Filter, CompileError> {
        Ok(filter(self.term(term)?))
    }

    fn value(&self, term: &Term, value: &Literal) -> Result<Expression, CompileError> {
        self.parameter(|| name(term), value)
    }

    fn comparison(&self, comparison: &Comparison) -> Result<Condition, CompileError> {
        let left = &comparison.left;
        let right = match &comparison.right {
            Right::Literal(value) => self.value(left, value)?,
            Right::Column(other) => column(path(*other)),
            Right::Macro(value) => self.macros(|| name(left), *value)?,
        };
        Ok(Filter {
            comparison_type: codes::operator(comparison.operator),
            trim_date_time_parameter_to_date: counts_days(&comparison.right),
            right_expression: Some(right),
            ..self.on(left)?
        }
        .into())
    }

    fn text(&self, term: &Term, code: u8, value: &str) -> Result<Condition, CompileError> {
        let value = Literal::Text(value.to_owned());
        Ok(Filter {
            comparison_type: code,
            right_expression: Some(self.value(term, &value)?),
            ..self.on(term)?
        }
        .into())
    }

    /// A list stays one however short: the server makes a comparison of a list of one by itself.
    /// Without values it cannot be sent, since the server makes broken SQL of it.
    fn list(
        &self,
        term: &Term,
        values: &[Literal],
        negated: bool,
    ) -> Result<Condition, CompileError> {
        if values.is_empty() {
            return Ok(self.constant(negated));
        }
        if negated && values.iter().any(|value| matches!(value, Literal::Guid(_))) {
            return self.none_of(term, values);
        }
        let values = values.iter().map(|value| self.value(term, value));
        Ok(Filter {
            kind: filter_type::IN,
            comparison_type: if negated {
                comparison::NOT_EQUAL
            } else {
                comparison::EQUAL
            },
            right_expressions: Some(values.collect::<Result<_, _>>()?),
            ..self.on(term)?
        }
        .into())
    }

    /// Comparisons and not a list: of lookups they find the empty ones, too, as `ne` does over every
    /// protocol, while SQL's `NOT IN` passes them over.
    fn none_of(&self, term: &Term, values: &[Literal]) -> Result<Condition, CompileError> {
        let differs = values.iter().map(|value| {
            self.comparison(&Comparison {
                left: term.clone(),
                operator: Operator::NotEqual,
                right: Right::Literal(value.clone()),
            })
        });
        let conditions = differs.collect::<Result<_, _>>()?;
        Ok(Condition::Group(group(Junction::And, conditions)))
    }

    /// A condition that every row meets, or none: its key is there, or is missing.
    pub(super) fn constant(&self, holds: bool) -> Condition {
        is_null(key(self.entity).to_owned(), !holds)
    }

    fn existence(
        &self,
        rows: &DetailRef,
        condition: Option<&Predicate>,
        comparison_type: u8,
    ) -> Result<Condition, CompileError> {
        let left = column(self.backward(rows, key(rows.entity))?);
        Ok(Filter {
            kind: filter_type::EXISTS,
            comparison_type,
            sub_filters: Some(self.rows_of(rows).group(condition)?),
            ..filter(left)
        }
        .into())
    }

    fn raw(&self, raw: &Raw) -> Result<Condition, CompileError> {
        match raw {
            Raw::DataService(json) => Ok(Condition::Raw(json.clone())),
            Raw::OData4(_) => Err(self.refuse(clause::RawOData4::CLAUSE)),
            Raw::OData3(_) => Err(self.refuse(clause::RawOData3::CLAUSE)),
        }
    }

    fn joined(
        &self,
        junction: Junction,
        conditions: &[Predicate],
    ) -> Result<Condition, CompileError> {
        if conditions.is_empty() {
            return Ok(self.constant(junction == Junction::And));
        }
        let conditions = conditions.iter().map(|inner| self.condition(inner));
        let conditions = conditions.collect::<Result<_, _>>()?;
        Ok(Condition::Group(group(junction, conditions)))
    }
}

impl From<Filter> for Condition {
    fn from(filter: Filter) -> Self {
        Condition::Filter(Box::new(filter))
    }
}

/// A comparison of this, without the other side.
fn filter(left: Expression) -> Filter {
    Filter {
        kind: filter_type::COMPARE,
        is_enabled: true,
        left_expression: left,
        ..Filter::default()
    }
}

pub(super) fn group(junction: Junction, items: Vec<Condition>) -> Group {
    Group {
        items,
        logical_operation: match junction {
            Junction::And => codes::AND,
            Junction::Or => codes::OR,
        },
        is_enabled: true,
        kind: filter_type::GROUP,
    }
}

/// `isNull` is written both times: the server takes it for true where it is missing.
fn is_null(path: String, null: bool) -> Condition {
    Filter {
        kind: filter_type::IS_NULL,
        comparison_type: if null {
            comparison::IS_NULL
        } else {
            comparison::IS_NOT_NULL
        },
        is_null: Some(null),
        ..filter(column(path))
    }
    .into()
}

/// Whether the other side is a period of whole days: Creatio's own client then has the time of day
/// left out of account.
fn counts_days(right: &Right) -> bool {
    match right {
        Right::Macro(Macro::Period(period, _)) => *period != Period::Hour,
        Right::Macro(Macro::Days(..)) => true,
        _ => false,
    }
}
