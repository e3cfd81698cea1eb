//! [`Format`]: how a protocol writes rows.

/// The form of a reply.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Format {
    /// OData 4's JSON.
    OData4,
    /// OData 3's verbose JSON.
    OData3,
}
