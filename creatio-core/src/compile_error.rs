//! [`CompileError`]: why a query or a write does not become a request.

use jiff::civil::DateTime;

use crate::value::{Date, Time, Timestamp};

/// A query or a write that a protocol cannot carry, found before anything is sent.
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
    /// The DataService is sent what the user's clock shows, and takes an hour that the clock shows
    /// twice for the second one.
    #[error(
        "{entity}: over DataService the instant {instant} cannot be told from one an hour later, \
         since the clock of the client's time zone shows {shown} twice: send the query over OData"
    )]
    InstantShownTwice {
        /// Wire name of the query's entity.
        entity: &'static str,
        /// The instant.
        instant: Timestamp,
        /// What the clock shows.
        shown: DateTime,
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
    /// DataService has no parameters for such values.
    #[error(
        "{entity}: DataService has no parameter for {value}, with which {column} is compared: send \
         the query over OData 4, or read the rows and compare them in the program"
    )]
    NoSuchValue {
        /// Wire name of the query's entity.
        entity: &'static str,
        /// What the value is compared with.
        column: String,
        /// The kind of the value in words.
        value: &'static str,
    },
    /// DataService sorts by selected columns only, and selecting one more would make other rows.
    #[error(
        "{entity}: the rows are distinct or grouped, so that they would be others if they were \
         sorted by {column}, which is not selected: select it, too, or leave it out of the order"
    )]
    UnselectedOrder {
        /// Wire name of the query's entity.
        entity: &'static str,
        /// What is sorted by.
        column: String,
    },
    /// DataService names the lookup by which the rows of a collection point back.
    #[error(
        "{entity}: DataService has to be told by which lookup the rows of {collection} point back, \
         and the name does not say so, as `{{Schema}}CollectionBy{{Lookup}}` would: send the query \
         over OData 4, or query those rows by themselves"
    )]
    UnknownLookup {
        /// Wire name of the query's entity.
        entity: &'static str,
        /// Wire name of the collection.
        collection: &'static str,
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
    /// The protocol has no way to write such a value.
    #[error(
        "{entity}: {protocol} cannot write {value} to {column}: write another value, or send it over \
         another protocol"
    )]
    Unwritable {
        /// Wire name of the entity that is written.
        entity: &'static str,
        /// Wire name of the column.
        column: &'static str,
        /// The protocol's name.
        protocol: &'static str,
        /// The kind of the value in words.
        value: &'static str,
    },
    /// Arguments of a web service or process that are not JSON, or no query.
    #[error("the arguments of {target} cannot be sent: {reason}")]
    Arguments {
        /// The service with its method, or the process.
        target: String,
        /// What serde said.
        reason: String,
    },
    /// An update without columns.
    #[error("{entity}: the update sets nothing: set or clear a column, or leave the update out")]
    NothingToWrite {
        /// Wire name of the entity that is written.
        entity: &'static str,
    },
    /// A row keeps its key as long as it lives.
    #[error(
        "{entity}: {column} is the key of a row, which no update can change: insert another row"
    )]
    KeyChange {
        /// Wire name of the entity that is written.
        entity: &'static str,
        /// Wire name of the key column.
        column: &'static str,
    },
    /// A new row whose key has no value.
    #[error("{entity}: the new row has no value in its key {column}, for the empty id is none")]
    EmptyKey {
        /// Wire name of the entity that is written.
        entity: &'static str,
        /// Wire name of the key column.
        column: &'static str,
    },
    /// A new row without values in columns that Creatio requires.
    #[error(
        "{entity}: the new row has no value in {}, which Creatio requires: set {} or, if the server \
         fills {} in, call `leave_required_to_server`",
        columns.join(", "), them(columns), them(columns)
    )]
    Required {
        /// Wire name of the entity that is written.
        entity: &'static str,
        /// Wire names of the columns.
        columns: Vec<&'static str>,
    },
    /// An update that empties a column which Creatio requires.
    #[error("{entity}: {column} cannot be cleared, since Creatio requires a value there")]
    RequiredCleared {
        /// Wire name of the entity that is written.
        entity: &'static str,
        /// Wire name of the column.
        column: &'static str,
    },
    /// A text that is longer than its column.
    #[error(
        "{entity}: the text for {column} has {length} characters, and the column takes {limit} at \
         most: shorten it"
    )]
    TextTooLong {
        /// Wire name of the entity that is written.
        entity: &'static str,
        /// Wire name of the column.
        column: &'static str,
        /// The length of the text, in characters.
        length: usize,
        /// How many the column takes.
        limit: u16,
    },
    /// A write to rows that meet a condition which every row meets.
    #[error(
        "{entity}: every row meets the condition of this update or delete, and Creatio changes no \
         whole tables: narrow the condition"
    )]
    EveryRow {
        /// Wire name of the entity that is written.
        entity: &'static str,
    },
    /// A group of a batch with more writes than one request takes, which would tear it apart.
    #[error(
        "a group of {writes} writes: Creatio takes {limit} in one request, and only one request is \
         carried out together or not at all"
    )]
    GroupTooLarge {
        /// How many writes the group has.
        writes: usize,
        /// How many one request takes.
        limit: usize,
    },
}

fn them(columns: &[&str]) -> &'static str {
    if columns.len() == 1 { "it" } else { "them" }
}
