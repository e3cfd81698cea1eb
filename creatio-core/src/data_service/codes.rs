//! The numbers by which DataService calls operators, functions, macros and types.

use crate::ast::{DatePart, Direction, Fold, Macro, Operator, Period, Shift, TextTest, Toward};

pub(super) mod expression_type {
    pub(crate) const COLUMN: u8 = 0;
    pub(crate) const FUNCTION: u8 = 1;
    pub(crate) const PARAMETER: u8 = 2;
    pub(crate) const SUB_QUERY: u8 = 3;
}

pub(super) mod function_type {
    pub(crate) const MACROS: u8 = 1;
    pub(crate) const AGGREGATION: u8 = 2;
    pub(crate) const DATE_PART: u8 = 3;
    pub(crate) const LENGTH: u8 = 4;
}

pub(super) mod filter_type {
    pub(crate) const COMPARE: u8 = 1;
    pub(crate) const IS_NULL: u8 = 2;
    pub(crate) const BETWEEN: u8 = 3;
    pub(crate) const IN: u8 = 4;
    pub(crate) const EXISTS: u8 = 5;
    pub(crate) const GROUP: u8 = 6;
}

pub(super) mod comparison {
    pub(crate) const BETWEEN: u8 = 0;
    pub(crate) const IS_NULL: u8 = 1;
    pub(crate) const IS_NOT_NULL: u8 = 2;
    pub(crate) const EQUAL: u8 = 3;
    pub(crate) const NOT_EQUAL: u8 = 4;
    pub(crate) const EXISTS: u8 = 15;
    pub(crate) const NOT_EXISTS: u8 = 16;
}

/// Base types only: the server refuses most of the finer ones in parameters
/// (`NotSupportedException`, observed on 8.x).
pub(super) mod data_value_type {
    pub(crate) const GUID: u8 = 0;
    pub(crate) const TEXT: u8 = 1;
    pub(crate) const INTEGER: u8 = 4;
    pub(crate) const FLOAT: u8 = 5;
    pub(crate) const DATE_TIME: u8 = 7;
    pub(crate) const DATE: u8 = 8;
    pub(crate) const TIME: u8 = 9;
    pub(crate) const LOOKUP: u8 = 10;
    pub(crate) const BOOLEAN: u8 = 12;
}

/// `operationType`, which servers ignore and every client sends. `queryType` counts otherwise.
pub(super) mod operation {
    pub(crate) const SELECT: u8 = 0;
    pub(crate) const INSERT: u8 = 1;
    pub(crate) const UPDATE: u8 = 2;
    pub(crate) const DELETE: u8 = 3;
}

pub(super) const AND: u8 = 0;
pub(super) const OR: u8 = 1;

/// `aggregationEvalType` of an aggregate that takes equal values once.
pub(super) const DISTINCT_VALUES: u8 = 2;

/// The macro for the primary display column of the query's entity.
pub(super) const PRIMARY_DISPLAY_COLUMN: u8 = 35;

pub(super) fn operator(operator: Operator) -> u8 {
    match operator {
        Operator::Equal => comparison::EQUAL,
        Operator::NotEqual => comparison::NOT_EQUAL,
        Operator::Less => 5,
        Operator::LessOrEqual => 6,
        Operator::Greater => 7,
        Operator::GreaterOrEqual => 8,
    }
}

/// A test on a text or its opposite.
pub(super) fn text_test(test: TextTest, negated: bool) -> u8 {
    let positive = match test {
        TextTest::StartsWith => 9,
        TextTest::Contains => 11,
        TextTest::EndsWith => 13,
    };
    positive + u8::from(negated)
}

pub(super) fn direction(direction: Direction) -> u8 {
    match direction {
        Direction::Ascending => 1,
        Direction::Descending => 2,
    }
}

pub(super) fn aggregation(fold: Fold) -> u8 {
    match fold {
        Fold::Count | Fold::CountDistinct => 1,
        Fold::Sum => 2,
        Fold::Average => 3,
        Fold::Min => 4,
        Fold::Max => 5,
    }
}

/// `None` for the minute, which DataService knows only together with the hour.
pub(super) fn date_part(part: DatePart) -> Option<u8> {
    match part {
        DatePart::Day => Some(1),
        DatePart::Month => Some(3),
        DatePart::Year => Some(4),
        DatePart::Weekday => Some(5),
        DatePart::Hour => Some(6),
        DatePart::Minute => None,
    }
}

/// A macro's number, and how many days or hours it counts, where it counts any.
pub(super) fn macros(value: Macro) -> (u8, Option<u32>) {
    match value {
        Macro::CurrentUser => (1, None),
        Macro::CurrentUserContact => (2, None),
        Macro::Period(period, shift) => (self::period(period, shift), None),
        Macro::Days(Toward::Next, number) => (24, Some(number)),
        Macro::Days(Toward::Previous, number) => (25, Some(number)),
        Macro::Hours(Toward::Next, number) => (26, Some(number)),
        Macro::Hours(Toward::Previous, number) => (27, Some(number)),
    }
}

fn period(period: Period, shift: Shift) -> u8 {
    let previous = match period {
        Period::Day => 3,
        Period::Week => 6,
        Period::Month => 9,
        Period::Quarter => 12,
        Period::HalfYear => 15,
        // The next year came later than the others and has a number of its own.
        Period::Year if shift == Shift::Next => return 23,
        Period::Year => 18,
        Period::Hour => 20,
    };
    match shift {
        Shift::Previous => previous,
        Shift::Current => previous + 1,
        Shift::Next => previous + 2,
    }
}
