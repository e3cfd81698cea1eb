//! A query as plain data: no type parameters, no protocol.
//!
//! The typed layer builds it, renderers read it. Because it is flat, a query of ten clauses costs
//! the compiler what ten queries of one clause cost.

mod hops;
mod plan;
mod predicate;

pub(crate) use hops::Hops;
pub(crate) use plan::{Detail, Item, Plan};
pub(crate) use predicate::{
    Comparison, Direction, Junction, Operator, OrderKey, Predicate, Right, TextTest,
};

use crate::schema::ColumnSchema;

/// A column, seen from the query's root through any number of lookups.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct ColumnPath {
    pub(crate) hops: Hops,
    pub(crate) column: &'static ColumnSchema,
}
