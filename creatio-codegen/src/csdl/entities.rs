//! Entities and their members: properties, lookups, collections.

use std::collections::{HashMap, HashSet};

use super::catalog::{Candidate, Catalog, Resolved};
use super::error::{Error, Problem};
use super::lineage;
use super::member::Member;
use super::navigation::{self, Navigation};
use super::notes::{Notes, quoted};
use super::properties::Properties;
use super::xml::{METADATA3, Node, edm_name, elements, is_true};
use crate::schema::{Collection, EntityType, Lookup, PropertyType, SkipReason};

/// Reads the members of all entity types of the catalog.
pub(super) fn read<'d>(
    catalog: &Catalog<'d>,
    properties: &Properties<'_, 'd>,
    notes: &mut Notes<'_>,
) -> Result<Vec<EntityType>, Error> {
    let keys = catalog
        .candidates
        .iter()
        .map(|candidate| (candidate.name, lineage::key(&candidate.lineage).collect()))
        .collect();
    let mut reader = Reader {
        catalog,
        properties,
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
    properties: &'a Properties<'a, 'd>,
    keys: HashMap<&'d str, Vec<&'d str>>,
    notes: &'a mut Notes<'n>,
}

impl<'d> Reader<'_, 'd, '_> {
    fn entity(&mut self, candidate: &Candidate<'d>) -> Result<EntityType, Error> {
        let name = candidate.name;
        let mut entity = EntityType {
            name: name.to_owned(),
            entity_set: set_name(candidate, self.catalog.v3).to_owned(),
            entity_set_v3: self.catalog.v3.then(|| candidate.set.to_owned()),
            description: self
                .catalog
                .describe(candidate.node, (name, ""), self.notes),
            key: self.keys[name]
                .iter()
                .map(|key| (*key).to_owned())
                .collect(),
            ..EntityType::default()
        };
        self.unread_traits(candidate);
        let references = self.own_members(candidate, &mut entity)?;
        // Their order differs between the two documents of a Creatio: first come, or last.
        entity
            .properties
            .sort_by_key(|property| property.ty == PropertyType::Stream);
        let columns = key_columns(&entity);
        for member in references {
            self.reference(&member, &columns, &mut entity)?;
        }
        Ok(entity)
    }

    /// Reads the properties into `entity`; gives the navigation properties.
    fn own_members(
        &mut self,
        candidate: &Candidate<'d>,
        entity: &mut EntityType,
    ) -> Result<Vec<Member<'d>>, Error> {
        let mut names = HashMap::new();
        let mut references = Vec::new();
        for node in lineage::members(&candidate.lineage) {
            match edm_name(node) {
                "Property" | "NavigationProperty" => {}
                // Annotations have been read with what they describe.
                "Key" | "Annotation" | "Documentation" => continue,
                _ => {
                    let place = format!("entity type {}", quoted(candidate.name));
                    self.notes.unsupported(node, &place);
                    continue;
                }
            }
            let Some(member) = Member::read(node, candidate.name, self.notes) else {
                continue;
            };
            if let Some(first) = names.insert(member.name, node) {
                return Err(self.notes.duplicate(node, member.what(), first));
            }
            if member.is_property() {
                let is_key = self.keys[candidate.name].contains(&member.name);
                let property = self.properties.read(&member, is_key, self.notes)?;
                entity.properties.extend(property);
            } else {
                references.push(member);
            }
        }
        Ok(references)
    }

    /// Lists what the entity type itself says and the schema does not carry.
    fn unread_traits(&mut self, candidate: &Candidate<'d>) {
        let any = |is: fn(Node<'_>) -> bool| candidate.lineage.iter().any(|node| is(*node));
        let open = any(|node| is_true(node, "OpenType"));
        let media = any(|node| {
            is_true(node, "HasStream") || node.attribute((METADATA3, "HasStream")) == Some("true")
        });
        for (unread, meaning) in [(open, "undeclared members"), (media, "the media stream")] {
            if unread {
                let what = format!("{meaning} of entity type {}", quoted(candidate.name));
                self.notes
                    .skip(candidate.node, what, SkipReason::Unsupported);
            }
        }
    }

    fn reference(
        &mut self,
        member: &Member<'d>,
        columns: &HashSet<String>,
        entity: &mut EntityType,
    ) -> Result<(), Error> {
        // Descriptions of navigation properties have no place in the models; they are counted.
        elements(member.node)
            .filter(|node| matches!(edm_name(*node), "Annotation" | "Documentation"))
            .for_each(|node| self.notes.annotation(node));
        let Some(navigation) = navigation::read(self.catalog, member, self.notes)? else {
            return Ok(());
        };
        let target = match self.target(member, navigation.ty)? {
            Ok(target) => target,
            Err(reason) => {
                self.notes.skip(member.node, member.what(), reason);
                return Ok(());
            }
        };
        let (name, target) = (member.name.to_owned(), target.to_owned());
        if navigation.many {
            entity.collections.push(Collection {
                name,
                target,
                partner: navigation.partner.map(str::to_owned),
            });
        } else {
            let column = self.key_column(member, &navigation, &target, (columns, entity));
            entity.lookups.push(Lookup {
                name,
                target,
                column,
            });
        }
        Ok(())
    }

    /// The entity that a navigation property leads to, or why it is none.
    fn target(
        &self,
        member: &Member<'d>,
        ty: &'d str,
    ) -> Result<Result<&'d str, SkipReason>, Error> {
        Ok(match self.catalog.resolve(ty) {
            Resolved::Entity(target) => Ok(target),
            Resolved::SkippedEntity(target) => Err(SkipReason::Target(target.to_owned())),
            Resolved::External => Err(SkipReason::External(ty.to_owned())),
            Resolved::Dangling => {
                let problem = Problem::DanglingType {
                    what: member.what(),
                    ty: ty.to_owned(),
                };
                return Err(self.notes.error(member.node, problem));
            }
            _ => Err(SkipReason::Type(ty.to_owned())),
        })
    }

    /// The property that holds the key of what a lookup leads to.
    ///
    /// A referential constraint says so; Creatio declares none and calls the column of the lookup
    /// `X` always `XId` (observed on 7.x and 8.x).
    fn key_column(
        &mut self,
        member: &Member<'d>,
        navigation: &Navigation<'d>,
        target: &str,
        (guids, entity): (&HashSet<String>, &EntityType),
    ) -> Option<String> {
        let Some((node, pairs)) = &navigation.constraint else {
            let column = format!("{}Id", member.name);
            return guids.contains(&column).then_some(column);
        };
        if let [(column, referenced)] = pairs.as_slice() {
            let pairs_key = self
                .keys
                .get(target)
                .is_some_and(|key| key == &[*referenced]);
            let property = entity.property(column).filter(|it| !it.collection);
            if pairs_key && property.is_some() {
                return Some((*column).to_owned());
            }
        }
        let what = format!("referential constraint of {}", member.what());
        self.notes
            .skip(*node, what, SkipReason::Constraint(target.to_owned()));
        None
    }
}

/// Names of the properties that can hold a key of Creatio's kind.
fn key_columns(entity: &EntityType) -> HashSet<String> {
    entity
        .properties
        .iter()
        .filter(|property| property.ty == PropertyType::Guid && !property.collection)
        .map(|property| property.name.clone())
        .collect()
}

/// The name of the entity set in OData 4; Creatio's OData 3 calls it `XCollection`.
fn set_name<'d>(candidate: &Candidate<'d>, v3: bool) -> &'d str {
    let creatio = candidate.set.strip_suffix("Collection");
    match creatio.filter(|set| v3 && *set == candidate.name) {
        Some(set) => set,
        None => candidate.set,
    }
}
