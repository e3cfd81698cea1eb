//! What a generation made, and what a reader of its output would otherwise wonder about.

use std::fmt;
use std::time::Duration;

use crate::schema::Skipped;

/// Counts of what was generated, and notes on what differs from the document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Report {
    /// Entities, one file each.
    pub entities: usize,
    /// Columns over all entities.
    pub columns: usize,
    /// Lookups over all entities.
    pub lookups: usize,
    /// Collections over all entities.
    pub collections: usize,
    /// Stream columns over all entities.
    pub streams: usize,
    /// Rows with a constant, over all entities.
    pub rows: usize,
    /// Enum types, one file each.
    pub enums: usize,
    /// Complex types, one file each.
    pub complex_types: usize,
    /// Lines over all files.
    pub lines: usize,
    /// Bytes over all files.
    pub bytes: usize,
    /// What took how long.
    pub times: Times,
    /// All notes, of the document first.
    pub notes: Vec<Note>,
}

/// How long the phases of a generation took. Reading and writing are timed by who calls them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Times {
    /// Naming everything in the schema.
    pub names: Duration,
    /// Selecting entities and columns.
    pub selection: Duration,
    /// Writing the text of the files, in memory.
    pub text: Duration,
}

/// Something in which the models differ from what the document would make one expect.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Note {
    /// The reader did not carry it over.
    Skipped(Skipped),
    /// The entity's key has no type in Rust.
    Key {
        /// The entity's wire name.
        entity: String,
    },
    /// A name was taken.
    Renamed {
        /// The entity it belongs to.
        entity: String,
        /// What would have had the name: `struct`, `module`, or the wire name of a member.
        what: String,
        /// The identifier it got.
        to: String,
    },
    /// A lookup or collection leads to an entity that was not generated.
    Boundary {
        /// The lookup or collection, as `Entity.Member`.
        member: String,
        /// The entity that was not generated.
        target: String,
    },
    /// Column patterns left members out.
    Columns {
        /// The entity's wire name.
        entity: String,
        /// Wire names of the columns, lookups and collections, sorted.
        left_out: Vec<String>,
    },
    /// A lookup has no key column of its own.
    NoKeyColumn {
        /// The lookup, as `Entity.Lookup`.
        lookup: String,
    },
    /// Rows of a lookup are known that was not generated.
    NoLookup {
        /// The entity's wire name.
        entity: String,
    },
    /// An exclude pattern matched nothing.
    UnusedExclude {
        /// The pattern.
        glob: String,
    },
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Skipped(skipped) => write!(f, "{skipped}"),
            Self::Key { entity } => {
                write!(
                    f,
                    "`{entity}`: left out, since its key has more than four parts, or one that is no plain value"
                )
            }
            Self::Renamed { entity, what, to } => {
                write!(
                    f,
                    "`{entity}`, {what}: called `{to}`, since the plain name is taken"
                )
            }
            Self::Boundary { member, target } => {
                write!(
                    f,
                    "`{member}`: not navigable, since `{target}` is not generated"
                )
            }
            Self::Columns { entity, left_out } => {
                let names = left_out.join("`, `");
                write!(f, "`{entity}`: left out by column patterns: `{names}`")
            }
            Self::NoKeyColumn { lookup } => {
                write!(
                    f,
                    "`{lookup}`: not navigable, since no guid property of its own holds its key"
                )
            }
            Self::NoLookup { entity } => {
                write!(
                    f,
                    "`{entity}`: no constants for its rows, since it is not generated"
                )
            }
            Self::UnusedExclude { glob } => {
                write!(
                    f,
                    "exclude pattern `{}`: matches nothing",
                    glob.escape_debug()
                )
            }
        }
    }
}

impl Note {
    /// What notes of this kind have in common, for a summary.
    pub fn topic(&self) -> &'static str {
        match self {
            Self::Skipped(_) => "declarations of the document skipped",
            Self::Key { .. } => "entities left out for their key",
            Self::Renamed { .. } => "names changed, since the plain ones are taken",
            Self::Boundary { .. } => "lookups and collections cut at the boundary of the selection",
            Self::Columns { .. } => "columns left out",
            Self::NoKeyColumn { .. } => "lookups without key column",
            Self::NoLookup { .. } => "lookups whose rows have no constants",
            Self::UnusedExclude { .. } => "exclude patterns without match",
        }
    }
}
