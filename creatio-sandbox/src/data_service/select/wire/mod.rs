//! A `SelectQuery` as it was sent: the body's JSON in Rust's types, names still unresolved.
//!
//! Names of members compare without case, members that the contract lacks are ignored, and members
//! left out get the contract's defaults: `isEnabled` and `isNull` true, `rowCount` and `rowsOffset`
//! -1. Numbers of enumerations must be known.

mod batch;
mod change;
mod codes;
mod expression;
mod filter;
mod members;
mod parameter;
mod query;

pub(super) use batch::{BatchItem, Subquery, read_batch};
pub(in super::super) use change::Verb;
pub(super) use change::{Change, read_change};
pub(super) use codes::{Aggregation, Arithmetic, Comparison, DatePart, TextTest};
pub(super) use parameter::parse_guid;
pub(super) use query::read;

use jiff::civil;
use rust_decimal::Decimal;
use serde_json::Value as Json;
use uuid::Uuid;

/// A whole query.
#[derive(Debug)]
pub(super) struct Select {
    /// The schema whose rows are asked for.
    pub(super) schema: String,
    /// Aliases and columns, in the body's order.
    pub(super) columns: Vec<(String, Column)>,
    /// Whether all columns of the schema are asked for, under their own names.
    pub(super) all_columns: bool,
    /// Whether equal rows are shown once.
    pub(super) is_distinct: bool,
    /// At most this many rows.
    pub(super) rows: Option<u64>,
    /// Rows to leave out; already 0 unless the query is pageable.
    pub(super) skip: u64,
    /// Whether lookups come as bare keys.
    pub(super) ignores_display_values: bool,
    /// The condition, if any.
    pub(super) filter: Option<Filter>,
    /// What the reply repeats.
    pub(super) query_id: Option<Json>,
}

/// One column of a query.
#[derive(Debug)]
pub(super) struct Column {
    /// What it shows.
    pub(super) expression: Expression,
    /// Whether it is part of the rows, or orders them only.
    pub(super) is_visible: bool,
    /// Its part in the order of rows.
    pub(super) order: Option<Order>,
}

/// The part of a column in the order of rows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Order {
    /// Smaller ones sort first.
    pub(super) position: i64,
    /// Whether the largest value comes first.
    pub(super) descending: bool,
}

/// A value of a row, or a constant.
#[derive(Debug)]
pub(super) enum Expression {
    /// A column by its path.
    Column(String),
    /// A constant.
    Parameter(Constant),
    /// A macro by its number, with its argument.
    Macro(i64, Option<Box<Expression>>),
    /// One value over many rows.
    Aggregate(Fold, Box<Expression>),
    /// A part of a date.
    DatePart(DatePart, Box<Expression>),
    /// The number of characters of a text.
    Length(Box<Expression>),
    /// A value over rows of a detail, which the path begins with.
    SubQuery(String, Option<Fold>, Option<Box<Filter>>),
    /// A calculation.
    Arithmetic(Arithmetic, Box<(Expression, Expression)>),
}

/// An aggregation, and whether equal values count once.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fold {
    /// What becomes of the values.
    pub(super) aggregation: Aggregation,
    /// Whether equal values count once.
    pub(super) is_distinct: bool,
}

/// The value of a parameter.
#[derive(Debug, Clone)]
pub(super) enum Constant {
    /// No value.
    Null,
    /// Text.
    Text(String),
    /// A guid or the key of a lookup.
    Guid(Uuid),
    /// An integer.
    Int(i64),
    /// A number with fraction digits.
    Decimal(Decimal),
    /// A boolean.
    Bool(bool),
    /// What the user's wall clock shows.
    Wall(civil::DateTime),
}

/// A condition. Those that were not enabled are left out by the reader.
#[derive(Debug)]
pub(super) struct Filter {
    /// What it tests.
    pub(super) test: Test,
    /// Whether it is negated.
    pub(super) is_not: bool,
    /// Whether instants compare by their days.
    pub(super) by_day: bool,
}

/// What a condition tests.
#[derive(Debug)]
pub(super) enum Test {
    /// All of these, or any of them.
    Group(Conjunction, Vec<Filter>),
    /// A value against another.
    Compare(Comparison, Box<(Expression, Expression)>),
    /// Whether there is no value, or whether there is one.
    Presence(Expression, Presence),
    /// A value between two others, both included.
    Between(Box<(Expression, Expression, Expression)>),
    /// A value among others; none of them if negated.
    In(Expression, Vec<Expression>, bool),
    /// Whether there are rows of a detail, by its path; whether there are none if negated.
    Exists(String, Option<Box<Filter>>, bool),
}

/// How the conditions of a group go together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Conjunction {
    /// All of them.
    And,
    /// Any of them.
    Or,
}

/// What a test for a value looks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Presence {
    /// No value.
    Null,
    /// Some value.
    NotNull,
}
