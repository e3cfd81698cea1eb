//! [`Format`]: how a protocol writes rows.

use jiff::tz::TimeZone;

/// The form of a reply.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Format {
    /// OData 4's JSON.
    OData4,
    /// OData 3's verbose JSON.
    OData3,
    /// DataService's JSON, with dates as the clock shows them in this zone.
    DataService(TimeZone),
}
