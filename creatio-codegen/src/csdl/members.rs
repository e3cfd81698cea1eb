//! The members of entity types: properties, lookups, collections.

use std::collections::{HashMap, HashSet};

use super::catalog::{Candidate, Catalog, Resolved, is_identifier, key};
use super::error::{Error, Problem};
use super::notes::{Notes, quoted};
use super::xml::{Node, edm_name, elements, is_edm};
use crate::schema::{Collection, EntityType, Lookup, Property, PropertyType, SkipReason};

/// Reads the members of all entity types of the catalog.
pub(super) fn read(catalog: &Catalog<'_>, notes: &mut Notes<'_>) -> Result<Vec<EntityType>, Error> {
    let keys = catalog
        .candidates
        .iter()
        .map(|candidate| (candidate.name, key(candidate.node).collect::<Vec<_>>()))
        .collect();
    let mut reader = Reader {
        catalog,
        keys,
        notes,
    };
    catalog
        .candidates
        .iter()
        .map(|candidate| reader.entity(candidate))
        .collect()
}

struct Reader<'a, 'd, 'n> {
    catalog: &'a Catalog<'d>,
    keys: HashMap<&'d str, Vec<&'d str>>,
    notes: &'a mut Notes<'n>,
}

impl<'d> Reader<'_, 'd, '_> {
    fn entity(&mut self, candidate: &Candidate<'d>) -> Result<EntityType, Error> {
        let mut entity = EntityType {
            name: candidate.name.to_owned(),
            entity_set: candidate.set.to_owned(),
            key: self.keys[candidate.name]
                .iter()
                .map(|name| (*name).to_owned())
                .collect(),
            properties: Vec::new(),
            lookups: Vec::new(),
            collections: Vec::new(),
        };
        self.unread_traits(candidate);
        let mut names = HashMap::new();
        let mut references = Vec::new();
        for node in elements(candidate.node) {
            let kind = match edm_name(node) {
                "Property" => "property",
                "NavigationProperty" => "navigation property",
                "Key" => continue,
                _ => {
                    self.notes
                        .unsupported(node, &format!("entity type {}", quoted(candidate.name)));
                    continue;
                }
            };
            let Some(member) = self.member(node, kind, candidate.name) else {
                continue;
            };
            if let Some(first) = names.insert(member.name, node) {
                return Err(self.notes.duplicate(node, member.what(), first));
            }
            if kind == "property" {
                entity.properties.extend(self.property(&member)?);
            } else {
                references.push(member);
            }
        }
        let guids = guids(candidate.node);
        for member in references {
            self.reference(&member, &guids, &mut entity)?;
        }
        Ok(entity)
    }

    /// Lists what the entity type itself says and the schema does not carry.
    fn unread_traits(&mut self, candidate: &Candidate<'d>) {
        for (attribute, meaning) in [
            ("OpenType", "undeclared members"),
            ("HasStream", "the media stream"),
        ] {
            if candidate.node.attribute(attribute) == Some("true") {
                let what = format!("{meaning} of entity type {}", quoted(candidate.name));
                self.notes
                    .skip(candidate.node, what, SkipReason::Unsupported);
            }
        }
    }

    /// Name and type of a member, if it has both.
    fn member(
        &mut self,
        node: Node<'d>,
        kind: &'static str,
        entity: &'d str,
    ) -> Option<Member<'d>> {
        let Some(name) = node.attribute("Name") else {
            let what = format!("a {kind} of entity type {}", quoted(entity));
            self.notes
                .skip(node, what, SkipReason::MissingAttribute("Name"));
            return None;
        };
        let ty = node.attribute("Type");
        let member = Member {
            node,
            kind,
            entity,
            name,
            ty: ty.unwrap_or_default(),
        };
        let reason = match ty {
            Some(_) if is_identifier(name) => return Some(member),
            Some(_) => SkipReason::Name,
            None => SkipReason::MissingAttribute("Type"),
        };
        self.notes.skip(node, member.what(), reason);
        None
    }

    fn property(&mut self, member: &Member<'d>) -> Result<Option<Property>, Error> {
        let Some(ty) = primitive(member.ty) else {
            let (element, _) = element_type(member.ty);
            let reason = match self.catalog.resolve(element) {
                _ if element.starts_with("Edm.") => SkipReason::Type(member.ty.to_owned()),
                Resolved::External => SkipReason::External(member.ty.to_owned()),
                Resolved::Dangling => return Err(self.dangling(member, element)),
                _ => SkipReason::Type(member.ty.to_owned()),
            };
            self.notes.skip(member.node, member.what(), reason);
            return Ok(None);
        };
        let nullable = match member.node.attribute("Nullable") {
            None | Some("true") => true,
            Some("false") => false,
            Some(other) => {
                let reason = SkipReason::Facet {
                    name: "Nullable",
                    value: other.to_owned(),
                    default: "true",
                };
                self.notes
                    .skip(member.node, format!("facet of {}", member.what()), reason);
                true
            }
        };
        Ok(Some(Property {
            name: member.name.to_owned(),
            ty,
            nullable,
        }))
    }

    fn reference(
        &mut self,
        member: &Member<'d>,
        guids: &HashSet<&'d str>,
        entity: &mut EntityType,
    ) -> Result<(), Error> {
        let (element, many) = element_type(member.ty);
        let target = match self.catalog.resolve(element) {
            Resolved::Entity(target) => target,
            Resolved::Dangling => return Err(self.dangling(member, element)),
            Resolved::SkippedEntity(target) => {
                let reason = SkipReason::Target(target.to_owned());
                self.notes.skip(member.node, member.what(), reason);
                return Ok(());
            }
            Resolved::External => {
                let reason = SkipReason::External(element.to_owned());
                self.notes.skip(member.node, member.what(), reason);
                return Ok(());
            }
            Resolved::OtherType => {
                let reason = SkipReason::Type(element.to_owned());
                self.notes.skip(member.node, member.what(), reason);
                return Ok(());
            }
        };
        let (name, target) = (member.name.to_owned(), target.to_owned());
        if many {
            let partner = member.node.attribute("Partner").map(str::to_owned);
            entity.collections.push(Collection {
                name,
                target,
                partner,
            });
        } else {
            let column = self.key_column(member, &target, guids);
            entity.lookups.push(Lookup {
                name,
                target,
                column,
            });
        }
        Ok(())
    }

    /// The property that holds the key of what a lookup leads to.
    ///
    /// A referential constraint says so; Creatio declares none and calls the column of the lookup
    /// `X` always `XId` (observed on 7.x and 8.x).
    fn key_column(
        &mut self,
        member: &Member<'d>,
        target: &str,
        guids: &HashSet<&'d str>,
    ) -> Option<String> {
        let mut constraints =
            elements(member.node).filter(|node| is_edm(*node, "ReferentialConstraint"));
        let Some(constraint) = constraints.next() else {
            let column = format!("{}Id", member.name);
            return guids.contains(column.as_str()).then_some(column);
        };
        let column = constraint
            .attribute("Property")
            .filter(|name| guids.contains(name));
        let referenced = constraint.attribute("ReferencedProperty");
        let pairs_key = self
            .keys
            .get(target)
            .is_some_and(|key| key.iter().copied().eq(referenced));
        match column {
            Some(column) if pairs_key && constraints.next().is_none() => Some(column.to_owned()),
            _ => {
                let what = format!("referential constraint of {}", member.what());
                self.notes
                    .skip(constraint, what, SkipReason::Constraint(target.to_owned()));
                None
            }
        }
    }

    fn dangling(&self, member: &Member<'d>, ty: &str) -> Error {
        let problem = Problem::DanglingType {
            what: member.what(),
            ty: ty.to_owned(),
        };
        self.notes.error(member.node, problem)
    }
}

/// A member that has a usable name and a type.
struct Member<'d> {
    node: Node<'d>,
    kind: &'static str,
    entity: &'d str,
    name: &'d str,
    ty: &'d str,
}

impl Member<'_> {
    /// What messages call it.
    fn what(&self) -> String {
        format!(
            "{} `{}.{}`",
            self.kind,
            self.entity,
            self.name.escape_debug()
        )
    }
}

/// The properties of an entity type that can hold a key of Creatio's kind.
fn guids(entity: Node<'_>) -> HashSet<&str> {
    elements(entity)
        .filter(|node| is_edm(*node, "Property") && node.attribute("Type") == Some("Edm.Guid"))
        .filter_map(|node| node.attribute("Name"))
        .collect()
}

/// The type of one element, and whether the type is a collection of them.
fn element_type(ty: &str) -> (&str, bool) {
    match ty
        .strip_prefix("Collection(")
        .and_then(|rest| rest.strip_suffix(')'))
    {
        Some(element) => (element, true),
        None => (ty, false),
    }
}

fn primitive(ty: &str) -> Option<PropertyType> {
    Some(match ty {
        "Edm.Guid" => PropertyType::Guid,
        "Edm.String" => PropertyType::String,
        "Edm.Boolean" => PropertyType::Boolean,
        "Edm.Byte" => PropertyType::Byte,
        "Edm.SByte" => PropertyType::SByte,
        "Edm.Int16" => PropertyType::Int16,
        "Edm.Int32" => PropertyType::Int32,
        "Edm.Int64" => PropertyType::Int64,
        "Edm.Single" => PropertyType::Single,
        "Edm.Double" => PropertyType::Double,
        "Edm.Decimal" => PropertyType::Decimal,
        "Edm.DateTimeOffset" => PropertyType::DateTimeOffset,
        "Edm.Date" => PropertyType::Date,
        "Edm.TimeOfDay" => PropertyType::TimeOfDay,
        "Edm.Duration" => PropertyType::Duration,
        "Edm.Binary" => PropertyType::Binary,
        "Edm.Stream" => PropertyType::Stream,
        _ => return None,
    })
}
