//! [`CompileError`]: why a query does not become a request.

use crate::value::{Date, Time, Timestamp};

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
    /// OData 3 knows instants to 100 nanoseconds; what is finer can be told from them by order only.
    #[error(
        "{entity}: OData 3 knows instants to 100 nanoseconds, and no column can equal {instant}: \
         round it, or compare with a range"
    )]
    InstantTooFine {
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
    /// The protocol has no such clause. Most of these are errors of the compiler already; it is
    /// left for what is compiled without running, such as [`Query::explain`](crate::Query::explain).
    #[error("{entity}: {protocol} has no {clause}: {way_out}")]
    NoSuchClause {
        /// Wire name of the query's entity.
        entity: &'static str,
        /// The protocol's name.
        protocol: &'static str,
        /// The clause in words.
        clause: &'static str,
        /// What to do instead.
        way_out: &'static str,
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
    /// OData 3 expands collections as wholes.
    #[error(
        "{entity}: OData 3 expands {collection} as a whole and cannot apply {clause} to its rows: \
         send the query over OData 4, or read those rows with a query of their own"
    )]
    WholeCollectionOnly {
        /// Wire name of the query's entity.
        entity: &'static str,
        /// Wire name of the collection.
        collection: &'static str,
        /// What is asked of its rows, in words.
        clause: &'static str,
    },
}
