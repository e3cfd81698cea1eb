//! Conditions: `filterType` decides which of their members count.

use super::{
    Comparison, Conjunction, Filter, Presence, Test, codes,
    expression::{self, required},
    members::Members,
};
use crate::{data_service::select::exception::Exception, query::expr::Operator};

/// Reads a member that holds a group of conditions, if it is there and enabled.
pub(super) fn optional(owner: &Members<'_>, name: &str) -> Result<Option<Filter>, Exception> {
    let Some(members) = owner.object(name, "a filter")? else {
        return Ok(None);
    };
    let filter = read(&members)?;
    match &filter {
        Some(filter) if !matches!(filter.test, Test::Group(..)) => Err(Exception::not_supported(
            format!("{name} must be a filter group, filterType 6."),
        )),
        _ => Ok(filter),
    }
}

/// Reads a condition; nothing if it is not enabled.
fn read(members: &Members<'_>) -> Result<Option<Filter>, Exception> {
    if !members.flag("isEnabled", true)? {
        return Ok(None);
    }
    let test = match members.number("filterType", 0)? {
        1 => compare(members)?,
        2 => presence(members)?,
        3 => between(members)?,
        4 => among(members)?,
        5 => exists(members)?,
        6 => group(members)?,
        other => return Err(codes::unknown("FilterType", other)),
    };
    Ok(Some(Filter {
        test,
        is_not: members.flag("isNot", false)?,
        by_day: members.flag("trimDateTimeParameterToDate", false)?,
    }))
}

fn group(members: &Members<'_>) -> Result<Test, Exception> {
    let conjunction = match members.number("logicalOperation", 0)? {
        0 => Conjunction::And,
        1 => Conjunction::Or,
        other => return Err(codes::unknown("LogicalOperationStrict", other)),
    };
    let mut filters = Vec::new();
    if let Some(items) = members.object("items", "items of a filter group")? {
        for (_, json) in items.all() {
            filters.extend(read(&Members::read("a filter", json)?)?);
        }
    }
    Ok(Test::Group(conjunction, filters))
}

fn compare(members: &Members<'_>) -> Result<Test, Exception> {
    let comparison = codes::comparison(comparison_type(members)?)?;
    let left = required(members, "leftExpression")?;
    let right = required(members, "rightExpression")?;
    Ok(Test::Compare(comparison, Box::new((left, right))))
}

/// The type of the comparison only has to fit: `isNull` decides, and is true unless spelled out.
fn presence(members: &Members<'_>) -> Result<Test, Exception> {
    let number = comparison_type(members)?;
    if !matches!(number, 1 | 2) {
        return Err(mismatch("IsNull", number));
    }
    let presence = if members.flag("isNull", true)? {
        Presence::Null
    } else {
        Presence::NotNull
    };
    Ok(Test::Presence(
        required(members, "leftExpression")?,
        presence,
    ))
}

/// The member called "less" is the lower bound.
fn between(members: &Members<'_>) -> Result<Test, Exception> {
    let number = comparison_type(members)?;
    if number != 0 {
        return Err(mismatch("Between", number));
    }
    let value = required(members, "leftExpression")?;
    let lower = required(members, "rightLessExpression")?;
    let upper = required(members, "rightGreaterExpression")?;
    Ok(Test::Between(Box::new((value, lower, upper))))
}

fn among(members: &Members<'_>) -> Result<Test, Exception> {
    let number = comparison_type(members)?;
    let is_not = match codes::comparison(number) {
        Ok(Comparison::Order(Operator::Eq)) => false,
        Ok(Comparison::Order(Operator::Ne)) => true,
        _ => return Err(mismatch("In", number)),
    };
    let left = required(members, "leftExpression")?;
    let list = members
        .list("rightExpressions")?
        .ok_or_else(|| Exception::null("rightExpressions"))?;
    let read = |json| expression::read(&Members::read("an expression", json)?);
    let right = list.into_iter().map(read).collect::<Result<_, _>>()?;
    Ok(Test::In(left, right, is_not))
}

fn exists(members: &Members<'_>) -> Result<Test, Exception> {
    let is_not = match comparison_type(members)? {
        15 => false,
        16 => true,
        other => return Err(mismatch("Exists", other)),
    };
    let left = members
        .object("leftExpression", "an expression")?
        .ok_or_else(|| Exception::null("leftExpression"))?;
    let path = left.required_text("columnPath")?;
    let filter = optional(members, "subFilters")?.map(Box::new);
    Ok(Test::Exists(path, filter, is_not))
}

fn comparison_type(members: &Members<'_>) -> Result<i64, Exception> {
    members.number("comparisonType", 0)
}

fn mismatch(filter: &str, comparison: i64) -> Exception {
    Exception::not_supported(format!(
        "FilterComparisonType {comparison} is not supported by a filter of type {filter}."
    ))
}
