//! Constants with their types, and what may be compared with what.

use creatio_codegen::schema::PropertyType;

use super::{filter::Literal, refusal::Refusal};
use crate::{
    query::{
        compare::{self, Operand, are_comparable},
        expr::{Expr, Operator},
    },
    value::{Value, edm_name},
};

/// A constant with the type of its form.
pub(super) fn constant(literal: &Literal) -> Operand {
    let (ty, value) = match literal {
        Literal::Null => return Operand::null(),
        Literal::Bool(value) => (PropertyType::Boolean, Value::Bool(*value)),
        Literal::Int(value) => (int_type(*value), Value::Int(*value)),
        Literal::Decimal(value) => (PropertyType::Decimal, Value::Decimal(*value)),
        Literal::Text(value) => (PropertyType::String, Value::Text(value.clone())),
        Literal::Guid(value) => (PropertyType::Guid, Value::Guid(*value)),
        Literal::Instant(value) => (PropertyType::DateTimeOffset, Value::Instant(*value)),
        Literal::Date(value) => (PropertyType::Date, Value::Text(value.clone())),
        Literal::Time(value) => (PropertyType::TimeOfDay, Value::Text(value.clone())),
    };
    Operand::of(ty, Expr::Value(value))
}

fn int_type(value: i64) -> PropertyType {
    if i32::try_from(value).is_ok() {
        PropertyType::Int32
    } else {
        PropertyType::Int64
    }
}

/// `left operator right`, if the types allow it.
pub(super) fn comparison(
    operator: Operator,
    left: Operand,
    right: Operand,
) -> Result<Expr, Refusal> {
    match (left.ty, right.ty) {
        (Some(left), Some(right)) if !are_comparable(left, right) => Err(incompatible(
            Some(left),
            Some(right),
            operator_kind(operator),
        )),
        _ => Ok(compare::comparison(operator, left, right)),
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
