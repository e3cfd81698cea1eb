//! What a comparison means: no values, numbers of different types, text, keys of lookups.
//!
//! Protocols decide which types may meet and say so in their own words; what the comparison of two
//! that do is, they share. An absent value compares as unknown, with two exceptions of Creatio's:
//! absent text is empty text, and "not equal" on the key of a lookup includes the empty lookup.

use creatio_codegen::schema::PropertyType;

use super::expr::{Collation, Expr, Operator, Storage};
use crate::value::{Value, is_integer};

/// One side of a comparison: an expression with its type; `None` is the type of `null`.
#[derive(Debug)]
pub(crate) struct Operand {
    /// Its value.
    pub(crate) expr: Expr,
    /// The type of its value.
    pub(crate) ty: Option<PropertyType>,
    /// Whether it is the key behind a lookup, where "not equal" includes "empty".
    pub(crate) via_lookup: bool,
}

impl Operand {
    /// A value that is true, false or unknown.
    pub(crate) fn predicate(expr: Expr) -> Self {
        Self::of(PropertyType::Boolean, expr)
    }

    /// A value of this type.
    pub(crate) fn of(ty: PropertyType, expr: Expr) -> Self {
        Self {
            expr,
            ty: Some(ty),
            via_lookup: false,
        }
    }

    /// `null`
    pub(crate) fn null() -> Self {
        Self {
            expr: Expr::Value(Value::Null),
            ty: None,
            via_lookup: false,
        }
    }
}

/// Whether values of these types can be told greater, less or equal.
pub(crate) fn are_comparable(left: PropertyType, right: PropertyType) -> bool {
    class(left) == class(right)
}

/// `left operator right`, for sides whose types are comparable.
pub(crate) fn comparison(operator: Operator, left: Operand, right: Operand) -> Expr {
    let is_equality = matches!(operator, Operator::Eq | Operator::Ne);
    let test = match (
        is_equality,
        is_absent(&left, right.ty),
        is_absent(&right, left.ty),
    ) {
        (true, true, true) => Some(Expr::Value(Value::Bool(true))),
        (true, false, true) => Some(absence(left.ty, left.expr.clone())),
        (true, true, false) => Some(absence(right.ty, right.expr.clone())),
        _ => None,
    };
    if let Some(test) = test {
        return if operator == Operator::Ne {
            Expr::Not(Box::new(test))
        } else {
            test
        };
    }
    let lookup = [&left, &right]
        .into_iter()
        .find(|side| side.via_lookup)
        .map(|side| side.expr.clone());
    let compared = compare(operator, left, right);
    match lookup.filter(|_| operator == Operator::Ne) {
        Some(lookup) => Expr::Or(vec![compared, Expr::IsNull(Box::new(lookup))]),
        None => compared,
    }
}

/// Whether a value of this type is absent; for text, whether it is empty.
pub(crate) fn absence(ty: Option<PropertyType>, expr: Expr) -> Expr {
    match ty {
        Some(PropertyType::String) => Expr::IsEmptyText(Box::new(expr)),
        _ => Expr::IsNull(Box::new(expr)),
    }
}

/// How values of this type compare where they are stored.
pub(crate) fn collation(ty: PropertyType) -> Collation {
    match ty {
        PropertyType::Decimal => Collation::Decimal,
        PropertyType::String => Collation::Text,
        _ => Collation::Binary,
    }
}

/// Whether a side is the constant "no value": `null`, and for text also `''`.
fn is_absent(side: &Operand, other: Option<PropertyType>) -> bool {
    match &side.expr {
        Expr::Value(Value::Null) => true,
        Expr::Value(Value::Text(text)) => {
            text.is_empty() && other.is_none_or(|ty| ty == PropertyType::String)
        }
        _ => false,
    }
}

fn compare(operator: Operator, left: Operand, right: Operand) -> Expr {
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
    let side = |side: Operand| match storage {
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
