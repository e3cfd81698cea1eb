//! Queries and writes as DataService requests: the JSON of a `SelectQuery` and how its reply is read,
//! and the JSON of an `InsertQuery` and its like.
//!
//! A body is built as the typed tree of [`body`] and serialised once. Facts about the format are
//! what Creatio's own browser client sends and what its service contracts declare (7.14 to 8.x).

#[cfg(feature = "client")]
mod batch;
mod body;
mod codes;
mod columns;
mod expression;
mod filter;
mod grouping;
mod parameter;
mod query;
mod request;
mod write;

#[cfg(feature = "client")]
pub(crate) use batch::{BatchedQuery, batch};
pub(crate) use query::body;
#[cfg(feature = "client")]
pub(crate) use query::{prepare, prepare_count};
pub use request::DataServiceRequest;
pub use write::DataServiceWrite;
#[cfg(feature = "client")]
pub(crate) use write::write;

#[cfg(test)]
mod tests;

use jiff::tz::TimeZone;

use crate::CompileError;
use crate::capability::clause::Clause;
use crate::schema::EntitySchema;

/// What every part of a body is rendered for: the entity that columns are columns of, which is the
/// query's or that of a collection's rows, and the time zone of the user's profile.
#[derive(Clone, Copy)]
struct Scope<'z> {
    entity: &'static EntitySchema,
    zone: &'z TimeZone,
}

impl Scope<'_> {
    fn refuse(&self, clause: Clause) -> CompileError {
        self.refuse_words(clause.name, clause.way_out)
    }

    /// The refusal of something that is no clause of its own in the types.
    fn refuse_words(&self, clause: &'static str, way_out: &'static str) -> CompileError {
        CompileError::NoSuchClause {
            entity: self.entity.name,
            protocol: "DataService",
            clause,
            way_out,
        }
    }
}
