//! What is asked of one row by its key: itself, what its lookups lead to, the bytes in it.

use uuid::Uuid;

use super::{
    plan::Plan,
    run::{Record, Scope, Source},
};
use crate::{
    catalog::{Entity, EntityId, Lookup},
    value::Value,
};

/// The content of a stream column.
#[derive(Debug)]
pub(crate) enum Content {
    /// There is no such row.
    NoRow,
    /// The row has nothing in it.
    Nothing,
    /// Its bytes.
    Bytes(Vec<u8>),
}

/// What is behind a lookup.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Behind {
    /// There is no row that it belongs to.
    NoRow,
    /// It leads nowhere.
    Nothing,
    /// It leads to the row of this key.
    Key(Uuid),
}

impl Source<'_> {
    /// Reads the row of a key, of what a plan says.
    pub(crate) fn row(self, plan: &Plan, key: Uuid) -> rusqlite::Result<Option<Record>> {
        let Some(column) = self.catalog.entity(plan.entity).key else {
            return Ok(None);
        };
        let rows = self.rows(plan, Scope::Among(column, &[key]))?;
        Ok(rows.into_iter().next())
    }

    /// Where a lookup of a row leads to.
    pub(crate) fn behind(
        self,
        entity: EntityId,
        lookup: &Lookup,
        key: Uuid,
    ) -> rusqlite::Result<Behind> {
        let plan = Plan {
            columns: lookup.column.into_iter().collect(),
            ..Plan::bare(entity)
        };
        Ok(match self.row(&plan, key)? {
            None => Behind::NoRow,
            Some(row) => match row.values.first().and_then(Value::as_guid) {
                None => Behind::Nothing,
                Some(key) => Behind::Key(key),
            },
        })
    }

    /// Reads one stream column of one row.
    pub(crate) fn content(
        self,
        entity: &Entity,
        column: usize,
        key: Uuid,
    ) -> rusqlite::Result<Content> {
        let Some(key_column) = entity.key else {
            return Ok(Content::NoRow);
        };
        let sql = format!(
            "SELECT {} FROM {} WHERE {} = ?",
            entity.columns[column].sql, entity.table, entity.columns[key_column].sql
        );
        let mut statement = self.connection.prepare(&sql)?;
        let mut rows = statement.query([Value::Guid(key).to_sql()])?;
        let Some(row) = rows.next()? else {
            return Ok(Content::NoRow);
        };
        Ok(row
            .get::<_, Option<Vec<u8>>>(0)?
            .map_or(Content::Nothing, Content::Bytes))
    }
}
