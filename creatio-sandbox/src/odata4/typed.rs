//! Typed expressions, and what may be compared with what.

use creatio_codegen::schema::PropertyType;

use super::{filter::Literal, refusal::Refusal};
use crate::{
    query::expr::{Collation, Expr, Operator, Storage},
    value::{Value, edm_name, is_integer},
};

/// An expression with its type; `None` is the type of `null`.
#[derive(Debug)]
pub(super) struct Typed {
    pub(super) expr: Expr,
    pub(super) ty: Option<PropertyType>,
    /// Whether it is the key behind a lookup, where "not equal" includes "empty".
    pub(super) via_lookup: bool,
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

/// A constant with the type of its form.
pub(super) fn constant(literal: &Literal) -> Typed {
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

/// `left operator right`, if the types allow it.
pub(super) fn comparison(operator: Operator, left: Typed, right: Typed) -> Result<Expr, Refusal> {
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

/// The refusal of operands whose types do not go together.
pub(super) fn incompatible(
    left: Option<PropertyType>,
    right: Option<PropertyType>,
    kind: &str,
) -> Refusal {
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
