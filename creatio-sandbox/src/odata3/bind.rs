//! Names to columns and types to comparisons: what WCF Data Services checks before a query runs.
//!
//! As in OData 4, the entity query below knows columns by path and not the `XId` properties of
//! lookups. No source tells whether a filter on them works here; they are refused as there.

use super::{
    filter::{Calculation, Kind, Node},
    functions,
    refusal::Refusal,
    types::Type,
};
use crate::{
    catalog::{Catalog, EntityId},
    query::{
        compare::{self, Operand, are_comparable},
        expr::{Expr, Function, Operator},
        joins::Joins,
        path::{self, Misstep, Resolved},
    },
    value::Value,
};

/// Resolves the names of one query and gathers the joins they need.
#[derive(Debug)]
pub(super) struct Binder<'a> {
    catalog: &'a Catalog,
    root: EntityId,
    joins: Joins,
    unknown_path: Option<String>,
}

/// An expression with its type as this service has it; `None` is the type of `null`.
struct Typed {
    expr: Expr,
    ty: Option<Type>,
    via_lookup: bool,
    is_constant: bool,
    is_nullable: bool,
}

impl Typed {
    fn of(ty: Type, expr: Expr) -> Self {
        Self {
            expr,
            ty: Some(ty),
            via_lookup: false,
            is_constant: false,
            is_nullable: false,
        }
    }

    fn net_name(&self) -> String {
        match self.ty {
            None => "<null>".to_owned(),
            Some(ty @ (Type::String | Type::Binary | Type::Stream)) => ty.net_name().to_owned(),
            Some(ty) if self.is_nullable => format!("System.Nullable`1[{}]", ty.net_name()),
            Some(ty) => ty.net_name().to_owned(),
        }
    }

    /// Numbers with a point are doubles; next to a decimal they are read as decimals.
    fn promoted(mut self, other: Option<Type>) -> Self {
        let is_real = matches!(self.ty, Some(Type::Double | Type::Single));
        if self.is_constant && is_real && other == Some(Type::Decimal) {
            self.ty = Some(Type::Decimal);
        }
        self
    }

    fn operand(self) -> Operand {
        Operand {
            expr: self.expr,
            ty: self.ty.map(Type::stored),
            via_lookup: self.via_lookup,
        }
    }
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
        Err(Refusal::Execution(format!(
            "Column by path {path} not found in schema {schema}."
        )))
    }

    /// A whole `$filter`.
    pub(super) fn filter(&mut self, node: &Node) -> Result<Expr, Refusal> {
        self.predicate(node)
    }

    /// A path of lookups that ends in a column.
    pub(super) fn path(&mut self, names: &[String], at: usize) -> Result<Resolved, Refusal> {
        let found = path::resolve(self.catalog, &mut self.joins, names)
            .map_err(|misstep| self.refused(misstep, names, at))?;
        if !found.is_known {
            self.unknown_path.get_or_insert_with(|| names.join("."));
        }
        Ok(found)
    }

    fn refused(&self, misstep: Misstep, names: &[String], at: usize) -> Refusal {
        let no_property = |name: &str, ty: &str| {
            Refusal::Query(format!(
                "No property '{name}' exists in type '{ty}' at position {at}."
            ))
        };
        match misstep {
            Misstep::Unknown(entity, name) => {
                let ty = super::type_name(self.catalog.entity(entity));
                no_property(&names[name], &ty)
            }
            Misstep::BelowColumn(ty, name) => no_property(&names[name], Type::of(ty).net_name()),
            Misstep::ManyRows(name) => Refusal::Query(format!(
                "The '{}' is an entity collection property at position {at}, which cannot be used \
                 inside query expressions.",
                names[name]
            )),
            Misstep::NoColumn => Refusal::Query(format!(
                "The path '{}' at position {at} ends in a navigation property; a property is \
                 expected.",
                names.join("/")
            )),
        }
    }

    fn predicate(&mut self, node: &Node) -> Result<Expr, Refusal> {
        let typed = self.expression(node)?;
        match typed.ty {
            Some(Type::Boolean) => Ok(typed.expr),
            _ => Err(Refusal::Query(format!(
                "Expression of type 'System.Boolean' expected at position {}.",
                node.at
            ))),
        }
    }

    fn predicates(&mut self, nodes: &[Node]) -> Result<Vec<Expr>, Refusal> {
        nodes.iter().map(|node| self.predicate(node)).collect()
    }

    fn expression(&mut self, node: &Node) -> Result<Typed, Refusal> {
        let at = node.at;
        let truth = |expr| Ok(Typed::of(Type::Boolean, expr));
        match &node.kind {
            Kind::Literal(literal) => Ok(Typed {
                expr: Expr::Value(literal.value.clone()),
                ty: literal.ty,
                via_lookup: false,
                is_constant: true,
                is_nullable: false,
            }),
            Kind::Path(names) => {
                let found = self.path(names, at)?;
                let entity = self.catalog.entity(self.joins.entity(found.alias));
                Ok(Typed {
                    expr: Expr::Column(found.alias, found.column),
                    ty: Some(Type::of(found.ty)),
                    via_lookup: found.via_lookup,
                    is_constant: false,
                    is_nullable: entity.key != Some(found.column),
                })
            }
            Kind::Call(name, arguments) => self.call(name, arguments, at),
            Kind::Compare(operator, sides) => {
                let sides = (self.expression(&sides.0)?, self.expression(&sides.1)?);
                comparison(*operator, sides, at)
            }
            Kind::Calculate(operator, sides) => {
                let sides = (self.expression(&sides.0)?, self.expression(&sides.1)?);
                calculation(*operator, sides, at)
            }
            Kind::Not(inner) => truth(Expr::Not(Box::new(self.predicate(inner)?))),
            Kind::Negate(inner) => {
                let zero = Typed::of(Type::Int32, Expr::Value(Value::Int(0)));
                let inner = self.expression(inner)?;
                calculation(Calculation::Subtract, (zero, inner), at)
            }
            Kind::And(terms) => truth(Expr::And(self.predicates(terms)?)),
            Kind::Or(terms) => truth(Expr::Or(self.predicates(terms)?)),
        }
    }

    fn call(&mut self, name: &str, arguments: &[Node], at: usize) -> Result<Typed, Refusal> {
        let arguments = arguments.iter().map(|argument| self.expression(argument));
        let arguments = arguments.collect::<Result<Vec<_>, _>>()?;
        let types: Vec<_> = arguments.iter().map(|argument| argument.ty).collect();
        let signature = functions::find(name, &types, at).map_err(Refusal::Query)?;
        let mut arguments: Vec<_> = arguments.into_iter().map(|found| found.expr).collect();
        if signature.function == Function::Contains {
            arguments.reverse();
        }
        let value = Expr::Call(signature.function, arguments);
        Ok(Typed::of(signature.result, value))
    }
}

fn comparison(
    operator: Operator,
    (left, right): (Typed, Typed),
    at: usize,
) -> Result<Typed, Refusal> {
    let word = match operator {
        Operator::Eq => "eq",
        Operator::Ne => "ne",
        Operator::Gt => "gt",
        Operator::Ge => "ge",
        Operator::Lt => "lt",
        Operator::Le => "le",
    };
    let (left_ty, right_ty) = (left.ty, right.ty);
    let (left, right) = (left.promoted(right_ty), right.promoted(left_ty));
    let is_equality = matches!(operator, Operator::Eq | Operator::Ne);
    let is_allowed = match (left.ty, right.ty) {
        (Some(left), Some(right)) => fits(left, right) && (is_equality || has_order(left)),
        (Some(ty), None) | (None, Some(ty)) => ty != Type::Stream,
        (None, None) => true,
    };
    if !is_allowed {
        return Err(incompatible(word, &left, &right, at));
    }
    let compared = compare::comparison(operator, left.operand(), right.operand());
    Ok(Typed::of(Type::Boolean, compared))
}

/// Whether two types meet: the same, or two numbers. Decimals and floating point do not mix, and
/// an instant with a zone is no instant without.
fn fits(left: Type, right: Type) -> bool {
    let is_offset = |ty| ty == Type::DateTimeOffset;
    let is_real = |ty| matches!(ty, Type::Double | Type::Single);
    let is_mixed = |one, other| is_real(one) && other == Type::Decimal;
    are_comparable(left.stored(), right.stored())
        && is_offset(left) == is_offset(right)
        && !is_mixed(left, right)
        && !is_mixed(right, left)
}

fn has_order(ty: Type) -> bool {
    !matches!(ty, Type::Boolean | Type::Binary | Type::Stream)
}

fn calculation(
    operator: Calculation,
    (left, right): (Typed, Typed),
    at: usize,
) -> Result<Typed, Refusal> {
    let (word, function) = match operator {
        Calculation::Add => ("add", Function::Add),
        Calculation::Subtract => ("sub", Function::Subtract),
        Calculation::Multiply => ("mul", Function::Multiply),
        Calculation::Divide => ("div", Function::Divide),
        Calculation::Modulo => ("mod", Function::Remainder),
    };
    let (left_ty, right_ty) = (left.ty, right.ty);
    let (left, right) = (left.promoted(right_ty), right.promoted(left_ty));
    let are_numbers = [left.ty, right.ty]
        .into_iter()
        .all(|ty| ty.is_some_and(Type::is_number));
    let (Some(left_ty), Some(right_ty), true) = (left.ty, right.ty, are_numbers) else {
        return Err(incompatible(word, &left, &right, at));
    };
    if !fits(left_ty, right_ty) {
        return Err(incompatible(word, &left, &right, at));
    }
    let ranks = [Type::Double, Type::Single, Type::Decimal, Type::Int64];
    let wider = ranks
        .into_iter()
        .find(|ty| [left_ty, right_ty].contains(ty))
        .unwrap_or(Type::Int32);
    let value = Expr::Call(function, vec![left.expr, right.expr]);
    Ok(Typed::of(wider, value))
}

fn incompatible(word: &str, left: &Typed, right: &Typed, at: usize) -> Refusal {
    Refusal::Query(format!(
        "Operator '{word}' incompatible with operand types '{}' and '{}' at position {at}.",
        left.net_name(),
        right.net_name()
    ))
}
