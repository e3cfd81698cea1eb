//! The query around columns and conditions.

use super::{Column, Order, Select, codes, expression, filter, members::Members};
use crate::data_service::select::exception::Exception;

/// The contract's name of a query of this kind.
const TYPE: &str = "Terrasoft.Nui.ServiceModel.DataContract.SelectQuery";
const ASSEMBLY: &str = "Terrasoft.Nui.ServiceModel";

/// Reads a body. It must be valid JSON.
pub(in super::super) fn read(json: &str) -> Result<Select, Exception> {
    let members = Members::read("SelectQuery", json)?;
    check_type(&members)?;
    refuse_unserved(&members)?;
    let (rows, skip) = page(&members)?;
    Ok(Select {
        schema: members.required_text("rootSchemaName")?,
        columns: columns(&members)?,
        all_columns: members.flag("allColumns", false)?,
        is_distinct: members.flag("isDistinct", false)?,
        rows,
        skip,
        ignores_display_values: members.flag("ignoreDisplayValues", false)?,
        filter: filter::optional(&members, "filters")?,
        query_id: members.any("queryId")?,
    })
}

/// `__type` may be left out. If it is the first member it must name this kind of query, with or
/// without the assembly; anywhere else it is a member like any that the contract lacks.
fn check_type(members: &Members<'_>) -> Result<(), Exception> {
    let Some(("__type", json)) = members.all().next() else {
        return Ok(());
    };
    let named: String = serde_json::from_str(json).unwrap_or_default();
    let is_ours = match named.split_once(',') {
        None => named == TYPE,
        Some((name, assembly)) => name == TYPE && assembly.trim() == ASSEMBLY,
    };
    if is_ours {
        Ok(())
    } else {
        let message = format!("Type \"{named}\" does not fit SelectQuery.");
        Err(Exception::serialization(message))
    }
}

/// What the contract has and the sandbox does not do is refused rather than left out.
fn refuse_unserved(members: &Members<'_>) -> Result<(), Exception> {
    let refusal = |name: &str| {
        let message = format!("{name} is not supported here.");
        Err(Exception::not_supported(message))
    };
    if members.flag("isHierarchical", false)? {
        return refusal("isHierarchical");
    }
    match members.object("conditionalValues", "conditionalValues")? {
        Some(_) => refusal("conditionalValues"),
        None => Ok(()),
    }
}

/// How many rows, and how many to leave out. Without `isPageable` the offset is ignored.
fn page(members: &Members<'_>) -> Result<(Option<u64>, u64), Exception> {
    let rows = members.number("rowCount", -1)?;
    let offset = members.number("rowsOffset", -1)?;
    let is_pageable = members.flag("isPageable", false)?;
    let rows = match rows {
        -1 => None,
        rows => Some(
            u64::try_from(rows)
                .ok()
                .filter(|rows| *rows > 0)
                .ok_or_else(|| {
                    Exception::database(
                        "The number of rows provided for a FETCH clause must be greater then zero.",
                    )
                })?,
        ),
    };
    let skip = if is_pageable { offset.max(0) } else { 0 };
    Ok((rows, skip.unsigned_abs()))
}

fn columns(members: &Members<'_>) -> Result<Vec<(String, Column)>, Exception> {
    let Some(columns) = members.object("columns", "columns")? else {
        return Ok(Vec::new());
    };
    let Some(items) = columns.object("items", "items of columns")? else {
        return Ok(Vec::new());
    };
    let mut columns: Vec<(String, Column)> = Vec::new();
    for (alias, json) in items.all() {
        if columns.iter().any(|(taken, _)| taken == alias) {
            let message = "An item with the same key has already been added.";
            return Err(Exception::argument(message));
        }
        let column = column(&Members::read("a column", json)?)?;
        columns.push((alias.to_owned(), column));
    }
    Ok(columns)
}

fn column(members: &Members<'_>) -> Result<Column, Exception> {
    let position = members.number("orderPosition", -1)?;
    let order = |descending| {
        Some(Order {
            position,
            descending,
        })
    };
    let order = match members.number("orderDirection", 0)? {
        0 => None,
        1 => order(false),
        2 => order(true),
        other => return Err(codes::unknown("OrderDirection", other)),
    };
    Ok(Column {
        expression: expression::required(members, "expression")?,
        is_visible: members.flag("isVisible", true)?,
        order,
    })
}
