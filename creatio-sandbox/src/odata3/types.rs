//! The primitive types of OData 3, under their EDM and .NET names.

use creatio_codegen::schema::PropertyType;

/// A primitive type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Type {
    Boolean,
    Byte,
    SByte,
    Int16,
    Int32,
    Int64,
    Single,
    Double,
    Decimal,
    String,
    Guid,
    DateTime,
    DateTimeOffset,
    Time,
    Binary,
    Stream,
}

impl Type {
    /// The type that a column of the model has in this service.
    pub(super) fn of(ty: PropertyType) -> Self {
        match ty {
            PropertyType::Boolean => Self::Boolean,
            PropertyType::Byte => Self::Byte,
            PropertyType::SByte => Self::SByte,
            PropertyType::Int16 => Self::Int16,
            PropertyType::Int32 => Self::Int32,
            PropertyType::Int64 => Self::Int64,
            PropertyType::Single => Self::Single,
            PropertyType::Double => Self::Double,
            PropertyType::Decimal => Self::Decimal,
            PropertyType::Guid => Self::Guid,
            // Dates, times and instants are one type here, and its values have no zone.
            PropertyType::DateTimeOffset => Self::DateTime,
            PropertyType::TimeOfDay | PropertyType::Duration => Self::Time,
            PropertyType::Binary => Self::Binary,
            PropertyType::Stream => Self::Stream,
            PropertyType::String
            | PropertyType::Date
            | PropertyType::Enum
            | PropertyType::Complex => Self::String,
        }
    }

    /// The type of the model that compares and is stored like it.
    pub(super) fn stored(self) -> PropertyType {
        match self {
            Self::Boolean => PropertyType::Boolean,
            Self::Byte => PropertyType::Byte,
            Self::SByte => PropertyType::SByte,
            Self::Int16 => PropertyType::Int16,
            Self::Int32 => PropertyType::Int32,
            Self::Int64 => PropertyType::Int64,
            Self::Single => PropertyType::Single,
            Self::Double => PropertyType::Double,
            Self::Decimal => PropertyType::Decimal,
            Self::String => PropertyType::String,
            Self::Guid => PropertyType::Guid,
            Self::DateTime | Self::DateTimeOffset => PropertyType::DateTimeOffset,
            Self::Time => PropertyType::Duration,
            Self::Binary => PropertyType::Binary,
            Self::Stream => PropertyType::Stream,
        }
    }

    pub(super) fn is_number(self) -> bool {
        matches!(
            self,
            Self::Byte
                | Self::SByte
                | Self::Int16
                | Self::Int32
                | Self::Int64
                | Self::Single
                | Self::Double
                | Self::Decimal
        )
    }

    /// `Edm.Guid`
    pub(super) fn edm_name(self) -> &'static str {
        match self {
            Self::Boolean => "Edm.Boolean",
            Self::Byte => "Edm.Byte",
            Self::SByte => "Edm.SByte",
            Self::Int16 => "Edm.Int16",
            Self::Int32 => "Edm.Int32",
            Self::Int64 => "Edm.Int64",
            Self::Single => "Edm.Single",
            Self::Double => "Edm.Double",
            Self::Decimal => "Edm.Decimal",
            Self::String => "Edm.String",
            Self::Guid => "Edm.Guid",
            Self::DateTime => "Edm.DateTime",
            Self::DateTimeOffset => "Edm.DateTimeOffset",
            Self::Time => "Edm.Time",
            Self::Binary => "Edm.Binary",
            Self::Stream => "Edm.Stream",
        }
    }

    /// `System.Guid`, as refusals write it.
    pub(super) fn net_name(self) -> &'static str {
        match self {
            Self::Boolean => "System.Boolean",
            Self::Byte => "System.Byte",
            Self::SByte => "System.SByte",
            Self::Int16 => "System.Int16",
            Self::Int32 => "System.Int32",
            Self::Int64 => "System.Int64",
            Self::Single => "System.Single",
            Self::Double => "System.Double",
            Self::Decimal => "System.Decimal",
            Self::String => "System.String",
            Self::Guid => "System.Guid",
            Self::DateTime => "System.DateTime",
            Self::DateTimeOffset => "System.DateTimeOffset",
            Self::Time => "System.TimeSpan",
            Self::Binary => "System.Byte[]",
            Self::Stream => "System.IO.Stream",
        }
    }
}
