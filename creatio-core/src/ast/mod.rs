//! A query or a write as plain data: no type parameters, no protocol.
//!
//! The typed layer builds it, renderers read it. Because it is flat, a query of ten clauses costs
//! the compiler what ten queries of one clause cost.

mod hops;
mod macros;
mod normal;
mod plan;
mod predicate;
mod term;
mod write;

pub(crate) use hops::Hops;
pub(crate) use macros::{Macro, Period, Shift, Toward};
pub(crate) use plan::{Detail, Item, Plan};
pub(crate) use predicate::{
    Comparison, Direction, Junction, Operator, OrderKey, Predicate, Raw, Right, SortedValues,
    TextTest,
};
pub(crate) use term::{DatePart, DetailFold, DetailRef, Fold, Term};
pub(crate) use write::{Action, Assignment, Rows, Write};

use std::fmt;

use crate::schema::ColumnSchema;

/// A column, seen from the query's root through any number of lookups.
#[derive(Clone, Copy, PartialEq)]
pub(crate) struct ColumnPath {
    pub(crate) hops: Hops,
    pub(crate) column: &'static ColumnSchema,
}

impl ColumnPath {
    /// A column of the root itself.
    pub(crate) fn of(column: &'static ColumnSchema) -> Self {
        ColumnPath {
            hops: Hops::NONE,
            column,
        }
    }
}

/// The path as one reads it, `PrimaryContact.Name`, and not the tables behind it.
impl fmt::Debug for ColumnPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for lookup in self.hops.lookups() {
            write!(f, "{}.", lookup.name)?;
        }
        f.write_str(self.column.name)
    }
}
