//! The Rust type of a column.

use crate::schema::{Property, PropertyType};

/// A type as `argument` within `wrappers`, outermost first.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Type {
    pub(super) wrappers: &'static [&'static str],
    pub(super) argument: &'static str,
}

/// What holds a key of an entity.
pub(super) const ID: &[&str] = &["::creatio_core::Id"];
/// What holds a key that may be absent.
pub(super) const OPTIONAL_ID: &[&str] = &["::core::option::Option", "::creatio_core::Id"];

const OPTION: &[&str] = &["::core::option::Option"];

/// The type of a column that is neither key nor lookup; `None` for a stream.
///
/// Numbers and booleans are never optional: Creatio's columns of these types hold 0 or false where
/// a user gave no value. Guids and dates always are, whatever `Nullable` says: Creatio writes the
/// empty guid and the year 1 for no value.
pub(super) fn of(property: &Property) -> Option<Type> {
    let always = |argument| {
        Some(Type {
            wrappers: &[],
            argument,
        })
    };
    let optional = |argument| {
        Some(Type {
            wrappers: OPTION,
            argument,
        })
    };
    let nullable = if property.nullable { optional } else { always };
    match property.ty {
        PropertyType::Guid => optional("::creatio_core::Uuid"),
        PropertyType::String => nullable("::std::string::String"),
        PropertyType::Binary => nullable("::std::vec::Vec<u8>"),
        PropertyType::Boolean => always("bool"),
        PropertyType::Byte => always("u8"),
        PropertyType::SByte => always("i8"),
        PropertyType::Int16 => always("i16"),
        PropertyType::Int32 => always("i32"),
        PropertyType::Int64 => always("i64"),
        PropertyType::Single => always("f32"),
        PropertyType::Double => always("f64"),
        PropertyType::Decimal => always("::creatio_core::Decimal"),
        PropertyType::DateTimeOffset => optional("::creatio_core::Timestamp"),
        PropertyType::Date => optional("::creatio_core::Date"),
        PropertyType::TimeOfDay => optional("::creatio_core::Time"),
        PropertyType::Duration => optional("::creatio_core::Duration"),
        PropertyType::Stream => None,
    }
}
