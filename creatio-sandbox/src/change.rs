//! Rows written: inserts, updates and deletes with what Creatio and its database add and refuse.
//!
//! It knows no protocol: those read values, name rows by their keys, and tell refusals in words of
//! their own. The database's words are PostgreSQL's.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params_from_iter};
use uuid::Uuid;

use crate::{
    catalog::{Catalog, Entity, EntityId, Member},
    instant::Instant,
    query::run::Source,
    user::User,
    value::{Value, default_of},
};

/// A column of an entity and what is written to it.
pub(crate) type Assignment = (usize, Value);

/// What the database says to a write that it refuses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refused(pub(crate) String);

impl From<rusqlite::Error> for Refused {
    fn from(error: rusqlite::Error) -> Self {
        Self(error.to_string())
    }
}

/// A database to write to, and who writes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Writer<'a> {
    pub(crate) connection: &'a Connection,
    pub(crate) catalog: &'a Catalog,
    pub(crate) user: &'a User,
}

impl<'a> Writer<'a> {
    /// The same database to read from.
    pub(crate) fn source(self) -> Source<'a> {
        Source {
            connection: self.connection,
            catalog: self.catalog,
        }
    }

    /// Inserts a row; its key is the one given, or a random one. Columns that are not given get their
    /// defaults, and those that say who made the row, and when, are filled in.
    pub(crate) fn insert(self, id: EntityId, values: Vec<Assignment>) -> Result<Uuid, Refused> {
        let entity = self.catalog.entity(id);
        self.check_references(entity, "insert or update", &values)?;
        let mut row: Vec<_> = entity.columns.iter().map(|it| default_of(it.ty)).collect();
        self.sign(
            entity,
            &["CreatedOn", "ModifiedOn"],
            &["CreatedById", "ModifiedById"],
            |at, value| {
                row[at] = value;
            },
        );
        for (at, value) in values {
            row[at] = value;
        }
        let key_column = entity.key.ok_or_else(|| no_key(entity))?;
        let key = match &row[key_column] {
            Value::Guid(key) => *key,
            _ => Uuid::new_v4(),
        };
        row[key_column] = Value::Guid(key);
        if self.is_there(entity, key)? {
            return Err(Refused(format!(
                "23505: duplicate key value violates unique constraint \"PK{}\"",
                entity.name
            )));
        }
        let marks = vec!["?"; row.len()].join(", ");
        let sql = format!("INSERT INTO {} VALUES ({marks})", entity.table);
        let cells = row.iter().map(Value::to_sql);
        self.connection.execute(&sql, params_from_iter(cells))?;
        Ok(key)
    }

    /// Writes to rows by their keys, and notes who did so, and when. Gives how many there were.
    pub(crate) fn update(
        self,
        id: EntityId,
        keys: &[Uuid],
        values: &[Assignment],
    ) -> Result<usize, Refused> {
        let entity = self.catalog.entity(id);
        self.check_references(entity, "insert or update", values)?;
        let mut all = values.to_vec();
        self.sign(entity, &["ModifiedOn"], &["ModifiedById"], |at, value| {
            if values.iter().all(|(given, _)| *given != at) {
                all.push((at, value));
            }
        });
        let key_column = entity.key.ok_or_else(|| no_key(entity))?;
        let sets: Vec<_> = all
            .iter()
            .map(|(at, _)| format!("{} = ?", entity.columns[*at].sql))
            .collect();
        if sets.is_empty() {
            return self.count(entity, keys);
        }
        let sql = format!(
            "UPDATE {} SET {} WHERE {} = ?",
            entity.table,
            sets.join(", "),
            entity.columns[key_column].sql
        );
        let mut statement = self.connection.prepare(&sql)?;
        let mut rows = 0;
        for key in keys {
            let cells = all.iter().map(|(_, value)| value.to_sql());
            let key = Value::Guid(*key).to_sql();
            rows += statement.execute(params_from_iter(cells.chain([key])))?;
        }
        Ok(rows)
    }

    /// Deletes rows by their keys, unless others refer to them. Gives how many there were.
    pub(crate) fn delete(self, id: EntityId, keys: &[Uuid]) -> Result<usize, Refused> {
        let entity = self.catalog.entity(id);
        let key_column = entity.key.ok_or_else(|| no_key(entity))?;
        let key_column = &entity.columns[key_column].sql;
        let sql = format!("DELETE FROM {} WHERE {key_column} = ?", entity.table);
        let mut rows = 0;
        for key in keys {
            let key = [Value::Guid(*key).to_sql()];
            rows += self.connection.execute(&sql, key)?;
        }
        for key in keys {
            self.check_referrers(id, *key)?;
        }
        Ok(rows)
    }

    /// Whether there is a row with this key.
    pub(crate) fn is_there(self, entity: &Entity, key: Uuid) -> Result<bool, Refused> {
        Ok(self.count(entity, &[key])? > 0)
    }

    fn count(self, entity: &Entity, keys: &[Uuid]) -> Result<usize, Refused> {
        let column = entity.key.ok_or_else(|| no_key(entity))?;
        let mut rows = 0;
        for key in keys {
            rows += usize::from(self.holds(entity, column, *key)?);
        }
        Ok(rows)
    }

    /// Whether a row of the entity has this guid in a column.
    fn holds(self, entity: &Entity, column: usize, guid: Uuid) -> Result<bool, Refused> {
        let column = &entity.columns[column].sql;
        let sql = format!("SELECT 1 FROM {} WHERE {column} = ? LIMIT 1", entity.table);
        let guid = [Value::Guid(guid).to_sql()];
        let found = self
            .connection
            .query_row(&sql, guid, |_| Ok(()))
            .optional()?;
        Ok(found.is_some())
    }

    /// Refuses lookups that are to lead to rows that are not there.
    fn check_references(
        self,
        entity: &Entity,
        verb: &str,
        values: &[Assignment],
    ) -> Result<(), Refused> {
        for lookup in &entity.lookups {
            let given = values.iter().find(|(at, _)| Some(*at) == lookup.column);
            let Some(key) = given.and_then(|(_, value)| value.as_guid()) else {
                continue;
            };
            if !self.is_there(self.catalog.entity(lookup.target), key)? {
                return Err(violation(verb, &entity.name, &entity.name, &lookup.name));
            }
        }
        Ok(())
    }

    /// Refuses a delete of a row that others refer to.
    fn check_referrers(self, deleted: EntityId, key: Uuid) -> Result<(), Refused> {
        for entity in self.catalog.entities() {
            let lookups = entity.lookups.iter().filter(|it| it.target == deleted);
            for lookup in lookups {
                let Some(column) = lookup.column else {
                    continue;
                };
                if self.holds(entity, column, key)? {
                    let table = &self.catalog.entity(deleted).name;
                    let refused = violation("update or delete", table, &entity.name, &lookup.name);
                    return Err(refused);
                }
            }
        }
        Ok(())
    }

    /// The columns that say when, and by whom, a row was written, as far as the entity has them.
    fn sign(
        self,
        entity: &Entity,
        times: &[&str],
        authors: &[&str],
        mut set: impl FnMut(usize, Value),
    ) {
        let now: Timestamp = self.user.clock.now();
        let now = Instant::of(now).map_or(Value::Null, Value::Instant);
        let author = Value::Guid(self.user.contact);
        let named = times.iter().map(|name| (name, &now));
        for (name, value) in named.chain(authors.iter().map(|name| (name, &author))) {
            if let Some(Member::Column(at)) = entity.member(name)
                && value.fits(entity.columns[at].ty)
            {
                set(at, value.clone());
            }
        }
    }
}

fn no_key(entity: &Entity) -> Refused {
    Refused(format!("{} has no single key.", entity.name))
}

fn violation(verb: &str, table: &str, referrer: &str, lookup: &str) -> Refused {
    Refused(format!(
        "23503: {verb} on table \"{table}\" violates foreign key constraint \"FK{referrer}{lookup}\" \
         on table \"{referrer}\""
    ))
}
