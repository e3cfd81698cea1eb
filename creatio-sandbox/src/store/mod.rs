//! The database behind the sandbox.
//!
//! One SQLite connection behind a lock, used on tokio's blocking threads: a slow query makes
//! other queries wait, and nothing else.

mod arithmetic;
mod clock;
pub(crate) mod functions;
mod tables;
mod texts;

use std::{
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};

use jiff::tz::TimeZone;
use rusqlite::Connection;

use crate::{
    catalog::{Catalog, EntityId},
    error::SandboxError,
    value::Value,
};

/// Rows to insert: the entity, and for each row one value per column.
pub(crate) type Rows = (EntityId, Vec<Vec<Value>>);

/// The catalog and its tables.
#[derive(Debug, Clone)]
pub(crate) struct Store {
    catalog: Arc<Catalog>,
    connection: Arc<Mutex<Connection>>,
}

impl Store {
    /// Opens the database and, if it is new, makes and fills its tables. The zone is that of the
    /// user's wall clock.
    pub(crate) fn open(
        catalog: Arc<Catalog>,
        file: Option<PathBuf>,
        zone: &TimeZone,
        seed: impl FnOnce(&Catalog) -> Vec<Rows>,
    ) -> Result<Self, SandboxError> {
        let mut connection = match &file {
            Some(path) => Connection::open(path)?,
            None => Connection::open_in_memory()?,
        };
        functions::register(&connection)?;
        arithmetic::register(&connection)?;
        texts::register(&connection)?;
        clock::register(&connection, zone)?;
        let definitions = tables::definitions(&catalog);
        let fingerprint = fingerprint(&definitions);
        match snapshot_of(&connection)? {
            None => fill(&mut connection, &definitions, fingerprint, &catalog, seed)?,
            Some(found) if found == fingerprint => {}
            Some(_) => {
                let path = file.unwrap_or_default().display().to_string();
                return Err(SandboxError::OtherSnapshot { path });
            }
        }
        Ok(Self {
            catalog,
            connection: Arc::new(Mutex::new(connection)),
        })
    }

    /// The schema the tables were made from.
    pub(crate) fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    /// Runs a job that may block on the database.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        job: impl FnOnce(&Catalog, &mut Connection) -> T + Send + 'static,
    ) -> Result<T, SandboxError> {
        let Self {
            catalog,
            connection,
        } = self.clone();
        let task = tokio::task::spawn_blocking(move || {
            // A job that panicked left no transaction open: they roll back when dropped.
            let mut connection = connection.lock().unwrap_or_else(PoisonError::into_inner);
            job(&catalog, &mut connection)
        });
        Ok(task.await?)
    }

    /// Adds rows to one entity, all or none of them. The inner error is the database's.
    pub(crate) async fn insert(
        &self,
        (entity, rows): Rows,
    ) -> Result<rusqlite::Result<()>, SandboxError> {
        self.run(move |catalog, connection| {
            let transaction = connection.transaction()?;
            tables::insert(&transaction, catalog.entity(entity), &rows)?;
            transaction.commit()
        })
        .await
    }

    /// All rows of one entity, in the order they were inserted.
    pub(crate) async fn all(&self, entity: EntityId) -> Result<Vec<Vec<Value>>, SandboxError> {
        let job = move |catalog: &Catalog, connection: &mut Connection| {
            tables::all(connection, catalog.entity(entity))
        };
        Ok(self.run(job).await??)
    }
}

/// Where SQLite keeps a number of the application's own: here, which snapshot the tables fit.
const SNAPSHOT: &str = "user_version";

/// The fingerprint of the tables of a database; `None` if it has none.
fn snapshot_of(connection: &Connection) -> rusqlite::Result<Option<i32>> {
    let is_new: bool =
        connection.query_row("SELECT count(*) = 0 FROM sqlite_schema", [], |row| {
            row.get(0)
        })?;
    let found = connection.pragma_query_value(None, SNAPSHOT, |row| row.get(0))?;
    Ok((!is_new).then_some(found))
}

/// Makes and fills all tables in one transaction, so that a file is never half made.
fn fill(
    connection: &mut Connection,
    definitions: &[String],
    fingerprint: i32,
    catalog: &Catalog,
    seed: impl FnOnce(&Catalog) -> Vec<Rows>,
) -> rusqlite::Result<()> {
    let transaction = connection.transaction()?;
    for definition in definitions {
        transaction.execute_batch(definition)?;
    }
    for (entity, rows) in seed(catalog) {
        tables::insert(&transaction, catalog.entity(entity), &rows)?;
        tables::index(&transaction, catalog.entity(entity))?;
    }
    transaction.pragma_update(None, SNAPSHOT, fingerprint)?;
    transaction.commit()
}

/// A number that differs between snapshots: FNV-1a over the table definitions.
fn fingerprint(definitions: &[String]) -> i32 {
    let bytes = definitions.iter().flat_map(|definition| definition.bytes());
    let hash = bytes.fold(0x811c_9dc5_u32, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    hash.cast_signed()
}
