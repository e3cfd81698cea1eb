//! Comparisons of two sides, which settle what kind of time a wall clock means.

use creatio_codegen::schema::PropertyType;
use jiff::tz::TimeZone;

use super::{
    period::Period,
    value::{Bound, Side, Time},
};
use crate::{
    data_service::select::{
        exception::Exception,
        wire::{Comparison, TextTest, parse_guid},
    },
    query::{
        compare::{are_comparable, comparison},
        expr::{Expr, Function, Operator},
    },
    value::{Value, edm_name},
};

/// `left comparison right`; by the days of both if so asked.
pub(super) fn compare(
    how: Comparison,
    left: Side,
    right: Side,
    by_day: bool,
    zone: &TimeZone,
) -> Result<Expr, Exception> {
    let (left, right) = match (left, right) {
        (Side::Null, _) | (_, Side::Null) => return Err(Exception::null("value")),
        (Side::Value(left), Side::Period(right)) => return within(how, &left, right),
        (Side::Period(_), _) | (_, Side::Period(_)) => return Err(no_period()),
        (Side::Value(left), Side::Value(right)) => fit_guid(left, right)?,
        (Side::Value(left), Side::Wall(right)) => {
            let right = Bound::wall(right, left.time, zone)?;
            (left, right)
        }
        (Side::Wall(left), Side::Value(right)) => {
            let left = Bound::wall(left, right.time, zone)?;
            (left, right)
        }
        (Side::Wall(left), Side::Wall(right)) => (
            Bound::wall(left, Time::Instant, zone)?,
            Bound::wall(right, Time::Instant, zone)?,
        ),
    };
    let (left, right) = if by_day {
        (day(left), day(right))
    } else {
        (left, right)
    };
    match how {
        Comparison::Order(operator) => ordered(operator, left, right),
        Comparison::Text(test, is_not) => text(test, is_not, left, right),
    }
}

fn ordered(operator: Operator, left: Bound, right: Bound) -> Result<Expr, Exception> {
    let is_clock = |side: &Bound| side.time == Time::Clock;
    if !are_comparable(left.ty, right.ty) || is_clock(&left) != is_clock(&right) {
        return Err(incompatible(&left, &right));
    }
    Ok(comparison(operator, left.operand(), right.operand()))
}

fn text(test: TextTest, is_not: bool, left: Bound, right: Bound) -> Result<Expr, Exception> {
    if [left.ty, right.ty] != [PropertyType::String; 2] {
        return Err(incompatible(&left, &right));
    }
    let function = match test {
        TextTest::StartsWith => Function::StartsWith,
        TextTest::Contains => Function::Contains,
        TextTest::EndsWith => Function::EndsWith,
    };
    let found = Expr::Call(function, vec![left.expr, right.expr]);
    Ok(if is_not {
        Expr::Not(Box::new(found))
    } else {
        found
    })
}

/// Comparison with a span of time: equal is inside, less is before, greater is after.
fn within(how: Comparison, value: &Bound, period: Period) -> Result<Expr, Exception> {
    let Comparison::Order(operator) = how else {
        return Err(no_period());
    };
    if !matches!(value.time, Time::Instant | Time::Date) {
        return Err(no_period());
    }
    let start = period.start.value(value.time);
    let end = period.end.value(value.time);
    let test = |operator, edge: &Bound| ordered(operator, value.clone(), edge.clone());
    Ok(match operator {
        Operator::Eq => Expr::And(vec![test(Operator::Ge, &start)?, test(Operator::Lt, &end)?]),
        Operator::Ne => Expr::Or(vec![test(Operator::Lt, &start)?, test(Operator::Ge, &end)?]),
        Operator::Lt => test(Operator::Lt, &start)?,
        Operator::Le => test(Operator::Lt, &end)?,
        Operator::Gt => test(Operator::Ge, &end)?,
        Operator::Ge => test(Operator::Ge, &start)?,
    })
}

/// A text next to a guid is read as one.
fn fit_guid(left: Bound, right: Bound) -> Result<(Bound, Bound), Exception> {
    let is_guid = |side: &Bound| side.ty == PropertyType::Guid;
    let fitted = |side: Bound, other_is_guid| -> Result<Bound, Exception> {
        match &side.expr {
            Expr::Value(Value::Text(text)) if other_is_guid => {
                let value = Expr::Value(Value::Guid(parse_guid(text)?));
                Ok(Bound::plain(value, PropertyType::Guid, 0))
            }
            _ => Ok(side),
        }
    };
    let guids = (is_guid(&left), is_guid(&right));
    Ok((fitted(left, guids.1)?, fitted(right, guids.0)?))
}

/// The day of a date, as the user's clock has it; other values stay as they are.
fn day(value: Bound) -> Bound {
    match value.wall_clock() {
        Some(wall) => Bound {
            expr: Expr::Call(Function::Midnight, vec![wall]),
            time: Time::Date,
            ..value
        },
        None => value,
    }
}

fn incompatible(left: &Bound, right: &Bound) -> Exception {
    Exception::database(format!(
        "The data types {} and {} are incompatible in a comparison.",
        edm_name(left.ty),
        edm_name(right.ty)
    ))
}

fn no_period() -> Exception {
    Exception::not_supported(
        "A macro that means a span of time can only be on the right of a date.",
    )
}
