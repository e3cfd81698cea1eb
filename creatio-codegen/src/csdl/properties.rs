//! Properties and their types.

use std::collections::HashSet;

use super::catalog::{Catalog, Resolved};
use super::error::{Error, Problem};
use super::member::Member;
use super::names::Name;
use super::navigation::element_type;
use super::notes::Notes;
use super::value_types;
use crate::schema::{Property, PropertyType, SkipReason};

/// Reads properties against the types of one document.
pub(super) struct Properties<'a, 'd> {
    catalog: &'a Catalog<'d>,
    /// Enum and complex types that are read.
    value_types: HashSet<Name<'d>>,
}

/// The type of a property, as the schema states it.
struct Typed<'d> {
    ty: PropertyType,
    declared: Option<&'d str>,
    collection: bool,
}

impl Typed<'_> {
    fn of(ty: PropertyType) -> Self {
        Self {
            ty,
            declared: None,
            collection: false,
        }
    }
}

impl<'a, 'd> Properties<'a, 'd> {
    pub(super) fn new(catalog: &'a Catalog<'d>, notes: &mut Notes<'_>) -> Self {
        Self {
            catalog,
            value_types: value_types::usable(catalog, notes),
        }
    }

    /// Whether an enum or complex type is read.
    pub(super) fn knows(&self, name: Name<'d>) -> bool {
        self.value_types.contains(&name)
    }

    /// Reads one property; nothing, with a note, if the schema cannot carry it.
    pub(super) fn read(
        &self,
        member: &Member<'d>,
        is_key: bool,
        notes: &mut Notes<'_>,
    ) -> Result<Option<Property>, Error> {
        let Some(text) = member.node.attribute("Type") else {
            let reason = SkipReason::MissingAttribute("Type");
            notes.skip(member.node, member.what(), reason);
            return Ok(None);
        };
        let typed = match self.resolve(text) {
            Ok(typed) => typed,
            Err(Unresolved::Skip(reason)) => {
                notes.skip(member.node, member.what(), reason);
                return Ok(None);
            }
            Err(Unresolved::Dangling) => {
                let (ty, _) = element_type(text);
                let problem = Problem::DanglingType {
                    what: member.what(),
                    ty: ty.to_owned(),
                };
                return Err(notes.error(member.node, problem));
            }
        };
        let description = self
            .catalog
            .describe(member.node, (member.owner, member.name), notes);
        Ok(Some(Property {
            name: member.name.to_owned(),
            nullable: self.nullable(member, &typed, is_key, notes),
            ty: typed.ty,
            declared: typed.declared.map(str::to_owned),
            collection: typed.collection,
            description,
            instant: false,
            required: false,
            max_length: None,
        }))
    }

    fn resolve(&self, text: &'d str) -> Result<Typed<'d>, Unresolved> {
        let (element, collection) = element_type(text);
        let unsupported = || Unresolved::Skip(SkipReason::Type(text.to_owned()));
        let mut typed = if element.starts_with("Edm.") {
            let primitive = primitive(element, self.catalog.v3);
            Typed::of(primitive.ok_or_else(unsupported)?)
        } else {
            match self.catalog.resolve(element) {
                Resolved::Definition(node) => {
                    let underlying = node.attribute("UnderlyingType").unwrap_or_default();
                    let primitive = primitive(underlying, self.catalog.v3);
                    Typed::of(primitive.ok_or_else(unsupported)?)
                }
                Resolved::Enum(name) if self.knows(name) => Typed {
                    declared: Some(name.name),
                    ..Typed::of(PropertyType::Enum)
                },
                Resolved::Complex(name) if self.knows(name) => Typed {
                    declared: Some(name.name),
                    ..Typed::of(PropertyType::Complex)
                },
                Resolved::External => {
                    return Err(Unresolved::Skip(SkipReason::External(text.to_owned())));
                }
                Resolved::Dangling => return Err(Unresolved::Dangling),
                _ => return Err(unsupported()),
            }
        };
        if collection && typed.ty == PropertyType::Stream {
            return Err(unsupported());
        }
        typed.collection = collection;
        Ok(typed)
    }

    /// See [`Property::nullable`] for the rule.
    fn nullable(
        &self,
        member: &Member<'d>,
        typed: &Typed<'d>,
        is_key: bool,
        notes: &mut Notes<'_>,
    ) -> bool {
        let text = typed.ty == PropertyType::String && !typed.collection;
        let default = !(text && self.catalog.v3);
        let stated = match member.node.attribute("Nullable") {
            None => default,
            Some("true" | "1") => true,
            Some("false" | "0") => false,
            Some(other) => {
                let reason = SkipReason::Facet {
                    name: "Nullable",
                    value: other.escape_debug().to_string(),
                    default: if default { "true" } else { "false" },
                };
                notes.skip(member.node, format!("facet of {}", member.what()), reason);
                default
            }
        };
        !is_key && (stated || typed.ty == PropertyType::Stream)
    }
}

enum Unresolved {
    Skip(SkipReason),
    Dangling,
}

/// The type `Edm.…`, if it is one that models have.
fn primitive(ty: &str, v3: bool) -> Option<PropertyType> {
    Some(match ty.strip_prefix("Edm.")? {
        "Guid" => PropertyType::Guid,
        "String" => PropertyType::String,
        "Boolean" => PropertyType::Boolean,
        "Byte" => PropertyType::Byte,
        "SByte" => PropertyType::SByte,
        "Int16" => PropertyType::Int16,
        "Int32" => PropertyType::Int32,
        "Int64" => PropertyType::Int64,
        "Single" | "Float" => PropertyType::Single,
        "Double" => PropertyType::Double,
        "Decimal" => PropertyType::Decimal,
        "DateTimeOffset" => PropertyType::DateTimeOffset,
        // Without a zone by the standard; Creatio's are instants in UTC.
        "DateTime" if v3 => PropertyType::DateTimeOffset,
        "Date" => PropertyType::Date,
        "TimeOfDay" => PropertyType::TimeOfDay,
        "Duration" => PropertyType::Duration,
        // What OData 4 renamed to `Edm.Duration`.
        "Time" if v3 => PropertyType::Duration,
        "Binary" => PropertyType::Binary,
        "Stream" => PropertyType::Stream,
        _ => return None,
    })
}
