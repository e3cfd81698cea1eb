//! A whole query as plain data.

use std::fmt;

use super::{ColumnPath, Hops, Junction, OrderKey, Predicate, Term};
use crate::schema::EntitySchema;

/// What to read, from where, in which order and how much of it.
#[derive(Clone, PartialEq)]
pub(crate) struct Plan {
    pub(crate) root: &'static EntitySchema,
    /// What a row consists of, in the order in which it is read.
    pub(crate) items: Vec<Item>,
    pub(crate) filter: Option<Predicate>,
    pub(crate) order: Vec<OrderKey>,
    pub(crate) top: Option<u64>,
    pub(crate) skip: Option<u64>,
    /// Whether rows that are equal come once.
    pub(crate) distinct: bool,
}

/// One selected thing.
#[derive(Clone, PartialEq)]
pub(crate) enum Item {
    /// A column.
    Column(ColumnPath),
    /// A value that the server works out.
    Computed(Term),
    /// All columns of the entity behind the hops.
    All {
        hops: Hops,
        entity: &'static EntitySchema,
    },
    /// Whether there is a row behind the hops; the next `items` items are read only then.
    Presence { hops: Hops, items: usize },
    /// The rows of a detail.
    Detail(Box<Detail>),
}

/// The rows of a collection of the entity behind the hops.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Detail {
    pub(crate) hops: Hops,
    pub(crate) collection: &'static str,
    pub(crate) plan: Plan,
}

impl Plan {
    /// All columns of all rows.
    pub(crate) fn all_of(root: &'static EntitySchema) -> Self {
        Plan {
            root,
            items: vec![Item::All {
                hops: Hops::NONE,
                entity: root,
            }],
            filter: None,
            order: Vec::new(),
            top: None,
            skip: None,
            distinct: false,
        }
    }

    /// Narrows the rows further.
    pub(crate) fn add_filter(&mut self, condition: Predicate) {
        self.filter = Some(match self.filter.take() {
            Some(filter) => filter.join(Junction::And, condition),
            None => condition,
        });
    }
}

/// By the entity's name: its table of columns is the same for every query.
impl fmt::Debug for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Plan")
            .field("entity", &self.root.name)
            .field("items", &self.items)
            .field("filter", &self.filter)
            .field("order", &self.order)
            .field("top", &self.top)
            .field("skip", &self.skip)
            .field("distinct", &self.distinct)
            .finish()
    }
}

impl fmt::Debug for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Item::Column(path) => path.fmt(f),
            Item::Computed(term) => term.fmt(f),
            Item::All { hops, entity } => {
                let mut all = f.debug_tuple("All");
                all.field(&hops.dotted()).field(&entity.name).finish()
            }
            Item::Presence { hops, items } => {
                let mut presence = f.debug_tuple("Presence");
                presence.field(&hops.dotted()).field(items).finish()
            }
            Item::Detail(detail) => detail.fmt(f),
        }
    }
}
