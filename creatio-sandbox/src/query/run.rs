//! Plans run against the database.
//!
//! Nested rows are read level by level, for all parents at once, and handed out afterwards: the
//! number of statements depends on the depth of a query and not on its rows.

use std::collections::HashMap;

use rusqlite::{Connection, params_from_iter, types::Value as SqlValue};
use uuid::Uuid;

use super::{
    joins::Alias,
    plan::{Link, Nested, Plan},
    sql::Statement,
};
use crate::{
    catalog::{Catalog, Collection, Entity},
    value::Value,
};

/// Keys in one `IN (…)`; SQLite takes 32,766 parameters in one statement.
const KEYS_PER_STATEMENT: usize = 500;

/// One row.
#[derive(Debug, Clone)]
pub(crate) struct Record {
    /// The key, if the entity has a guid for one.
    pub(crate) key: Option<Uuid>,
    /// Values of the plan's columns.
    pub(crate) values: Vec<Value>,
    /// What is nested, in the plan's order.
    pub(crate) nested: Vec<NestedRecords>,
}

/// What is nested in a row under one name.
#[derive(Debug, Clone)]
pub(crate) enum NestedRecords {
    /// The row behind a lookup, if there is one.
    One(Option<Box<Record>>),
    /// The rows of a detail, and how many there are without paging, if asked for.
    Many(Vec<Record>, Option<u64>),
}

/// Which rows, beyond what the plan says.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Scope<'a> {
    /// All of them.
    All,
    /// Those whose column holds one of these keys.
    Among(usize, &'a [Uuid]),
}

impl<'a> Scope<'a> {
    /// The rows of a detail, of the rows with these keys.
    pub(crate) fn of_detail(detail: &Collection, keys: &'a [Uuid]) -> Self {
        match detail.via {
            Some(column) => Self::Among(column, keys),
            // Without a column that leads back there is no tie and no row.
            None => Self::Among(0, &[]),
        }
    }
}

/// A database and its schema, to run plans against.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Source<'a> {
    /// The open database.
    pub(crate) connection: &'a Connection,
    /// The schema its tables were made from.
    pub(crate) catalog: &'a Catalog,
}

impl Source<'_> {
    /// Reads the rows of a plan.
    pub(crate) fn rows(self, plan: &Plan, scope: Scope<'_>) -> rusqlite::Result<Vec<Record>> {
        Ok(self.level(plan, scope, None)?.0)
    }

    /// Counts the rows that match, whatever the plan's page.
    pub(crate) fn count(self, plan: &Plan, scope: Scope<'_>) -> rusqlite::Result<u64> {
        let mut statement = Statement::new(self.catalog, &plan.joins, "SELECT count(*)");
        statement.tables();
        conditions(&mut statement, plan, scope);
        let parameters = params_from_iter(&statement.parameters);
        let count: i64 = self
            .connection
            .query_row(&statement.sql, parameters, |row| row.get(0))?;
        Ok(u64::try_from(count).unwrap_or_default())
    }

    /// One level of rows with everything below it. Rows of a detail come all at once, unpaged,
    /// each with the key of its parent, which this column holds.
    fn level(
        self,
        plan: &Plan,
        scope: Scope<'_>,
        parent: Option<usize>,
    ) -> rusqlite::Result<(Vec<Record>, Vec<Option<Uuid>>)> {
        let entity = self.catalog.entity(plan.entity);
        let fetch = Fetch::new(entity, plan, parent);
        let mut statement = select(self.catalog, plan, &fetch);
        conditions(&mut statement, plan, scope);
        order(&mut statement, plan, entity);
        if parent.is_none() {
            statement.words(" LIMIT ").parameter(limit(plan.top));
            statement
                .words(" OFFSET ")
                .parameter(limit(Some(plan.skip)));
        }
        let mut fetched = self.fetch(entity, plan, &fetch, &statement)?;
        for (position, nested) in plan.nested.iter().enumerate() {
            let keys: Vec<_> = match nested.link {
                Link::One(_) => fetched.lookups.iter().map(|row| row[position]).collect(),
                Link::Many(_) => fetched.records.iter().map(|record| record.key).collect(),
            };
            self.attach(nested, &keys, &mut fetched.records)?;
        }
        Ok((fetched.records, fetched.parents))
    }

    fn fetch(
        self,
        entity: &Entity,
        plan: &Plan,
        fetch: &Fetch,
        statement: &Statement<'_>,
    ) -> rusqlite::Result<Fetched> {
        let mut prepared = self.connection.prepare(&statement.sql)?;
        let mut found = prepared.query(params_from_iter(&statement.parameters))?;
        let mut fetched = Fetched::default();
        while let Some(row) = found.next()? {
            let cell = |at: usize| -> rusqlite::Result<Value> {
                let ty = entity.columns[fetch.columns[at]].ty;
                Ok(Value::from_sql(ty, row.get_ref(at)?))
            };
            let guid = |at: Option<usize>| -> rusqlite::Result<Option<Uuid>> {
                at.map_or(Ok(None), |at| Ok(cell(at)?.as_guid()))
            };
            let values = (0..plan.columns.len())
                .map(&cell)
                .collect::<rusqlite::Result<_>>()?;
            fetched.records.push(Record {
                key: guid(fetch.key)?,
                values,
                nested: Vec::new(),
            });
            let lookups = fetch.lookups.iter().map(|at| guid(*at));
            fetched
                .lookups
                .push(lookups.collect::<rusqlite::Result<_>>()?);
            fetched.parents.push(guid(fetch.parent)?);
        }
        Ok(fetched)
    }

    /// Reads what is nested under one name for all records and hands it out.
    fn attach(
        self,
        nested: &Nested,
        keys: &[Option<Uuid>],
        records: &mut [Record],
    ) -> rusqlite::Result<()> {
        let column = match nested.link {
            Link::One(_) => self.catalog.entity(nested.plan.entity).key,
            Link::Many(via) => via,
        };
        let mut groups: HashMap<Uuid, Vec<Record>> = HashMap::new();
        if let Some(column) = column {
            let mut wanted: Vec<Uuid> = keys.iter().copied().flatten().collect();
            wanted.sort_unstable();
            wanted.dedup();
            for chunk in wanted.chunks(KEYS_PER_STATEMENT) {
                let scope = Scope::Among(column, chunk);
                let (rows, owners) = self.level(&nested.plan, scope, Some(column))?;
                for (row, owner) in rows.into_iter().zip(owners) {
                    groups
                        .entry(owner.unwrap_or_default())
                        .or_default()
                        .push(row);
                }
            }
        }
        for (record, key) in records.iter_mut().zip(keys) {
            let group = key
                .and_then(|key| groups.get(&key))
                .map_or(&[][..], Vec::as_slice);
            record.nested.push(match nested.link {
                Link::One(_) => NestedRecords::One(group.first().cloned().map(Box::new)),
                Link::Many(_) => page_of(group, &nested.plan),
            });
        }
        Ok(())
    }
}

/// Rows of one level, with the keys that tie them to others.
#[derive(Default)]
struct Fetched {
    records: Vec<Record>,
    /// For each row and each nested lookup the key it holds.
    lookups: Vec<Vec<Option<Uuid>>>,
    /// For each row the key of its parent.
    parents: Vec<Option<Uuid>>,
}

/// The columns of a statement: the plan's first, then those that tie rows together.
struct Fetch {
    columns: Vec<usize>,
    key: Option<usize>,
    parent: Option<usize>,
    lookups: Vec<Option<usize>>,
}

impl Fetch {
    fn new(entity: &Entity, plan: &Plan, parent: Option<usize>) -> Self {
        let mut columns = plan.columns.clone();
        let mut also = |column: usize| {
            columns.push(column);
            columns.len() - 1
        };
        let key = entity.key.map(&mut also);
        let parent = parent.map(&mut also);
        let lookups = plan.nested.iter().map(|nested| match nested.link {
            Link::One(column) => column.map(&mut also),
            Link::Many(_) => None,
        });
        let lookups = lookups.collect();
        Self {
            columns,
            key,
            parent,
            lookups,
        }
    }
}

fn select<'a>(catalog: &'a Catalog, plan: &'a Plan, fetch: &Fetch) -> Statement<'a> {
    let mut statement = Statement::new(catalog, &plan.joins, "SELECT ");
    for (position, column) in fetch.columns.iter().enumerate() {
        statement
            .words(if position == 0 { "" } else { ", " })
            .column(Alias::ROOT, *column);
    }
    if fetch.columns.is_empty() {
        statement.words("NULL");
    }
    statement.tables();
    statement
}

fn conditions(statement: &mut Statement<'_>, plan: &Plan, scope: Scope<'_>) {
    statement.words(" WHERE 1");
    if let Scope::Among(column, keys) = scope {
        statement
            .words(" AND ")
            .column(Alias::ROOT, column)
            .words(" IN (");
        for (position, key) in keys.iter().enumerate() {
            statement
                .words(if position == 0 { "" } else { ", " })
                .value(&Value::Guid(*key));
        }
        statement.words(")");
    }
    if let Some(filter) = &plan.filter {
        statement.words(" AND ").expression(filter);
    }
}

fn order(statement: &mut Statement<'_>, plan: &Plan, entity: &Entity) {
    statement.words(" ORDER BY ");
    for order in &plan.order {
        statement.column(order.alias, order.column);
        statement.words(if order.descending {
            " DESC, "
        } else {
            " ASC, "
        });
    }
    match entity.key {
        Some(key) => statement.column(Alias::ROOT, key),
        None => statement.words("t0.rowid"),
    };
}

/// SQLite takes a negative limit for none.
fn limit(rows: Option<u64>) -> SqlValue {
    SqlValue::Integer(rows.map_or(-1, |rows| i64::try_from(rows).unwrap_or(i64::MAX)))
}

/// The page of a detail that its plan asks for.
fn page_of(group: &[Record], plan: &Plan) -> NestedRecords {
    let count = plan.count.then_some(group.len() as u64);
    let skip = usize::try_from(plan.skip).unwrap_or(usize::MAX);
    let top = plan
        .top
        .map_or(usize::MAX, |top| usize::try_from(top).unwrap_or(usize::MAX));
    NestedRecords::Many(group.iter().skip(skip).take(top).cloned().collect(), count)
}
