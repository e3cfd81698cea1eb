//! Names to columns and types to comparisons: what OData checks before a query runs.
//!
//! Two layers speak here, as on an instance. The OData layer knows the model and answers 400. The
//! entity query below it knows columns by path and not the `XId` properties of lookups; it
//! fails later, with a 500. [`Binder::finish`] gives the second only if the first had nothing to
//! object.

use creatio_codegen::schema::PropertyType;

use super::{
    filter::{Ast, Literal},
    functions,
    refusal::Refusal,
};
use crate::{
    catalog::{Catalog, Entity, EntityId, Member},
    query::{
        expr::{Collation, Expr, Operator, Storage},
        joins::{Alias, Joins},
    },
    value::{Value, edm_name, is_integer},
};

/// Resolves the names of one query and gathers the joins they need.
#[derive(Debug)]
pub(super) struct Binder<'a> {
    catalog: &'a Catalog,
    root: EntityId,
    joins: Joins,
    unknown_path: Option<String>,
}

/// An expression with its type; `None` is the type of `null`.
#[derive(Debug)]
pub(super) struct Typed {
    pub(super) expr: Expr,
    pub(super) ty: Option<PropertyType>,
    /// Whether it is the key behind a lookup, where "not equal" includes "empty".
    via_lookup: bool,
}

/// A column at the end of a path.
#[derive(Debug)]
pub(super) struct Resolved {
    pub(super) alias: Alias,
    pub(super) column: usize,
    pub(super) ty: PropertyType,
    via_lookup: bool,
}

impl<'a> Binder<'a> {
    pub(super) fn new(catalog: &'a Catalog, root: EntityId) -> Self {
        Self {
            catalog,
            root,
            joins: Joins::new(root),
            unknown_path: None,
        }
    }

    /// The joins of everything bound, unless the entity query would not know a path.
    pub(super) fn finish(self) -> Result<Joins, Refusal> {
        let Some(path) = self.unknown_path else {
            return Ok(self.joins);
        };
        let schema = &self.catalog.entity(self.root).name;
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
        let mut alias = Alias::ROOT;
        for (position, name) in names.iter().enumerate() {
            let entity = self.entity(alias);
            let rest = &names[position + 1..];
            match entity.member(name) {
                Some(Member::Column(column)) => {
                    return self.end_of_path(alias, column, names, rest);
                }
                Some(Member::Lookup(lookup)) => {
                    if let Some(resolved) = key_of_lookup(self.catalog, entity, alias, lookup, rest)
                    {
                        return Ok(resolved);
                    }
                    alias = self.joins.follow(self.catalog, alias, lookup);
                }
                Some(Member::Collection(_)) => {
                    let property = rest.first().unwrap_or(name);
                    return Err(Refusal::Query(format!(
                        "The parent value for a property access of a property '{property}' is not \
                         a single value. Property access can only be applied to a single value."
                    )));
                }
                None => return Err(Refusal::unknown_property(name, &entity.qualified_name())),
            }
        }
        Err(Refusal::Query(format!(
            "The path '{}' ends in a navigation property; a column is expected.",
            names.join("/")
        )))
    }

    fn end_of_path(
        &mut self,
        alias: Alias,
        column: usize,
        names: &[String],
        rest: &[String],
    ) -> Result<Resolved, Refusal> {
        let found = &self.entity(alias).columns[column];
        if let Some(beyond) = rest.first() {
            return Err(Refusal::unknown_property(beyond, edm_name(found.ty)));
        }
        if found.ty == PropertyType::Stream || found.is_lookup_key {
            self.unknown_path.get_or_insert_with(|| names.join("."));
        }
        Ok(Resolved {
            alias,
            column,
            ty: found.ty,
            via_lookup: false,
        })
    }

    fn entity(&self, alias: Alias) -> &'a Entity {
        self.catalog.entity(self.joins.entity(alias))
    }

    pub(super) fn expression(&mut self, ast: &Ast) -> Result<Typed, Refusal> {
        match ast {
            Ast::Literal(literal) => Ok(constant(literal)),
            Ast::Path(names) => {
                let found = self.path(names)?;
                let expr = Expr::Column(found.alias, found.column);
                Ok(Typed {
                    expr,
                    ty: Some(found.ty),
                    via_lookup: found.via_lookup,
                })
            }
            Ast::Call(name, arguments) => functions::call(self, name, arguments),
            Ast::Compare(operator, sides) => {
                let left = self.expression(&sides.0)?;
                let right = self.expression(&sides.1)?;
                comparison(*operator, left, right).map(Typed::predicate)
            }
            Ast::Not(inner) => {
                let inner = self.expression(inner)?;
                match inner.ty {
                    None | Some(PropertyType::Boolean) => {
                        Ok(Typed::predicate(Expr::Not(Box::new(inner.expr))))
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
                .map(|terms| Typed::predicate(Expr::And(terms))),
            Ast::Or(terms) => self
                .terms(terms, "Or")
                .map(|terms| Typed::predicate(Expr::Or(terms))),
        }
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

impl Typed {
    /// A value that is true, false or unknown.
    pub(super) fn predicate(expr: Expr) -> Self {
        Self::of(PropertyType::Boolean, expr)
    }

    pub(super) fn of(ty: PropertyType, expr: Expr) -> Self {
        Self {
            expr,
            ty: Some(ty),
            via_lookup: false,
        }
    }
}

/// `X/Id` needs no join: the key is in the row itself.
fn key_of_lookup(
    catalog: &Catalog,
    entity: &Entity,
    alias: Alias,
    lookup: usize,
    rest: &[String],
) -> Option<Resolved> {
    let [last] = rest else { return None };
    let lookup = &entity.lookups[lookup];
    let target = catalog.entity(lookup.target);
    let key = target.key?;
    let is_key = target.columns[key].name == *last;
    let column = lookup.column.filter(|_| is_key)?;
    Some(Resolved {
        alias,
        column,
        ty: entity.columns[column].ty,
        via_lookup: true,
    })
}

fn constant(literal: &Literal) -> Typed {
    let (ty, value) = match literal {
        Literal::Null => {
            return Typed {
                expr: Expr::Value(Value::Null),
                ty: None,
                via_lookup: false,
            };
        }
        Literal::Bool(value) => (PropertyType::Boolean, Value::Bool(*value)),
        Literal::Int(value) => (int_type(*value), Value::Int(*value)),
        Literal::Decimal(value) => (PropertyType::Decimal, Value::Decimal(*value)),
        Literal::Text(value) => (PropertyType::String, Value::Text(value.clone())),
        Literal::Guid(value) => (PropertyType::Guid, Value::Guid(*value)),
        Literal::Instant(value) => (PropertyType::DateTimeOffset, Value::Instant(*value)),
        Literal::Date(value) => (PropertyType::Date, Value::Text(value.clone())),
        Literal::Time(value) => (PropertyType::TimeOfDay, Value::Text(value.clone())),
    };
    Typed::of(ty, Expr::Value(value))
}

fn int_type(value: i64) -> PropertyType {
    if i32::try_from(value).is_ok() {
        PropertyType::Int32
    } else {
        PropertyType::Int64
    }
}

fn comparison(operator: Operator, left: Typed, right: Typed) -> Result<Expr, Refusal> {
    let (left_ty, right_ty) = (left.ty, right.ty);
    if let (Some(left_ty), Some(right_ty)) = (left_ty, right_ty)
        && class(left_ty) != class(right_ty)
    {
        return Err(incompatible(
            Some(left_ty),
            Some(right_ty),
            operator_kind(operator),
        ));
    }
    let is_equality = matches!(operator, Operator::Eq | Operator::Ne);
    let test = match (
        is_equality,
        is_absent(&left, right_ty),
        is_absent(&right, left_ty),
    ) {
        (true, true, true) => Some(Expr::Value(Value::Bool(true))),
        (true, false, true) => Some(absence(left.ty, left.expr.clone())),
        (true, true, false) => Some(absence(right.ty, right.expr.clone())),
        _ => None,
    };
    if let Some(test) = test {
        return Ok(if operator == Operator::Ne {
            Expr::Not(Box::new(test))
        } else {
            test
        });
    }
    let lookup = [&left, &right]
        .into_iter()
        .find(|side| side.via_lookup)
        .map(|side| side.expr.clone());
    let compared = compare(operator, left, right);
    Ok(match lookup.filter(|_| operator == Operator::Ne) {
        Some(lookup) => Expr::Or(vec![compared, Expr::IsNull(Box::new(lookup))]),
        None => compared,
    })
}

/// Whether a side is the constant "no value": `null`, and for text also `''`.
fn is_absent(side: &Typed, other: Option<PropertyType>) -> bool {
    match &side.expr {
        Expr::Value(Value::Null) => true,
        Expr::Value(Value::Text(text)) => {
            text.is_empty() && other.is_none_or(|ty| ty == PropertyType::String)
        }
        _ => false,
    }
}

fn absence(ty: Option<PropertyType>, expr: Expr) -> Expr {
    match ty {
        Some(PropertyType::String) => Expr::IsEmptyText(Box::new(expr)),
        _ => Expr::IsNull(Box::new(expr)),
    }
}

fn compare(operator: Operator, left: Typed, right: Typed) -> Expr {
    let types = [left.ty, right.ty];
    let any = |test: fn(PropertyType) -> bool| types.into_iter().flatten().any(test);
    let is_real = |ty| matches!(ty, PropertyType::Single | PropertyType::Double);
    let (collation, storage) = if any(is_real) {
        (Collation::Binary, Some(Storage::Real))
    } else if any(|ty| ty == PropertyType::Decimal) {
        (Collation::Decimal, Some(Storage::Text))
    } else if any(|ty| ty == PropertyType::String) {
        (Collation::Text, None)
    } else {
        (Collation::Binary, None)
    };
    let side = |side: Typed| match storage {
        Some(storage) => Expr::Cast(Box::new(side.expr), storage),
        None => side.expr,
    };
    Expr::Compare(operator, collation, Box::new((side(left), side(right))))
}

/// Types of one class compare with each other.
fn class(ty: PropertyType) -> PropertyType {
    match ty {
        PropertyType::Decimal | PropertyType::Single | PropertyType::Double => {
            PropertyType::Decimal
        }
        ty if is_integer(ty) => PropertyType::Decimal,
        ty => ty,
    }
}

fn incompatible(left: Option<PropertyType>, right: Option<PropertyType>, kind: &str) -> Refusal {
    let name = |ty: Option<PropertyType>| ty.map_or("<null>", edm_name);
    Refusal::Query(format!(
        "A binary operator with incompatible types was detected. Found operand types '{}' and \
         '{}' for operator kind '{kind}'.",
        name(left),
        name(right)
    ))
}

fn operator_kind(operator: Operator) -> &'static str {
    match operator {
        Operator::Eq => "Equal",
        Operator::Ne => "NotEqual",
        Operator::Gt => "GreaterThan",
        Operator::Ge => "GreaterThanOrEqual",
        Operator::Lt => "LessThan",
        Operator::Le => "LessThanOrEqual",
    }
}
