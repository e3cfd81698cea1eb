//! Conditions on the rows of a detail: `any`, `all`, `$count`.
//!
//! Whether Creatio answers them is not known. Here they mean what OData 4.0 says, over SQL's
//! three-valued logic: `any` holds if the condition is true for a row, `all` if it is false for
//! none, so that a row for which it is unknown counts for neither. A condition sees its own row
//! only: a translation into one entity query per detail cannot reach the rows outside.

use creatio_codegen::schema::PropertyType;

use super::{
    bind::Binder,
    filter::{Condition, Quantifier, ROW_ITSELF},
    refusal::Refusal,
};
use crate::{
    catalog::{Collection, Member},
    query::{
        compare::Operand,
        expr::{Details, Expr},
        joins::{Alias, Joins},
    },
    value::Value,
};

/// `any` within `any`, …: deeper filters are refused, well inside what SQLite takes.
const MAX_NESTING: usize = 8;

impl<'a> Binder<'a> {
    /// `any` or `all` of the detail at the end of a path.
    pub(super) fn lambda(
        &mut self,
        path: &[String],
        quantifier: &Quantifier,
    ) -> Result<Operand, Refusal> {
        let name = match quantifier {
            Quantifier::NotEmpty | Quantifier::Any(_) => "any",
            Quantifier::All(_) => "all",
        };
        let (owner, detail) = self.detail(path, name)?;
        let exists = match quantifier {
            Quantifier::NotEmpty => self.exists(owner, detail, None),
            Quantifier::Any(condition) => {
                let (joins, filter) = self.condition(detail, condition)?;
                self.exists(owner, detail, Some((joins, filter)))
            }
            Quantifier::All(condition) => {
                let (joins, filter) = self.condition(detail, condition)?;
                let fails = Expr::Not(Box::new(filter));
                Expr::Not(Box::new(self.exists(owner, detail, Some((joins, fails)))))
            }
        };
        Ok(Operand::predicate(exists))
    }

    /// `$count` of the detail at the end of a path.
    pub(super) fn count(&mut self, path: &[String]) -> Result<Operand, Refusal> {
        let (owner, detail) = self.detail(path, "$count")?;
        let count = match self.details(owner, detail, None) {
            Some(details) => Expr::Count(Box::new(details)),
            None => Expr::Value(Value::Int(0)),
        };
        Ok(Operand::of(PropertyType::Int64, count))
    }

    /// The names of a path after the name of this level's row.
    pub(super) fn below_variable<'n>(&self, names: &'n [String]) -> Result<&'n [String], Refusal> {
        let is_row_itself = names.first().is_some_and(|first| first == ROW_ITSELF);
        match (self.variables.last(), names) {
            (None, _) if is_row_itself => Err(Refusal::Query(format!(
                "The name '{ROW_ITSELF}' is not supported."
            ))),
            (None, names) => Ok(names),
            (Some(variable), [first]) if first == variable => Err(Refusal::Query(format!(
                "The path '{first}' ends in a row; a property of it is expected."
            ))),
            (Some(variable), [first, rest @ ..]) if first == variable => Ok(rest),
            (Some(_), names) => {
                let name = if is_row_itself {
                    ROW_ITSELF.to_owned()
                } else {
                    names.join("/")
                };
                Err(Refusal::Query(format!(
                    "The name '{name}' in the expression of a lambda operator leads to a row \
                     outside of it, which is not supported."
                )))
            }
        }
    }

    /// The detail at the end of a path and the table of the rows it belongs to.
    fn detail(&mut self, path: &[String], asked: &str) -> Result<(Alias, &'a Collection), Refusal> {
        if self.documented_only {
            return Err(Refusal::not_allowed(asked));
        }
        let not_a_collection = || {
            let subject = if asked == "$count" {
                "$count"
            } else {
                "Any/All"
            };
            Refusal::Query(format!(
                "{subject} may only be used following a collection."
            ))
        };
        let [lookups @ .., last] = self.below_variable(path)? else {
            return Err(not_a_collection());
        };
        let mut alias = Alias::ROOT;
        for name in lookups {
            let entity = self.entity(alias);
            match entity.member(name) {
                Some(Member::Lookup(lookup)) => {
                    alias = self.joins.follow(self.catalog, alias, lookup);
                }
                Some(_) => return Err(Refusal::not_single(last)),
                None => return Err(Refusal::unknown_property(name, &entity.qualified_name())),
            }
        }
        let entity = self.entity(alias);
        match entity.member(last) {
            Some(Member::Collection(detail)) => Ok((alias, &entity.collections[detail])),
            Some(_) => Err(not_a_collection()),
            None => Err(Refusal::unknown_property(last, &entity.qualified_name())),
        }
    }

    /// A condition on one row of a detail, over tables of its own.
    fn condition(
        &mut self,
        detail: &Collection,
        condition: &Condition,
    ) -> Result<(Joins, Expr), Refusal> {
        let variable = &condition.variable;
        if self.variables.contains(variable) {
            return Err(Refusal::Query(format!(
                "The range variable '{variable}' has already been declared."
            )));
        }
        if self.variables.len() >= MAX_NESTING {
            return Err(Refusal::Query(format!(
                "The Any/All nesting limit of '{MAX_NESTING}' has been exceeded. \
                 'MaxAnyAllExpressionDepth' can be configured on ODataQuerySettings or \
                 EnableQueryAttribute."
            )));
        }
        let mut inner = Binder::new(self.catalog, detail.target, self.documented_only);
        inner.variables.clone_from(&self.variables);
        inner.variables.push(variable.clone());
        let body = inner.expression(&condition.body)?;
        if body.ty.is_some_and(|ty| ty != PropertyType::Boolean) {
            return Err(Refusal::Query(
                "The body of an Any/All lambda expression must evaluate to a boolean.".to_owned(),
            ));
        }
        if self.unknown_path.is_none() {
            self.unknown_path = inner.unknown_path.take();
        }
        Ok((inner.joins, body.expr))
    }

    fn exists(&self, owner: Alias, detail: &Collection, rows: Option<(Joins, Expr)>) -> Expr {
        match self.details(owner, detail, rows) {
            Some(details) => Expr::Exists(Box::new(details)),
            None => Expr::Value(Value::Bool(false)),
        }
    }

    /// Rows of a detail; `None` if no column ties them to their owner, which then has none.
    fn details(
        &self,
        owner: Alias,
        detail: &Collection,
        rows: Option<(Joins, Expr)>,
    ) -> Option<Details> {
        let key = self.entity(owner).key?;
        let (joins, filter) = match rows {
            Some((joins, filter)) => (joins, Some(filter)),
            None => (Joins::new(detail.target), None),
        };
        Some(Details {
            owner: (owner, key),
            via: detail.via?,
            joins,
            filter,
        })
    }
}
