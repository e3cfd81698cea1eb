//! Expressions: `expressionType` decides which of their members count.

use super::{Constant, Expression, Fold, codes, filter, members::Members, parameter};
use crate::data_service::select::exception::Exception;

/// Reads an expression member that must be there.
pub(super) fn required(owner: &Members<'_>, name: &str) -> Result<Expression, Exception> {
    let members = owner
        .object(name, "an expression")?
        .ok_or_else(|| Exception::null(name))?;
    read(&members)
}

/// Reads an expression.
pub(super) fn read(members: &Members<'_>) -> Result<Expression, Exception> {
    match members.number("expressionType", 0)? {
        0 => members.required_text("columnPath").map(Expression::Column),
        1 => function(members),
        2 => constant(members).map(Expression::Parameter),
        3 => sub_query(members),
        4 => {
            let operation = codes::arithmetic(members.number("arithmeticOperation", 0)?)?;
            let left = required(members, "leftArithmeticOperand")?;
            let right = required(members, "rightArithmeticOperand")?;
            Ok(Expression::Arithmetic(operation, Box::new((left, right))))
        }
        other => Err(codes::unknown("EntitySchemaQueryExpressionType", other)),
    }
}

fn constant(members: &Members<'_>) -> Result<Constant, Exception> {
    let parameter = members
        .object("parameter", "a parameter")?
        .ok_or_else(|| Exception::null("parameter"))?;
    parameter::read(&parameter)
}

fn function(members: &Members<'_>) -> Result<Expression, Exception> {
    let argument = || required(members, "functionArgument").map(Box::new);
    match members.number("functionType", 0)? {
        1 => {
            let argument = members.object("functionArgument", "an expression")?;
            let argument = argument.map(|members| read(&members)).transpose()?;
            let number = members.number("macrosType", 0)?;
            Ok(Expression::Macro(number, argument.map(Box::new)))
        }
        2 => {
            let fold = fold(members)?.ok_or_else(|| codes::unknown("AggregationType", 0))?;
            Ok(Expression::Aggregate(fold, argument()?))
        }
        3 => {
            let part = codes::date_part(members.number("datePartType", 0)?)?;
            Ok(Expression::DatePart(part, argument()?))
        }
        4 => argument().map(Expression::Length),
        other => Err(codes::unknown("FunctionType", other)),
    }
}

fn sub_query(members: &Members<'_>) -> Result<Expression, Exception> {
    let path = members.required_text("columnPath")?;
    for member in ["subOrderColumn", "subOrderDirection"] {
        if members.json(member).is_some_and(|json| json != "0") {
            return Err(Exception::not_supported(format!(
                "{member} is not supported here."
            )));
        }
    }
    let filter = filter::optional(members, "subFilters")?.map(Box::new);
    Ok(Expression::SubQuery(path, fold(members)?, filter))
}

fn fold(members: &Members<'_>) -> Result<Option<Fold>, Exception> {
    let aggregation = codes::aggregation(members.number("aggregationType", 0)?)?;
    let is_distinct = match members.number("aggregationEvalType", 0)? {
        0 | 1 => false,
        2 => true,
        other => return Err(codes::unknown("AggregationEvalType", other)),
    };
    Ok(aggregation.map(|aggregation| Fold {
        aggregation,
        is_distinct,
    }))
}
