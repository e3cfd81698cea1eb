//! The Rust type of a column.

use std::borrow::Cow;

use crate::schema::{Property, PropertyType};

/// A type as `argument` within `wrappers`, outermost first.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Type {
    pub(super) wrappers: &'static [&'static str],
    pub(super) argument: Cow<'static, str>,
}

/// What holds a key of an entity.
pub(super) const ID: &[&str] = &["::creatio_core::Id"];
/// What holds a key that may be absent.
pub(super) const OPTIONAL_ID: &[&str] = &["::core::option::Option", "::creatio_core::Id"];

const OPTION: &[&str] = &["::core::option::Option"];
const VEC: &[&str] = &["::std::vec::Vec"];
const FLAGS: &[&str] = &["::creatio_core::Flags"];

/// The type that a property names, in Rust.
#[derive(Debug, Clone)]
pub(super) struct Declared {
    /// Path of the type from the file of the property.
    pub(super) path: String,
    /// Whether it is an enum of which a value may have several members.
    pub(super) flags: bool,
}

/// The type of a column that is neither key nor lookup; `None` for a stream, and for a type that
/// the schema names but lacks.
///
/// Numbers and booleans are never optional: Creatio's columns of these types hold 0 or false where
/// a user gave no value. Guids and dates always are, whatever `Nullable` says: Creatio writes the
/// empty guid and the year 1 for no value.
pub(super) fn of(property: &Property, declared: Option<Declared>) -> Option<Type> {
    let flags = declared.as_ref().is_some_and(|declared| declared.flags);
    let argument = match declared {
        Some(declared) => Cow::Owned(declared.path),
        None => Cow::Borrowed(plain(property)?),
    };
    let optional = match property.ty {
        PropertyType::Guid
        | PropertyType::DateTimeOffset
        | PropertyType::Date
        | PropertyType::TimeOfDay
        | PropertyType::Duration => true,
        PropertyType::String
        | PropertyType::Binary
        | PropertyType::Enum
        | PropertyType::Complex => property.nullable,
        _ => false,
    };
    let wrappers = if property.collection {
        VEC
    } else if flags {
        FLAGS
    } else if optional {
        OPTION
    } else {
        &[]
    };
    Some(Type { wrappers, argument })
}

/// The type of a column that is a part of a key and so always has a value.
pub(super) fn of_key(property: &Property) -> Option<Type> {
    Some(Type {
        wrappers: &[],
        argument: Cow::Borrowed(plain(property)?),
    })
}

fn plain(property: &Property) -> Option<&'static str> {
    Some(match property.ty {
        PropertyType::Guid => "::creatio_core::Uuid",
        PropertyType::String => "::std::string::String",
        PropertyType::Binary => "::std::vec::Vec<u8>",
        PropertyType::Boolean => "bool",
        // A `Vec<u8>` is binary data.
        PropertyType::Byte if property.collection => "i16",
        PropertyType::Byte => "u8",
        PropertyType::SByte => "i8",
        PropertyType::Int16 => "i16",
        PropertyType::Int32 => "i32",
        PropertyType::Int64 => "i64",
        PropertyType::Single => "f32",
        PropertyType::Double => "f64",
        PropertyType::Decimal => "::creatio_core::Decimal",
        PropertyType::DateTimeOffset => "::creatio_core::Timestamp",
        PropertyType::Date => "::creatio_core::Date",
        PropertyType::TimeOfDay => "::creatio_core::Time",
        PropertyType::Duration => "::creatio_core::Duration",
        PropertyType::Stream | PropertyType::Enum | PropertyType::Complex => return None,
    })
}
