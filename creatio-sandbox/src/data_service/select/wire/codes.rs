//! The numbers of the service's enumerations.

use crate::{data_service::select::exception::Exception, query::expr::Operator};

/// A comparison of two values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Comparison {
    /// By order or equality.
    Order(Operator),
    /// By the letters of a text; the negation of it if the second is set.
    Text(TextTest, bool),
}

/// A test of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum TextTest {
    /// It begins with the other.
    StartsWith,
    /// It holds the other.
    Contains,
    /// It ends with the other.
    EndsWith,
}

/// One value out of many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Aggregation {
    /// How many there are.
    Count,
    /// All added up.
    Sum,
    /// Their mean.
    Avg,
    /// The smallest.
    Min,
    /// The largest.
    Max,
}

/// A part of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum DatePart {
    /// Of the month, from 1.
    Day,
    /// Of the year, as ISO 8601 counts.
    Week,
    /// Of the year, from 1.
    Month,
    /// The year.
    Year,
    /// From Sunday, which is 1.
    Weekday,
    /// Of the day, from 0.
    Hour,
    /// The time of day, to the minute.
    HourMinute,
}

/// A calculation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Arithmetic {
    /// Left plus right.
    Add,
    /// Left minus right.
    Subtract,
    /// Left times right.
    Multiply,
    /// Left by right.
    Divide,
}

/// `FilterComparisonType` of a comparison.
pub(super) fn comparison(number: i64) -> Result<Comparison, Exception> {
    Ok(match number {
        3 => Comparison::Order(Operator::Eq),
        4 => Comparison::Order(Operator::Ne),
        5 => Comparison::Order(Operator::Lt),
        6 => Comparison::Order(Operator::Le),
        7 => Comparison::Order(Operator::Gt),
        8 => Comparison::Order(Operator::Ge),
        9 => Comparison::Text(TextTest::StartsWith, false),
        10 => Comparison::Text(TextTest::StartsWith, true),
        11 => Comparison::Text(TextTest::Contains, false),
        12 => Comparison::Text(TextTest::Contains, true),
        13 => Comparison::Text(TextTest::EndsWith, false),
        14 => Comparison::Text(TextTest::EndsWith, true),
        other => return Err(unknown("FilterComparisonType", other)),
    })
}

/// `AggregationType`; `None` is none.
pub(super) fn aggregation(number: i64) -> Result<Option<Aggregation>, Exception> {
    Ok(match number {
        0 => None,
        1 => Some(Aggregation::Count),
        2 => Some(Aggregation::Sum),
        3 => Some(Aggregation::Avg),
        4 => Some(Aggregation::Min),
        5 => Some(Aggregation::Max),
        other => return Err(unknown("AggregationType", other)),
    })
}

/// `DatePart`
pub(super) fn date_part(number: i64) -> Result<DatePart, Exception> {
    Ok(match number {
        1 => DatePart::Day,
        2 => DatePart::Week,
        3 => DatePart::Month,
        4 => DatePart::Year,
        5 => DatePart::Weekday,
        6 => DatePart::Hour,
        7 => DatePart::HourMinute,
        other => return Err(unknown("DatePart", other)),
    })
}

/// `ArithmeticOperation`
pub(super) fn arithmetic(number: i64) -> Result<Arithmetic, Exception> {
    Ok(match number {
        0 => Arithmetic::Add,
        1 => Arithmetic::Subtract,
        2 => Arithmetic::Multiply,
        3 => Arithmetic::Divide,
        other => return Err(unknown("ArithmeticOperation", other)),
    })
}

/// The refusal of a number that the sandbox does not serve, or nobody does.
pub(super) fn unknown(enumeration: &str, number: i64) -> Exception {
    Exception::not_supported(format!("{enumeration} {number} is not supported here."))
}
