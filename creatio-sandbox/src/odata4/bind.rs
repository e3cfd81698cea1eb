//! Names to columns and types to comparisons: what OData checks before a query runs.
//!
//! Two layers speak here, as on an instance. The OData layer knows the model and answers 400. The
//! entity query below it knows columns by path and not the `XId` properties of lookups; it
//! fails later, with a 500. [`Binder::finish`] gives the second only if the first had nothing to
//! object.

use creatio_codegen::schema::PropertyType;

use super::{
    filter::Ast,
    functions,
    refusal::Refusal,
    typed::{comparison, constant, incompatible},
};
use crate::{
    catalog::{Catalog, Entity, EntityId},
    query::{
        compare::Operand,
        expr::Expr,
        joins::{Alias, Joins},
        path::{self, Misstep, Resolved},
    },
    value::edm_name,
};

/// Resolves the names of one query and gathers the joins they need.
#[derive(Debug)]
pub(super) struct Binder<'a> {
    pub(super) catalog: &'a Catalog,
    root: EntityId,
    pub(super) joins: Joins,
    /// The first path that OData accepts and the entity query does not.
    pub(super) unknown_path: Option<UnknownPath>,
    /// The names of rows, outermost first; the last one is the row of this level. The root has
    /// none.
    pub(super) variables: Vec<String>,
    pub(super) documented_only: bool,
}

/// A path that the entity query would not know, from this entity.
#[derive(Debug)]
pub(super) struct UnknownPath {
    root: EntityId,
    path: String,
}

impl<'a> Binder<'a> {
    /// A binder for queries over an entity. With `documented_only`, what nobody has seen Creatio
    /// answer is refused.
    pub(super) fn new(catalog: &'a Catalog, root: EntityId, documented_only: bool) -> Self {
        Self {
            catalog,
            root,
            joins: Joins::new(root),
            unknown_path: None,
            variables: Vec::new(),
            documented_only,
        }
    }

    /// The joins of everything bound, unless the entity query would not know a path.
    pub(super) fn finish(self) -> Result<Joins, Refusal> {
        let Some(UnknownPath { root, path }) = self.unknown_path else {
            return Ok(self.joins);
        };
        let schema = &self.catalog.entity(root).name;
        Err(Refusal::Serialization(format!(
            "Column by path {path} not found in schema {schema}."
        )))
    }

    /// A whole `$filter`.
    pub(super) fn filter(&mut self, ast: &Ast) -> Result<Expr, Refusal> {
        let typed = self.expression(ast)?;
        match typed.ty {
            Some(PropertyType::Boolean) => Ok(typed.expr),
            _ => Err(Refusal::Query(
                "The $filter expression must evaluate to a single boolean value.".to_owned(),
            )),
        }
    }

    /// A path of lookups that ends in a column.
    pub(super) fn path(&mut self, names: &[String]) -> Result<Resolved, Refusal> {
        let found = path::resolve(self.catalog, &mut self.joins, names)
            .map_err(|misstep| self.refused(misstep, names))?;
        if !found.is_known {
            self.unknown_path.get_or_insert_with(|| UnknownPath {
                root: self.root,
                path: names.join("."),
            });
        }
        Ok(found)
    }

    fn refused(&self, misstep: Misstep, names: &[String]) -> Refusal {
        match misstep {
            Misstep::Unknown(entity, at) => {
                let entity = self.catalog.entity(entity).qualified_name();
                Refusal::unknown_property(&names[at], &entity)
            }
            Misstep::BelowColumn(ty, at) => Refusal::unknown_property(&names[at], edm_name(ty)),
            Misstep::ManyRows(at) => Refusal::not_single(names.get(at + 1).unwrap_or(&names[at])),
            Misstep::NoColumn => Refusal::Query(format!(
                "The path '{}' ends in a navigation property; a column is expected.",
                names.join("/")
            )),
        }
    }

    pub(super) fn entity(&self, alias: Alias) -> &'a Entity {
        self.catalog.entity(self.joins.entity(alias))
    }

    pub(super) fn expression(&mut self, ast: &Ast) -> Result<Operand, Refusal> {
        match ast {
            Ast::Literal(literal) => Ok(constant(literal)),
            Ast::Path(names) => {
                let found = self.path(self.below_variable(names)?)?;
                let expr = Expr::Column(found.alias, found.column);
                Ok(Operand {
                    expr,
                    ty: Some(found.ty),
                    via_lookup: found.via_lookup,
                })
            }
            Ast::Lambda(path, quantifier) => self.lambda(path, quantifier),
            Ast::Count(path) => self.count(path),
            Ast::Call(name, arguments) => self.call(name, arguments),
            Ast::Compare(operator, sides) => {
                let left = self.expression(&sides.0)?;
                let right = self.expression(&sides.1)?;
                comparison(*operator, left, right).map(Operand::predicate)
            }
            Ast::Not(inner) => {
                let inner = self.expression(inner)?;
                match inner.ty {
                    None | Some(PropertyType::Boolean) => {
                        Ok(Operand::predicate(Expr::Not(Box::new(inner.expr))))
                    }
                    Some(other) => Err(Refusal::Query(format!(
                        "A unary operator with an incompatible type was detected. Found operand \
                         type '{}' for operator kind 'Not'.",
                        edm_name(other)
                    ))),
                }
            }
            Ast::And(terms) => self
                .terms(terms, "And")
                .map(|terms| Operand::predicate(Expr::And(terms))),
            Ast::Or(terms) => self
                .terms(terms, "Or")
                .map(|terms| Operand::predicate(Expr::Or(terms))),
        }
    }

    fn call(&mut self, name: &str, arguments: &[Ast]) -> Result<Operand, Refusal> {
        let signature = functions::named(name)?;
        if self.documented_only && !functions::is_documented(signature) {
            return Err(Refusal::not_allowed(name));
        }
        let arguments = arguments.iter().map(|argument| self.expression(argument));
        let arguments = arguments.collect::<Result<Vec<_>, _>>()?;
        let types: Vec<_> = arguments.iter().map(|argument| argument.ty).collect();
        functions::check(signature, &types)?;
        let arguments = arguments
            .into_iter()
            .map(|argument| argument.expr)
            .collect();
        Ok(Operand::of(
            signature.result,
            Expr::Call(signature.function, arguments),
        ))
    }

    fn terms(&mut self, terms: &[Ast], kind: &str) -> Result<Vec<Expr>, Refusal> {
        let terms = terms.iter().map(|term| self.expression(term));
        let terms = terms.collect::<Result<Vec<_>, _>>()?;
        let is_boolean = |ty: Option<PropertyType>| ty.is_none_or(|ty| ty == PropertyType::Boolean);
        if let Some(other) = terms.iter().position(|term| !is_boolean(term.ty)) {
            let left = other.saturating_sub(1);
            let right = left + 1;
            return Err(incompatible(terms[left].ty, terms[right].ty, kind));
        }
        Ok(terms.into_iter().map(|term| term.expr).collect())
    }
}
