//! What can go wrong with a sandbox itself, as opposed to what it answers over HTTP.

use std::io;

use creatio_codegen::csdl;

/// Why a sandbox did not start, or why a request of its owner was refused.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SandboxError {
    /// The `$metadata` snapshot cannot be used.
    #[error("the metadata snapshot cannot be loaded")]
    Metadata(#[from] csdl::Error),
    /// No free port, or the chosen one is taken.
    #[error("cannot listen on 127.0.0.1:{port}; choose another port, or 0 for any free one")]
    Listen {
        /// The port asked for; 0 means any.
        port: u16,
        /// What the operating system said.
        source: io::Error,
    },
    /// The snapshot cannot be read from disk.
    #[error(
        "cannot read the metadata snapshot {path}; give the path of a saved $metadata document"
    )]
    ReadMetadata {
        /// The path as it was given.
        path: String,
        /// What the operating system said.
        source: io::Error,
    },
    /// SQLite refused a statement or the database file.
    #[error("the sandbox's database failed")]
    Database(#[from] rusqlite::Error),
    /// The database file was made for another snapshot.
    #[error(
        "{path} holds the tables of another metadata snapshot; delete it or choose another file"
    )]
    OtherSnapshot {
        /// The database file.
        path: String,
    },
    /// Rows were not added: most likely a key is missing or exists already.
    #[error("no row was added to {entity}; every row needs a key of its own")]
    Insert {
        /// Wire name of the entity.
        entity: String,
        /// What SQLite said.
        source: rusqlite::Error,
    },
    /// The base path of the CRM is not usable in a URL.
    #[error("base path {0:?} is not of the form \"/name\": letters, digits, '-', '_', '.', '/'")]
    BasePath(String),
    /// A system setting cannot be: its code, or its value.
    #[error(
        "system setting {code:?} of type {expected} cannot be {value}; codes are letters, digits \
         and '_', dates have no zone"
    )]
    SysSetting {
        /// The code as it was given.
        code: String,
        /// The type it was given.
        expected: &'static str,
        /// The value it was given, as JSON.
        value: String,
    },
    /// There is no such time zone.
    #[error("there is no time zone {name:?}; give an IANA name such as \"Europe/Kyiv\"")]
    TimeZone {
        /// The name as it was given.
        name: String,
        /// What the time zone database said.
        source: jiff::Error,
    },
    /// The snapshot has no such entity.
    #[error("the snapshot has no entity {0:?}; names are exact, as in $metadata")]
    UnknownEntity(String),
    /// The entity has no such column.
    #[error("entity {entity} has no column {column:?}; names are exact, as in $metadata")]
    UnknownColumn {
        /// Wire name of the entity.
        entity: String,
        /// The name that was not found.
        column: String,
    },
    /// A value does not fit its column.
    #[error("{entity}.{column} is {expected}, which {value} is not")]
    WrongValue {
        /// Wire name of the entity.
        entity: String,
        /// Wire name of the column.
        column: String,
        /// The EDM type of the column.
        expected: &'static str,
        /// The value as JSON.
        value: String,
    },
    /// A background task of the sandbox ended early.
    #[error("the sandbox's database task did not finish")]
    Interrupted(#[from] tokio::task::JoinError),
}
