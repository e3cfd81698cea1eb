//! A whole query as plain data.

use std::fmt;

use super::{ColumnPath, Comparison, Hops, Junction, Operator, OrderKey, Predicate, Right, Term};
#[cfg(feature = "client")]
use super::{Direction, SortedValues};
use crate::schema::EntitySchema;
#[cfg(feature = "client")]
use crate::value::Kind;
use crate::value::Literal;

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

    /// Sorts, after everything else, by what tells any two rows apart; `kinds` are those of the
    /// values of the key.
    #[cfg(feature = "client")]
    pub(crate) fn make_order_total(&mut self, kinds: &[Kind]) {
        let by_key = self.rows_have_keys();
        for (position, term) in self.identity().into_iter().enumerate() {
            if self.order.iter().any(|key| key.term == term) {
                continue;
            }
            let values = match kinds.get(position) {
                Some(&kind) if by_key => SortedValues {
                    kind,
                    optional: false,
                    exact: false,
                },
                _ => SortedValues::COMPUTED,
            };
            self.order.push(OrderKey {
                term,
                direction: Direction::Ascending,
                values,
            });
        }
    }

    /// Whether each row is one of the entity's, which its key tells from all others.
    #[cfg(feature = "client")]
    pub(crate) fn rows_have_keys(&self) -> bool {
        !self.distinct && !self.has_aggregates() && !self.root.key.is_empty()
    }

    /// What tells any two rows apart: the key, or where rows are distinct or grouped and have none,
    /// all that is selected beside aggregates.
    #[cfg(feature = "client")]
    fn identity(&self) -> Vec<Term> {
        let keys = |hops, entity: &'static EntitySchema| {
            let columns = entity.key_columns();
            columns.map(move |column| Term::Column(ColumnPath { hops, column }))
        };
        let mut terms = Vec::new();
        if !self.distinct && !self.has_aggregates() {
            terms.extend(keys(Hops::NONE, self.root));
            return terms;
        }
        for item in &self.items {
            match item {
                Item::Column(path) => terms.push(Term::Column(*path)),
                Item::Computed(Term::Fold(..)) | Item::Presence { .. } | Item::Detail(_) => {}
                Item::Computed(term) => terms.push(term.clone()),
                Item::All { hops, entity } => terms.extend(keys(*hops, entity)),
            }
        }
        terms
    }

    /// Whether rows are folded, all of them or in groups.
    #[cfg(feature = "client")]
    fn has_aggregates(&self) -> bool {
        let mut items = self.items.iter();
        items.any(|item| matches!(item, Item::Computed(Term::Fold(..))))
    }

    /// The row with a key; `values` are those of the key's columns.
    pub(crate) fn by_key(root: &'static EntitySchema, values: Vec<Literal>) -> Self {
        let mut plan = Plan::all_of(root);
        for (column, value) in root.key_columns().zip(values) {
            plan.add_filter(Predicate::Compare(Comparison {
                left: Term::Column(ColumnPath::of(column)),
                operator: Operator::Equal,
                right: Right::Literal(value),
            }));
        }
        plan.top = Some(1);
        plan
    }

    /// Whether a condition asks for a part of a date, which is another one in another time zone.
    #[cfg(feature = "client")]
    pub(crate) fn asks_for_parts_of_dates(&self) -> bool {
        let is_part = |term: &Term| matches!(term, Term::Part(..));
        let filter = self.filter.as_ref();
        filter.is_some_and(|filter| filter.has_term(&is_part))
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

#[cfg(all(test, feature = "client"))]
mod tests {
    use super::*;
    use crate::ast::Fold;
    use crate::schema::value_column;

    static CITY: EntitySchema = EntitySchema {
        name: "City",
        set: "City",
        columns: &[
            value_column("Id"),
            value_column("Name"),
            value_column("Population"),
        ],
        key: &[0],
    };

    fn term(position: usize) -> Term {
        Term::Column(ColumnPath::of(&CITY.columns[position]))
    }

    fn sorted_by(mut plan: Plan) -> Vec<Term> {
        plan.make_order_total(&[Kind::Guid]);
        plan.order.into_iter().map(|key| key.term).collect()
    }

    fn names() -> Plan {
        Plan {
            items: vec![Item::Column(ColumnPath::of(&CITY.columns[1]))],
            ..Plan::all_of(&CITY)
        }
    }

    #[test]
    fn rows_are_told_apart_by_their_key_once() {
        assert_eq!(sorted_by(names()), [term(0)]);
        let mut by_key = names();
        by_key.order.push(OrderKey {
            term: term(0),
            direction: Direction::Descending,
            values: SortedValues::COMPUTED,
        });
        assert_eq!(sorted_by(by_key), [term(0)]);
    }

    #[test]
    fn distinct_rows_and_groups_are_told_apart_by_what_is_selected() {
        let distinct = Plan {
            distinct: true,
            ..names()
        };
        assert_eq!(sorted_by(distinct), [term(1)]);
        let mut grouped = names();
        let count = Term::Fold(Fold::Count, None);
        grouped.items.push(Item::Computed(count));
        assert_eq!(sorted_by(grouped), [term(1)]);
    }

    #[test]
    fn whole_rows_among_distinct_ones_are_told_apart_by_their_key() {
        let distinct = Plan {
            distinct: true,
            ..Plan::all_of(&CITY)
        };
        assert_eq!(sorted_by(distinct), [term(0)]);
    }
}
