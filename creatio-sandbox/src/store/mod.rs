//! The database behind the sandbox.
//!
//! One SQLite connection behind a lock, used on tokio's blocking threads: a slow query makes
//! other queries wait, and nothing else.

pub(crate) mod functions;
mod tables;

use std::{
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};

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
    /// Opens the database, makes its tables, and fills them if they are new.
    pub(crate) fn open(
        catalog: Arc<Catalog>,
        file: Option<PathBuf>,
        seed: impl FnOnce(&Catalog) -> Vec<Rows>,
    ) -> Result<Self, SandboxError> {
        let mut connection = match file {
            Some(path) => Connection::open(path)?,
            None => Connection::open_in_memory()?,
        };
        functions::register(&connection)?;
        if tables::create(&mut connection, &catalog)? {
            for (entity, rows) in seed(&catalog) {
                tables::insert(&mut connection, catalog.entity(entity), &rows)?;
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

    /// Adds rows to one entity, all or none of them.
    pub(crate) async fn insert(&self, (entity, rows): Rows) -> Result<(), SandboxError> {
        let job = move |catalog: &Catalog, connection: &mut Connection| {
            tables::insert(connection, catalog.entity(entity), &rows)
        };
        Ok(self.run(job).await??)
    }

    /// All rows of one entity, in the order they were inserted.
    pub(crate) async fn all(&self, entity: EntityId) -> Result<Vec<Vec<Value>>, SandboxError> {
        let job = move |catalog: &Catalog, connection: &mut Connection| {
            tables::all(connection, catalog.entity(entity))
        };
        Ok(self.run(job).await??)
    }
}
