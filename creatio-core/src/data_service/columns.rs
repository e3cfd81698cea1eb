//! [`Columns`]: a selection as the columns of a body, and where its parts stand in the reply.
//!
//! Rows of DataService are flat: one member per column, called by its alias. Both the body and the
//! [`Shape`] that reads the reply come from here, so that they cannot disagree.

use super::Scope;
use super::body;
use super::codes;
use super::expression::{column, name, path};
use super::grouping::Grouping;
use crate::CompileError;
use crate::ast::{ColumnPath, Direction, Hops, Item, Plan, Term};
use crate::capability::clause;
use crate::row::{Member, Node, Shape, Slot, SlotKind};

/// The columns of a query: those that are read, and those that are there to be sorted by.
pub(super) struct Columns<'z> {
    scope: Scope<'z>,
    grouping: Grouping,
    list: Vec<Column>,
    slots: Vec<Slot>,
}

/// One column. It is asked for once, however often it is read.
struct Column {
    source: Source,
    alias: String,
    order: Option<(Direction, usize)>,
}

/// What a column holds.
#[derive(PartialEq)]
enum Source {
    /// The column at this path.
    Path(String),
    Computed(Term),
}

impl From<Term> for Source {
    fn from(term: Term) -> Self {
        match term {
            Term::Column(column) => Source::Path(path(column)),
            computed => Source::Computed(computed),
        }
    }
}

impl<'z> Columns<'z> {
    pub(super) fn of(plan: &Plan, scope: Scope<'z>) -> Result<Self, CompileError> {
        let grouping = Grouping::of(plan);
        grouping.check(&plan.items, scope)?;
        let mut columns = Columns {
            scope,
            grouping,
            list: Vec::with_capacity(plan.items.len()),
            slots: Vec::with_capacity(plan.items.len()),
        };
        columns.read_all(&plan.items)?;
        columns.sort(plan)?;
        Ok(columns)
    }

    fn read_all(&mut self, items: &[Item]) -> Result<(), CompileError> {
        // Where the slots of each item begin, and where the last ones end.
        let mut starts = Vec::with_capacity(items.len() + 1);
        for item in items {
            starts.push(self.slots.len());
            self.read(item)?;
        }
        starts.push(self.slots.len());
        for (position, item) in items.iter().enumerate() {
            if let Item::Presence { items, .. } = item {
                let slots = starts[position + 1 + items] - starts[position + 1];
                self.slots[starts[position]].kind = SlotKind::Presence { slots };
            }
        }
        Ok(())
    }

    fn read(&mut self, item: &Item) -> Result<(), CompileError> {
        match item {
            Item::Column(column) => self.read_column(*column),
            Item::All { hops, entity } => {
                for column in entity.columns {
                    let hops = *hops;
                    self.read_column(ColumnPath { hops, column });
                }
            }
            Item::Computed(term) => {
                let label = name(term).into();
                let cell = self.column(term.clone().into(), || name(term));
                self.push_slot(Hops::NONE, label, cell, None);
            }
            Item::Presence { hops, .. } => {
                if let Some(cell) = self.lookup(*hops) {
                    self.push_slot(*hops, "".into(), cell, None);
                }
            }
            Item::Detail(_) => return Err(self.scope.refuse(clause::NestedRows::CLAUSE)),
        }
        Ok(())
    }

    /// A column behind lookups is read together with the lookup in front of it: for a number behind
    /// an empty lookup the server writes 0, and only the lookup tells that there is none. Not beside
    /// aggregates or in distinct rows, which a further column would change.
    fn read_column(&mut self, column: ColumnPath) {
        let path = path(column);
        let cell = self.column(Source::Path(path.clone()), || path);
        let lookup = match self.grouping {
            Grouping::None => self.lookup(column.hops),
            Grouping::Distinct | Grouping::Aggregates { .. } => None,
        };
        self.push_slot(column.hops, column.column.name.into(), cell, lookup);
    }

    /// The cell of the last of these lookups.
    fn lookup(&mut self, hops: Hops) -> Option<usize> {
        let path = (hops != Hops::NONE).then(|| hops.dotted())?;
        Some(self.column(Source::Path(path.clone()), || path))
    }

    fn push_slot(
        &mut self,
        hops: Hops,
        name: std::borrow::Cow<'static, str>,
        cell: usize,
        lookup: Option<usize>,
    ) {
        self.slots.push(Slot {
            hops,
            name,
            cell,
            kind: SlotKind::Value,
            lookup,
        });
    }

    /// The position of a column, which is added if it is not there yet.
    fn column(&mut self, source: Source, name: impl FnOnce() -> String) -> usize {
        if let Some(known) = self.position(&source) {
            return known;
        }
        let alias = self.free_alias(name());
        self.list.push(Column {
            source,
            alias,
            order: None,
        });
        self.list.len() - 1
    }

    fn position(&self, source: &Source) -> Option<usize> {
        self.list.iter().position(|known| known.source == *source)
    }

    /// The name, with a number where another column is called so: two counts of one collection that
    /// differ in their conditions, for example.
    fn free_alias(&self, name: String) -> String {
        let taken = |alias: &str| self.list.iter().any(|known| known.alias == alias);
        if !taken(&name) {
            return name;
        }
        let numbered = (2..).map(|number| format!("{name}_{number}"));
        numbered
            .into_iter()
            .find(|alias| !taken(alias))
            .unwrap_or(name)
    }

    /// Gives columns their positions in the order; what rows are sorted by has to be a column.
    fn sort(&mut self, plan: &Plan) -> Result<(), CompileError> {
        let mut position = 1;
        for key in &plan.order {
            let source = Source::from(key.term.clone());
            if self.position(&source).is_none() {
                self.grouping.check_order(&key.term, self.scope)?;
            }
            let column = self.column(source, || name(&key.term));
            let order = &mut self.list[column].order;
            // A column that comes again as a less significant key changes nothing.
            if order.is_none() {
                *order = Some((key.direction, position));
                position += 1;
            }
        }
        Ok(())
    }

    pub(super) fn body(&self) -> Result<body::Columns, CompileError> {
        let items = self.list.iter().map(|known| {
            let expression = match &known.source {
                Source::Path(path) => column(path.clone()),
                Source::Computed(term) => self.scope.selected(term)?,
            };
            let column = body::Column {
                order_direction: known
                    .order
                    .map(|(direction, _)| codes::direction(direction)),
                order_position: known.order.map(|(_, position)| position),
                expression,
            };
            Ok((known.alias.clone(), column))
        });
        let items = items.collect::<Result<_, _>>()?;
        Ok(body::Columns { items })
    }

    pub(super) fn shape(self) -> Shape {
        let aliases = self.list.into_iter().map(|column| column.alias);
        let members = aliases
            .enumerate()
            .map(|(cell, alias)| Member::value(alias, cell));
        let members: Vec<Member> = members.collect();
        Shape {
            entity: self.scope.entity.name,
            cells: members.len(),
            nodes: vec![Node { members }],
            slots: self.slots,
        }
    }
}
