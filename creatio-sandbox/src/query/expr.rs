//! Expressions over columns, with their types settled.

use super::joins::{Alias, Joins};
use crate::value::Value;

/// A resolved expression. A predicate is an expression whose value is 0, 1 or null.
#[derive(Debug, Clone)]
pub(crate) enum Expr {
    /// A constant, always bound as a parameter.
    Value(Value),
    /// A column of the root or of a joined table.
    Column(Alias, usize),
    /// A function of the list below.
    Call(Function, Vec<Expr>),
    /// The same value in another storage class, for comparisons across number types.
    Cast(Box<Expr>, Storage),
    /// `left operator right`, unknown if either is null.
    Compare(Operator, Collation, Box<(Expr, Expr)>),
    /// Whether there is no value. Never unknown.
    IsNull(Box<Expr>),
    /// Whether a text is empty or absent. Never unknown.
    IsEmptyText(Box<Expr>),
    /// Whether there are such rows. Never unknown.
    Exists(Box<Details>),
    /// How many such rows there are.
    Count(Box<Details>),
    /// One value over the rows of a group of the query itself.
    Total(Total, Box<Expr>),
    /// One value over rows of a detail: a total of an expression over them, or the expression in
    /// the first of them.
    Among(Box<Details>, Box<Expr>),
    /// Three-valued negation.
    Not(Box<Expr>),
    /// Three-valued conjunction of at least one expression.
    And(Vec<Expr>),
    /// Three-valued disjunction of at least one expression.
    Or(Vec<Expr>),
}

/// Rows of a detail of a row, in a query of their own below the one of that row.
#[derive(Debug, Clone)]
pub(crate) struct Details {
    /// The table of the row they belong to, and the column with its key.
    pub(crate) owner: (Alias, usize),
    /// The column of the detail's rows that holds the key of their owner.
    pub(crate) via: usize,
    /// The detail and the tables that its condition reaches.
    pub(crate) joins: Joins,
    /// Which of them, as an expression over `joins`.
    pub(crate) filter: Option<Expr>,
}

/// A total over many rows. Absent values are left out.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Total {
    /// What becomes of the values.
    pub(crate) fold: Fold,
    /// Whether equal values count once.
    pub(crate) is_distinct: bool,
    /// What equal and greater mean.
    pub(crate) collation: Collation,
}

/// What becomes of many values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fold {
    /// How many there are.
    Count,
    /// All added up.
    Sum,
    /// Their mean.
    Mean,
    /// The smallest.
    Least,
    /// The largest.
    Greatest,
}

/// A comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operator {
    /// Equal.
    Eq,
    /// Not equal.
    Ne,
    /// Greater than.
    Gt,
    /// Greater than or equal.
    Ge,
    /// Less than.
    Lt,
    /// Less than or equal.
    Le,
}

/// How two values compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Collation {
    /// As SQLite compares their storage class.
    Binary,
    /// As text without case.
    Text,
    /// As exact numbers held in text.
    Decimal,
}

/// A storage class to cast to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Storage {
    /// Text, the form of decimals.
    Text,
    /// Floating point.
    Real,
}

/// A function of one to three arguments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Function {
    /// Whether the first text holds the second.
    Contains,
    /// Whether the first text begins with the second.
    StartsWith,
    /// Whether the first text ends with the second.
    EndsWith,
    /// Number of characters.
    Length,
    /// Lower case.
    ToLower,
    /// Upper case.
    ToUpper,
    /// Without leading and trailing blanks.
    Trim,
    /// Year in UTC.
    Year,
    /// Month in UTC, from 1.
    Month,
    /// Day of the month in UTC.
    Day,
    /// Hour in UTC.
    Hour,
    /// Minute.
    Minute,
    /// Whole second.
    Second,
    /// The user's wall clock at an instant: the functions above and below take it apart.
    Wall,
    /// The day of a wall clock, at midnight.
    Midnight,
    /// Week of the year as ISO 8601 counts.
    Week,
    /// Day of the week; Sunday is 1.
    Weekday,
    /// Minutes since midnight.
    Clock,
    /// The sum of two numbers.
    Add,
    /// The difference of two numbers.
    Subtract,
    /// The product of two numbers.
    Multiply,
    /// The quotient of two numbers.
    Divide,
    /// What is left of a division of two numbers.
    Remainder,
    /// Two texts in a row.
    Concat,
    /// The position of the second text in the first, from 0; -1 if it is not there.
    IndexOf,
    /// The first text with the third in the places of the second.
    Replace,
    /// The text from a position on, from 0; of a length, if one follows.
    Substring,
}
