//! [`ODataRequest`]: a query's URL; [`CompileError`]: why there is none.

use std::fmt;

use crate::value::{Date, Time, Timestamp};

/// The URL of a read, relative to the OData service's root, percent-encoded.
///
/// Made by [`Query::odata4`](crate::Query::odata4); its `Display` is the URL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ODataRequest {
    entity: &'static str,
    url: String,
}

impl ODataRequest {
    pub(crate) fn new(entity: &'static str, url: String) -> Self {
        ODataRequest { entity, url }
    }

    /// Wire name of the entity that is read.
    pub fn entity(&self) -> &'static str {
        self.entity
    }

    /// The URL as text, for example `Account?$select=Name`.
    pub fn as_str(&self) -> &str {
        &self.url
    }
}

impl fmt::Display for ODataRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.url)
    }
}

impl AsRef<str> for ODataRequest {
    fn as_ref(&self) -> &str {
        &self.url
    }
}

/// A query that a protocol cannot carry, found before anything is sent.
///
/// What the types can tell is a compile error of the program; this is what only the values decide.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CompileError {
    /// Creatio stores instants of the years 1 to 9999.
    #[error(
        "{entity}: the instant {instant} lies outside the years 1 to 9999 that Creatio can store"
    )]
    InstantOutOfRange {
        /// Wire name of the query's entity.
        entity: &'static str,
        /// The instant.
        instant: Timestamp,
    },
    /// Creatio stores days of the years 1 to 9999.
    #[error("{entity}: the day {date} lies outside the years 1 to 9999 that Creatio can store")]
    DateOutOfRange {
        /// Wire name of the query's entity.
        entity: &'static str,
        /// The day.
        date: Date,
    },
    /// Creatio's OData declares times of day as instants, and of which day is not known.
    #[error(
        "{entity}: OData cannot compare {column} with the time {time}, since the service takes it \
         for an instant of a day that is not known: read the rows and compare them in the program"
    )]
    TimeOfUnknownDay {
        /// Wire name of the query's entity.
        entity: &'static str,
        /// Wire name of the column.
        column: &'static str,
        /// The time.
        time: Time,
    },
    /// OData can expand a collection once per request.
    #[error(
        "{entity}: the collection {collection} is selected twice with different queries, which \
         OData cannot ask for at once: select it once, or send two queries"
    )]
    CollectionTwice {
        /// Wire name of the query's entity.
        entity: &'static str,
        /// Wire name of the collection.
        collection: &'static str,
    },
}
