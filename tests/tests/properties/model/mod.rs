//! Conditions on orders as a plain tree, with three meanings: the query's [`Expr`], the OData text
//! it should become, and whether a stored row meets it.
//!
//! The three are written independently of each other, so that they can be compared.

mod columns;
mod evaluate;
mod odata;
mod pages;
mod strategies;

use creatio_core::{Decimal, Expr, Timestamp, Uuid};
use creatio_tests::models::Order;

use columns::{Matched, NullTested, Pair, Tested};
pub(crate) use pages::{Window, windows};
pub(crate) use strategies::{Values, conditions};

/// A condition on orders.
#[derive(Debug, Clone)]
pub(crate) enum Condition {
    Text(&'static Tested<String>, Test<String>),
    Int(&'static Tested<i32>, Test<i32>),
    Decimal(&'static Tested<Decimal>, Test<Decimal>),
    Instant(&'static Tested<Timestamp>, Test<Timestamp>),
    Guid(&'static Tested<Uuid>, Test<Uuid>),
    Flag(&'static Tested<bool>, Test<bool>),
    /// A test on a text; negated if so marked.
    Match(&'static Matched, Match, bool, String),
    /// Whether there is no value; negated if so marked.
    Null(&'static NullTested, bool),
    /// Two columns compared.
    Pair(&'static Pair, Operator),
    And(Box<[Condition; 2]>),
    Or(Box<[Condition; 2]>),
    Not(Box<Condition>),
}

/// What is asked of a column.
#[derive(Debug, Clone)]
pub(crate) enum Test<V> {
    Compare(Operator, V),
    Between(V, V),
    In(Vec<V>),
    NotIn(Vec<V>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operator {
    Eq,
    Ne,
    Gt,
    Ge,
    Lt,
    Le,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Match {
    Contains,
    StartsWith,
    EndsWith,
}

impl Condition {
    /// The condition as a program writes it.
    pub(crate) fn expr(&self) -> Expr<Order> {
        match self.clone() {
            Condition::Text(column, test) => (column.expr)(test),
            Condition::Int(column, test) => (column.expr)(test),
            Condition::Decimal(column, test) => (column.expr)(test),
            Condition::Instant(column, test) => (column.expr)(test),
            Condition::Guid(column, test) => (column.expr)(test),
            Condition::Flag(column, test) => (column.expr)(test),
            Condition::Match(column, kind, negated, text) => (column.expr)(kind, negated, text),
            Condition::Null(column, negated) => (column.expr)(negated),
            Condition::Pair(pair, operator) => (pair.expr)(operator),
            Condition::And(sides) => sides[0].expr().and(sides[1].expr()),
            Condition::Or(sides) => sides[0].expr() | sides[1].expr(),
            Condition::Not(inner) => !inner.expr(),
        }
    }
}
