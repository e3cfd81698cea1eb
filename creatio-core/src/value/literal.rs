//! [`Literal`]: a value of a query, with its type but without any protocol's spelling.

use rust_decimal::Decimal;
use uuid::Uuid;

use super::{Date, Duration, Time, Timestamp};

/// A value that a query carries.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Literal {
    /// Text.
    Text(String),
    /// An integer of any width.
    Integer(i64),
    /// An exact decimal.
    Decimal(Decimal),
    /// A binary floating-point number.
    Double(f64),
    /// A truth value.
    Boolean(bool),
    /// A guid: an id or a lookup's key.
    Guid(Uuid),
    /// A point in time.
    Instant(Timestamp),
    /// A day of the calendar.
    Date(Date),
    /// A time of day.
    Time(Time),
    /// A length of time.
    Duration(Duration),
    /// Bytes.
    Binary(Vec<u8>),
    /// One or more members of an enum type, by name.
    Enum {
        /// The type with its namespace.
        ty: &'static str,
        /// The names, with commas between them.
        members: String,
    },
}

/// What kind of values a column holds.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Text,
    Integer,
    Number,
    Boolean,
    Guid,
    Instant,
    Date,
    Time,
    Other,
}
