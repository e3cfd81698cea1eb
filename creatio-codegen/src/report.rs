//! What a generation made, and what a reader of its output would otherwise wonder about.

use std::fmt;

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
    /// All notes, of the document first.
    pub notes: Vec<Note>,
}

/// Something in which the models differ from what the document would make one expect.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Note {
    /// The reader did not carry it over.
    Skipped(Skipped),
    /// The entity's key is not one guid.
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
    /// A lookup has no key column of its own.
    NoKeyColumn {
        /// The lookup, as `Entity.Lookup`.
        lookup: String,
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
                    "`{entity}`: left out, since its key is not one property of Edm.Guid"
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
            Self::NoKeyColumn { lookup } => {
                write!(
                    f,
                    "`{lookup}`: not navigable, since no property of its own holds its key"
                )
            }
            Self::UnusedExclude { glob } => {
                write!(
                    f,
                    "exclude pattern `{}`: matches no entity",
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
            Self::NoKeyColumn { .. } => "lookups without key column",
            Self::UnusedExclude { .. } => "exclude patterns without match",
        }
    }
}
