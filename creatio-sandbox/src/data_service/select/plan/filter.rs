//! Conditions as one expression that is true, false or unknown.

use super::{Binder, compare::compare, scope::Found, value::Side};
use crate::{
    data_service::select::{
        exception::Exception,
        wire::{Comparison, Conjunction, Expression, Filter, Presence, Test},
    },
    query::{
        compare::absence,
        expr::{Expr, Operator},
    },
};

impl Binder<'_> {
    /// A condition; `None` if there is nothing in it.
    pub(super) fn filter(&mut self, filter: &Filter) -> Result<Option<Expr>, Exception> {
        let Some(expr) = self.test(&filter.test, filter.by_day)? else {
            return Ok(None);
        };
        if expr.is_total() {
            return Err(Exception::database(
                "An aggregate may not appear in the WHERE clause unless it is in a subquery \
                 contained in a HAVING clause or a select list, and the column being aggregated \
                 is an outer reference.",
            ));
        }
        Ok(Some(if filter.is_not {
            Expr::Not(Box::new(expr))
        } else {
            expr
        }))
    }

    fn test(&mut self, test: &Test, by_day: bool) -> Result<Option<Expr>, Exception> {
        match test {
            Test::Group(conjunction, filters) => return self.group(*conjunction, filters),
            Test::Compare(how, sides) => {
                let left = self.side(&sides.0)?;
                let right = self.side(&sides.1)?;
                self.compare(*how, left, right, by_day)
            }
            Test::Presence(value, presence) => {
                let value = self.value(value)?;
                let absent = absence(Some(value.ty), value.expr);
                Ok(match presence {
                    Presence::Null => absent,
                    Presence::NotNull => Expr::Not(Box::new(absent)),
                })
            }
            Test::Between(sides) => {
                let value = self.side(&sides.0)?;
                let lower = self.side(&sides.1)?;
                let upper = self.side(&sides.2)?;
                let ge = Comparison::Order(Operator::Ge);
                let le = Comparison::Order(Operator::Le);
                let lower = self.compare(ge, value.clone(), lower, by_day)?;
                let upper = self.compare(le, value, upper, by_day)?;
                Ok(Expr::And(vec![lower, upper]))
            }
            Test::In(value, others, is_not) => self.among_values(value, others, *is_not, by_day),
            Test::Exists(path, filter, is_not) => self.exists(path, filter.as_deref(), *is_not),
        }
        .map(Some)
    }

    fn group(
        &mut self,
        conjunction: Conjunction,
        filters: &[Filter],
    ) -> Result<Option<Expr>, Exception> {
        let mut terms = Vec::with_capacity(filters.len());
        for filter in filters {
            terms.extend(self.filter(filter)?);
        }
        Ok(match (terms.is_empty(), conjunction) {
            (true, _) => None,
            (false, Conjunction::And) => Some(Expr::And(terms)),
            (false, Conjunction::Or) => Some(Expr::Or(terms)),
        })
    }

    /// Equality with any, or inequality with all. "Not in" finds empty lookups, as "not equal"
    /// does.
    fn among_values(
        &mut self,
        value: &Expression,
        others: &[Expression],
        is_not: bool,
        by_day: bool,
    ) -> Result<Expr, Exception> {
        if others.is_empty() {
            return Err(Exception::database("Incorrect syntax near ')'."));
        }
        let value = self.side(value)?;
        let operator = if is_not { Operator::Ne } else { Operator::Eq };
        let mut terms = Vec::with_capacity(others.len());
        for other in others {
            let other = self.side(other)?;
            terms.push(self.compare(Comparison::Order(operator), value.clone(), other, by_day)?);
        }
        Ok(if is_not {
            Expr::And(terms)
        } else {
            Expr::Or(terms)
        })
    }

    fn exists(
        &mut self,
        path: &str,
        filter: Option<&Filter>,
        is_not: bool,
    ) -> Result<Expr, Exception> {
        let Found::Details(reverse, below) = self.scope.resolve(path)? else {
            return Err(Exception::not_supported(format!(
                "Exists needs a backward reference, which {path} is not."
            )));
        };
        let (details, _) = self.details(&reverse, below, filter)?;
        let exists = Expr::Exists(Box::new(details));
        Ok(if is_not {
            Expr::Not(Box::new(exists))
        } else {
            exists
        })
    }

    fn compare(
        &self,
        how: Comparison,
        left: Side,
        right: Side,
        by_day: bool,
    ) -> Result<Expr, Exception> {
        compare(how, left, right, by_day, &self.world.user.zone)
    }
}
