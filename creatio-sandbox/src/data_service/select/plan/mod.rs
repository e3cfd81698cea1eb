//! From a query to what the database is asked for: names to columns, types to comparisons, wall
//! clocks to instants.

mod aggregate;
mod change;
mod compare;
mod expression;
mod filter;
mod period;
mod scope;
mod value;

use creatio_codegen::schema::PropertyType;

pub(super) use self::change::{assignments, entity, rows};
pub(super) use self::value::Time;
use self::{scope::Scope, value::Bound};
use super::{
    exception::Exception,
    wire::{self, Expression, Select},
};
use crate::{
    catalog::{Catalog, EntityId},
    data_service::facts,
    query::{
        expr::Expr,
        joins::Alias,
        table::{Direction, Merge, Table, Typed},
    },
    user::User,
};

/// What all parts of a query depend on.
#[derive(Debug, Clone, Copy)]
pub(super) struct World<'a> {
    /// The schema of the database.
    pub(super) catalog: &'a Catalog,
    /// Whose wall clock and whose macros.
    pub(super) user: &'a User,
    /// The time it is, for the whole query.
    pub(super) now: jiff::Timestamp,
}

/// A query, planned.
#[derive(Debug)]
pub(super) struct Planned {
    /// What to read.
    pub(super) table: Table,
    /// What to make of it.
    pub(super) cells: Vec<Cell>,
}

/// A member of every row.
#[derive(Debug)]
pub(super) struct Cell {
    /// Its name.
    pub(super) alias: String,
    /// The position of its value among the table's columns.
    pub(super) at: usize,
    /// How it is written.
    pub(super) form: Form,
    /// Creatio's number for its type.
    pub(super) data_type: u8,
}

/// How a value is written in a row.
#[derive(Debug, Clone)]
pub(super) enum Form {
    /// By its type.
    Plain(PropertyType),
    /// As a date and a time.
    Date(Time),
    /// As the key of a row of this schema and, if there is a position, what users see of it.
    Lookup(String, Option<usize>),
}

/// Plans a query: at most so many rows.
pub(super) fn plan(world: World<'_>, select: &Select, max_rows: u64) -> Result<Planned, Exception> {
    let root = world
        .catalog
        .by_name(&select.schema)
        .ok_or_else(|| Exception::no_schema(&select.schema))?;
    let mut planner = Planner {
        binder: Binder::new(world, root),
        shows_display_values: !select.ignores_display_values,
        columns: Vec::new(),
        cells: Vec::new(),
        order: Vec::new(),
    };
    planner.selected(select)?;
    if select.all_columns {
        planner.all()?;
    }
    if select.columns.is_empty() && !select.all_columns {
        return Err(Exception::empty("columns"));
    }
    let merge = planner.merge(select.is_distinct);
    if matches!(merge, Merge::None) {
        planner.display_column()?;
    }
    if planner.cells.is_empty() {
        return Err(Exception::empty("columns"));
    }
    let filter = select.filter.as_ref();
    let filter = filter.map(|filter| planner.binder.filter(filter));
    let filter = filter.transpose()?.flatten();
    planner.order.sort_by_key(|(position, ..)| *position);
    let order = planner.order.into_iter();
    Ok(Planned {
        table: Table {
            joins: planner.binder.scope.joins,
            columns: planner.columns,
            filter,
            merge,
            order: order
                .map(|(_, expr, direction)| (expr, direction))
                .collect(),
            top: select.rows.unwrap_or(u64::MAX).min(max_rows),
            skip: select.skip,
        },
        cells: planner.cells,
    })
}

/// Binds the names of a query, or of the conditions on a detail, to one root.
struct Binder<'a> {
    world: World<'a>,
    scope: Scope<'a>,
}

impl<'a> Binder<'a> {
    fn new(world: World<'a>, root: EntityId) -> Self {
        let scope = Scope::new(world.catalog, root);
        Self { world, scope }
    }
}

struct Planner<'a> {
    binder: Binder<'a>,
    shows_display_values: bool,
    columns: Vec<Typed>,
    cells: Vec<Cell>,
    order: Vec<(i64, Typed, Direction)>,
}

impl Planner<'_> {
    fn selected(&mut self, select: &Select) -> Result<(), Exception> {
        for (alias, column) in &select.columns {
            let bound = self.binder.value(&column.expression)?;
            let display = self.display_value(&bound);
            if let Some(wire::Order {
                position,
                descending,
            }) = column.order
            {
                // Lookups sort by what users see of them, as long as they do.
                let key = match &display {
                    Some(display) => (display.clone(), PropertyType::String),
                    None => (bound.expr.clone(), bound.ty),
                };
                let direction = if descending {
                    Direction::Descending
                } else {
                    Direction::Ascending
                };
                self.order.push((position, key, direction));
            }
            if column.is_visible {
                self.show(alias.clone(), bound, display);
            }
        }
        Ok(())
    }

    /// All columns under their own names, unless a name is taken.
    fn all(&mut self) -> Result<(), Exception> {
        let entity = self.binder.scope.entity(Alias::ROOT);
        let names = entity.scalar_columns();
        let names: Vec<_> = names.map(|at| facts::name(entity, at).to_owned()).collect();
        names.into_iter().try_for_each(|name| self.add(name))
    }

    /// Rows show their display column even if nobody asked.
    fn display_column(&mut self) -> Result<(), Exception> {
        let entity = self.binder.scope.entity(Alias::ROOT);
        match facts::display_column(entity) {
            Some(name) => self.add(name.to_owned()),
            None => Ok(()),
        }
    }

    fn add(&mut self, name: String) -> Result<(), Exception> {
        if self.cells.iter().any(|cell| cell.alias == name) {
            return Ok(());
        }
        let bound = self.binder.value(&Expression::Column(name.clone()))?;
        let display = self.display_value(&bound);
        self.show(name, bound, display);
        Ok(())
    }

    /// What users see of the row behind a lookup.
    fn display_value(&mut self, bound: &Bound) -> Option<Expr> {
        let (from, lookup) = bound.lookup.filter(|_| self.shows_display_values)?;
        self.binder.scope.display_value(from, lookup)
    }

    fn show(&mut self, alias: String, bound: Bound, display: Option<Expr>) {
        let at = self.columns.len();
        let form = match (bound.lookup, bound.time) {
            (Some((from, lookup)), _) => {
                let target = self.binder.scope.target(from, lookup).name.clone();
                Form::Lookup(target, display.as_ref().map(|_| at + 1))
            }
            (None, Time::None) => Form::Plain(bound.ty),
            (None, time) => Form::Date(time),
        };
        self.columns.push((bound.expr, bound.ty));
        self.columns
            .extend(display.map(|display| (display, PropertyType::String)));
        self.cells.push(Cell {
            alias,
            at,
            form,
            data_type: bound.data_type,
        });
    }

    /// Where there is a total, everything else tells the groups apart.
    fn merge(&self, is_distinct: bool) -> Merge {
        let keys = self.order.iter().map(|(_, key, _)| key);
        let all = || self.columns.iter().chain(keys.clone());
        if all().any(|(expr, _)| expr.is_total()) {
            let is_key = |(expr, _): &&Typed| !expr.is_total() && !matches!(expr, Expr::Value(_));
            return Merge::Groups(all().filter(is_key).cloned().collect());
        }
        if is_distinct {
            Merge::Equal
        } else {
            Merge::None
        }
    }
}
