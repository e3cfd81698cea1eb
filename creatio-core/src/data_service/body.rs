//! The JSON of a `SelectQuery` as types, members in the order in which Creatio's own client writes
//! them.
//!
//! Types and not a [`Value`](serde_json::Value), for two reasons: the text that is posted keeps
//! every digit of a decimal, which a `Value` holds as a binary number, and the order of members
//! stays, on which readers of JSON do not depend and people do.
//!
//! Members that only repeat what the server assumes are left out (captions, caches, the order of
//! what is not sorted). Those that decide what comes back are always written, default or not:
//! paging, `isDistinct`, `isEnabled`, and `isNull`, which the server takes for true when it is
//! missing.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::json::PlainJson;

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(
    clippy::struct_excessive_bools,
    reason = "the members are Creatio's, each of them a setting of its own"
)]
pub(super) struct SelectQuery {
    pub(super) root_schema_name: &'static str,
    /// Servers ignore it and every client sends it: 0 for a select.
    pub(super) operation_type: u8,
    pub(super) filters: Option<Group>,
    pub(super) columns: Columns,
    pub(super) is_distinct: bool,
    pub(super) row_count: i64,
    pub(super) rows_offset: i64,
    pub(super) is_pageable: bool,
    pub(super) all_columns: bool,
    /// Without it texts come in the language of the system instead of the user's.
    pub(super) use_localization: bool,
    /// Lookups come as bare guids: their names are read by paths, where anybody asks for them.
    pub(super) ignore_display_values: bool,
}

#[derive(Debug, Serialize)]
pub(super) struct Columns {
    #[serde(serialize_with = "by_alias")]
    pub(super) items: Vec<(String, Column)>,
}

/// A column and, if rows are sorted by it, how and in which position, from 1.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Column {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) order_direction: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) order_position: Option<usize>,
    pub(super) expression: Expression,
}

/// Any expression; which members are in use depends on its kind.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Expression {
    #[serde(rename = "expressionType")]
    pub(super) kind: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) function_type: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) macros_type: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) date_part_type: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) function_argument: Option<Box<Expression>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) aggregation_type: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) aggregation_eval_type: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) column_path: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) sub_filters: Option<Group>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) parameter: Option<Parameter>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Parameter {
    pub(super) data_value_type: u8,
    pub(super) value: PlainJson,
}

/// A condition: one item of a group.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(super) enum Condition {
    Filter(Box<Filter>),
    Group(Group),
    /// What the program wrote itself.
    Raw(Value),
}

/// Any filter but a group; which members are in use depends on its kind.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Filter {
    #[serde(rename = "filterType")]
    pub(super) kind: u8,
    pub(super) comparison_type: u8,
    pub(super) is_enabled: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(super) trim_date_time_parameter_to_date: bool,
    pub(super) left_expression: Expression,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) right_expression: Option<Expression>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) right_expressions: Option<Vec<Expression>>,
    /// The lower bound of a range, whatever the name says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) right_less_expression: Option<Expression>,
    /// The upper bound of a range.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) right_greater_expression: Option<Expression>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) is_null: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) sub_filters: Option<Group>,
}

/// Conditions joined; an empty group is met by every row.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Group {
    #[serde(serialize_with = "by_number")]
    pub(super) items: Vec<Condition>,
    pub(super) logical_operation: u8,
    pub(super) is_enabled: bool,
    #[serde(rename = "filterType")]
    pub(super) kind: u8,
}

fn by_alias<S: Serializer>(columns: &[(String, Column)], to: S) -> Result<S::Ok, S::Error> {
    to.collect_map(columns.iter().map(|(alias, column)| (alias, column)))
}

/// Keys of conditions are free as long as they differ within their group: `f1`, `f2` and so on.
fn by_number<S: Serializer>(conditions: &[Condition], to: S) -> Result<S::Ok, S::Error> {
    let mut map = to.serialize_map(Some(conditions.len()))?;
    for (position, condition) in conditions.iter().enumerate() {
        map.serialize_entry(&format_args!("f{}", position + 1), condition)?;
    }
    map.end()
}

/// A body as a tree of JSON.
#[expect(
    clippy::expect_used,
    reason = "JSON is refused for keys that are no text only"
)]
pub(super) fn value_of(body: &impl Serialize) -> Value {
    serde_json::to_value(body).expect("all keys are text")
}
