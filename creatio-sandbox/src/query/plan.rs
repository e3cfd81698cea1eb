//! What to read: columns, nested rows, conditions, order, page.

use super::{
    expr::Expr,
    joins::{Alias, Joins},
};
use crate::catalog::EntityId;

/// One read of one entity, with the reads nested in it.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    /// The entity whose rows are read.
    pub(crate) entity: EntityId,
    /// Columns to show, in order; none of them a stream.
    pub(crate) columns: Vec<usize>,
    /// Whether the columns were chosen by the request, rather than being all there are.
    pub(crate) is_selected: bool,
    /// Rows nested in each row.
    pub(crate) nested: Vec<Nested>,
    /// The condition, if any.
    pub(crate) filter: Option<Expr>,
    /// Sort keys; the entity's key always follows as the last one.
    pub(crate) order: Vec<Order>,
    /// Tables that filter and order reach.
    pub(crate) joins: Joins,
    /// At most this many rows.
    pub(crate) top: Option<u64>,
    /// Leaving out this many rows first.
    pub(crate) skip: u64,
    /// Whether to count all rows that match, whatever the page.
    pub(crate) count: bool,
}

impl Plan {
    /// A plan for all rows of an entity that shows nothing of them: for existence tests, or to
    /// build on.
    pub(crate) fn bare(entity: EntityId) -> Self {
        Self {
            entity,
            columns: Vec::new(),
            is_selected: true,
            nested: Vec::new(),
            filter: None,
            order: Vec::new(),
            joins: Joins::new(entity),
            top: None,
            skip: 0,
            count: false,
        }
    }
}

/// Rows of another entity under each row.
#[derive(Debug, Clone)]
pub(crate) struct Nested {
    /// Wire name of the navigation property.
    pub(crate) name: String,
    /// How the rows belong together.
    pub(crate) link: Link,
    /// What to read of them.
    pub(crate) plan: Plan,
}

/// The tie between a row and what is nested in it.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Link {
    /// A lookup: the column of this entity that holds the other's key.
    One(Option<usize>),
    /// A detail: the column of the other entity that holds this one's key.
    Many(Option<usize>),
}

/// One sort key. Absent values sort before all others, as in SQL Server; `descending` turns the
/// whole order round. Text sorts without case.
#[derive(Debug, Clone)]
pub(crate) struct Order {
    /// The table of the column.
    pub(crate) alias: Alias,
    /// The column to sort by.
    pub(crate) column: usize,
    /// Whether the largest value comes first.
    pub(crate) descending: bool,
}
