//! Reads of expressions, grouped or not, where a [`Plan`](super::plan::Plan) reads columns.

use creatio_codegen::schema::PropertyType;
use rusqlite::{params_from_iter, types::Value as SqlValue};

use super::{compare::collation, expr::Expr, joins::Joins, run::Source, sql::Statement};
use crate::value::Value;

/// A value and its type, by which it compares.
pub(crate) type Typed = (Expr, PropertyType);

/// What to read: one row per row of the root, per group of them, or one for all.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    /// The root and the tables that expressions reach.
    pub(crate) joins: Joins,
    /// What each row shows.
    pub(crate) columns: Vec<Typed>,
    /// The condition, if any.
    pub(crate) filter: Option<Expr>,
    /// How rows become one.
    pub(crate) merge: Merge,
    /// Sort keys. Absent values sort first, as in SQL Server.
    pub(crate) order: Vec<(Typed, Direction)>,
    /// At most this many rows.
    pub(crate) top: u64,
    /// Leaving out this many rows first.
    pub(crate) skip: u64,
}

/// How rows become one.
#[derive(Debug, Clone)]
pub(crate) enum Merge {
    /// Not at all; the root's key is the last sort key.
    None,
    /// Those that show the same.
    Equal,
    /// Those that have the same values here; all of them if there is nothing here.
    Groups(Vec<Typed>),
}

/// Which values come first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    /// The smallest.
    Ascending,
    /// The largest.
    Descending,
}

impl Source<'_> {
    /// The rows of a table.
    pub(crate) fn table(self, table: &Table) -> rusqlite::Result<Vec<Vec<Value>>> {
        let statement = self.statement(table);
        let mut prepared = self.connection.prepare(&statement.sql)?;
        let mut found = prepared.query(params_from_iter(&statement.parameters))?;
        let mut rows = Vec::new();
        while let Some(row) = found.next()? {
            let types = table.columns.iter().map(|(_, ty)| *ty).enumerate();
            let values = types.map(|(at, ty)| Ok(Value::from_sql(ty, row.get_ref(at)?)));
            rows.push(values.collect::<rusqlite::Result<_>>()?);
        }
        Ok(rows)
    }

    fn statement<'t>(&'t self, table: &'t Table) -> Statement<'t> {
        let opening = match table.merge {
            Merge::Equal => "SELECT DISTINCT ",
            Merge::None | Merge::Groups(_) => "SELECT ",
        };
        let mut statement = Statement::new(self.catalog, &table.joins, opening);
        list(&mut statement, &table.columns);
        statement
            .tables()
            .words(" WHERE 1")
            .also(table.filter.as_ref());
        if let Merge::Groups(groups) = &table.merge
            && !groups.is_empty()
        {
            statement.words(" GROUP BY ");
            list(&mut statement, groups);
        }
        statement.words(" ORDER BY ");
        for (key, direction) in &table.order {
            typed(&mut statement, key).words(match direction {
                Direction::Ascending => " ASC, ",
                Direction::Descending => " DESC, ",
            });
        }
        match table.merge {
            Merge::None => statement.key(),
            Merge::Equal | Merge::Groups(_) => {
                list(&mut statement, &table.columns);
                &mut statement
            }
        };
        statement.words(" LIMIT ").parameter(integer(table.top));
        statement.words(" OFFSET ").parameter(integer(table.skip));
        statement
    }
}

fn list(statement: &mut Statement<'_>, values: &[Typed]) {
    for (position, value) in values.iter().enumerate() {
        statement.words(if position == 0 { "" } else { ", " });
        typed(statement, value);
    }
}

/// A value that sorts and merges by its type: computed decimals are text that compares as numbers.
fn typed<'s, 'c>(statement: &'s mut Statement<'c>, value: &Typed) -> &'s mut Statement<'c> {
    statement.expression(&value.0).collate(collation(value.1))
}

fn integer(number: u64) -> SqlValue {
    SqlValue::Integer(i64::try_from(number).unwrap_or(i64::MAX))
}
