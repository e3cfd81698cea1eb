//! What a document declares: types, associations and entity sets, with every name resolvable.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use roxmltree::Document;

use super::associations::Associations;
use super::descriptions::{self, Descriptions};
use super::document::{self, Envelope};
use super::error::{Error, Problem};
use super::lineage;
use super::names::{Name, is_identifier};
use super::notes::{Notes, quoted};
use super::xml::{Node, edm_name, elements, is_edm, is_true};
use crate::schema::SkipReason;

/// An entity type that rows can be asked of, its members not read yet.
pub(super) struct Candidate<'d> {
    pub(super) node: Node<'d>,
    /// The type and those it inherits from, the first base first.
    pub(super) lineage: Vec<Node<'d>>,
    pub(super) name: &'d str,
    pub(super) set: &'d str,
}

/// Where a type name leads.
pub(super) enum Resolved<'d> {
    /// An entity type of the schema.
    Entity(&'d str),
    /// An entity type that was skipped.
    SkippedEntity(&'d str),
    /// A complex type.
    Complex(Name<'d>),
    /// An enum type.
    Enum(Name<'d>),
    /// A type definition.
    Definition(Node<'d>),
    /// A type of a referenced document.
    External,
    /// Nowhere.
    Dangling,
}

/// All declarations of a document.
pub(super) struct Catalog<'d> {
    /// Whether it is of OData 3 or earlier.
    pub(super) v3: bool,
    /// The entity types that become entities, in document order.
    pub(super) candidates: Vec<Candidate<'d>>,
    /// Complex and enum types, in document order.
    pub(super) value_types: Vec<(Name<'d>, Node<'d>)>,
    pub(super) associations: Associations<'d>,
    descriptions: Descriptions<'d>,
    entity_types: Vec<(Name<'d>, Node<'d>)>,
    types: HashMap<Name<'d>, Node<'d>>,
    kept: HashSet<Name<'d>>,
    aliases: HashMap<&'d str, &'d str>,
    external: HashSet<&'d str>,
}

impl<'d> Catalog<'d> {
    /// Reads the declarations of `document`.
    pub(super) fn read(document: &'d Document<'d>, notes: &mut Notes<'_>) -> Result<Self, Error> {
        let Envelope {
            v3,
            schemas,
            external,
        } = document::open(document, notes)?;
        let mut catalog = Self {
            v3,
            candidates: Vec::new(),
            value_types: Vec::new(),
            associations: Associations::default(),
            descriptions: Descriptions::default(),
            entity_types: Vec::new(),
            types: HashMap::new(),
            kept: HashSet::new(),
            aliases: aliases(&schemas),
            external,
        };
        for schema in &schemas {
            catalog.declare(*schema, notes)?;
        }
        catalog.navigations();
        let sets = catalog.entity_sets(&schemas, notes)?;
        catalog.choose(&sets, notes);
        Ok(catalog)
    }

    /// Resolves a type's name, which may use a namespace's alias.
    pub(super) fn resolve(&self, ty: &'d str) -> Resolved<'d> {
        let name = self.qualify(ty);
        let Some(node) = self.types.get(&name) else {
            return if self.external.contains(name.namespace) {
                Resolved::External
            } else {
                Resolved::Dangling
            };
        };
        match edm_name(*node) {
            "EntityType" if self.kept.contains(&name) => Resolved::Entity(name.name),
            "EntityType" => Resolved::SkippedEntity(name.name),
            "EnumType" => Resolved::Enum(name),
            "TypeDefinition" => Resolved::Definition(*node),
            _ => Resolved::Complex(name),
        }
    }

    /// Splits a type's name and puts the namespace in place of its alias.
    pub(super) fn qualify(&self, ty: &'d str) -> Name<'d> {
        let Name { namespace, name } = Name::of(ty);
        Name {
            namespace: self.aliases.get(namespace).copied().unwrap_or(namespace),
            name,
        }
    }

    /// The declaration of a type.
    pub(super) fn declaration(&self, ty: &'d str) -> Option<Node<'d>> {
        self.types.get(&self.qualify(ty)).copied()
    }

    /// What the document says about a declaration in words.
    pub(super) fn describe(
        &self,
        node: Node<'d>,
        path: (&'d str, &'d str),
        notes: &mut Notes<'_>,
    ) -> Option<String> {
        descriptions::own(node, notes).or_else(|| self.descriptions.get(path))
    }

    /// Enters the navigation properties of CSDL 3 with the associations they follow.
    fn navigations(&mut self) {
        if !self.v3 {
            return;
        }
        let types = std::mem::take(&mut self.entity_types);
        for node in types.iter().flat_map(|(_, node)| elements(*node)) {
            if let Some(association) = node.attribute("Relationship") {
                let association = self.qualify(association);
                self.associations.navigate(association, node);
            }
        }
        self.entity_types = types;
    }

    /// Enters the types of one schema.
    fn declare(&mut self, schema: Node<'d>, notes: &mut Notes<'_>) -> Result<(), Error> {
        let namespace = schema.attribute("Namespace").unwrap_or_default();
        for node in elements(schema) {
            let kind = match edm_name(node) {
                "EntityContainer" => continue,
                "Annotations" => {
                    self.descriptions.annotate(node, notes);
                    continue;
                }
                "EntityType" => "entity type",
                "Association" => "association",
                "ComplexType" | "EnumType" | "TypeDefinition" => "type",
                _ => {
                    notes.unsupported(node, "the schema");
                    continue;
                }
            };
            let Some(name) = node.attribute("Name") else {
                let reason = SkipReason::MissingAttribute("Name");
                notes.skip(node, format!("an {kind}"), reason);
                continue;
            };
            let id = Name { namespace, name };
            let first = if kind == "association" {
                self.associations.declare(id, node)
            } else {
                self.types.insert(id, node)
            };
            if let Some(first) = first {
                return Err(notes.duplicate(node, format!("{kind} {}", quoted(name)), first));
            }
            match edm_name(node) {
                "EntityType" => self.entity_types.push((id, node)),
                "ComplexType" | "EnumType" => self.value_types.push((id, node)),
                _ => {}
            }
        }
        Ok(())
    }

    /// The first entity set of each entity type.
    fn entity_sets(
        &self,
        schemas: &[Node<'d>],
        notes: &mut Notes<'_>,
    ) -> Result<HashMap<Name<'d>, &'d str>, Error> {
        let containers = schemas.iter().flat_map(|schema| elements(*schema));
        let containers = containers.filter(|node| is_edm(*node, "EntityContainer"));
        let containers: Vec<_> = containers.collect();
        for container in &containers {
            if let Some(base) = container.attribute("Extends") {
                let what = format!("entity container that extends {}", quoted(base));
                notes.skip(*container, what, SkipReason::Unsupported);
            }
        }
        let mut declared = HashMap::new();
        let mut sets = HashMap::new();
        for node in containers.into_iter().flat_map(elements) {
            match edm_name(node) {
                "EntitySet" => {}
                // Repeats what the associations say, per set instead of per type.
                "AssociationSet" => continue,
                _ => {
                    notes.unsupported(node, "the entity container");
                    continue;
                }
            }
            let Some((name, ty)) = self.entity_set(node, notes)? else {
                continue;
            };
            if let Some(first) = declared.insert(name, node) {
                return Err(notes.duplicate(node, format!("entity set {}", quoted(name)), first));
            }
            match sets.entry(ty) {
                Entry::Vacant(free) => _ = free.insert(name),
                Entry::Occupied(taken) => {
                    let reason = SkipReason::SecondEntitySet((*taken.get()).to_owned());
                    notes.skip(node, format!("entity set {}", quoted(name)), reason);
                }
            }
        }
        Ok(sets)
    }

    /// Name and entity type of one entity set.
    fn entity_set(
        &self,
        node: Node<'d>,
        notes: &mut Notes<'_>,
    ) -> Result<Option<(&'d str, Name<'d>)>, Error> {
        let Some(name) = node.attribute("Name") else {
            let reason = SkipReason::MissingAttribute("Name");
            notes.skip(node, "an entity set".to_owned(), reason);
            return Ok(None);
        };
        let what = format!("entity set {}", quoted(name));
        let reason = match node.attribute("EntityType") {
            None => SkipReason::MissingAttribute("EntityType"),
            Some(_) if !is_identifier(name) => SkipReason::Name,
            Some(ty) => match self.resolve(ty) {
                Resolved::Entity(_) | Resolved::SkippedEntity(_) => {
                    return Ok(Some((name, self.qualify(ty))));
                }
                Resolved::External => SkipReason::External(ty.to_owned()),
                Resolved::Dangling => {
                    let ty = ty.to_owned();
                    return Err(notes.error(node, Problem::DanglingType { what, ty }));
                }
                _ => SkipReason::Type(ty.to_owned()),
            },
        };
        notes.skip(node, what, reason);
        Ok(None)
    }

    /// Decides which entity types become entities.
    fn choose(&mut self, sets: &HashMap<Name<'d>, &'d str>, notes: &mut Notes<'_>) {
        let mut names = HashSet::new();
        for (id, node) in std::mem::take(&mut self.entity_types) {
            let candidate = self.candidate(id, node, sets.get(&id).copied());
            match candidate {
                Ok(_) if !names.insert(id.name) => {
                    let what = format!("entity type {}", quoted(id.name));
                    notes.skip(node, what, SkipReason::NameTaken);
                }
                Ok(candidate) => {
                    self.kept.insert(id);
                    self.candidates.push(candidate);
                }
                Err(reason) => {
                    notes.skip(node, format!("entity type {}", quoted(id.name)), reason);
                }
            }
        }
    }

    /// The entity that an entity type can become, or why it can become none.
    fn candidate(
        &self,
        id: Name<'d>,
        node: Node<'d>,
        set: Option<&'d str>,
    ) -> Result<Candidate<'d>, SkipReason> {
        if !is_identifier(id.name) {
            return Err(SkipReason::Name);
        }
        let lineage = lineage::of(self, node)?;
        let Some(set) = set else {
            return Err(if is_true(node, "Abstract") {
                SkipReason::Abstract
            } else {
                SkipReason::NoEntitySet
            });
        };
        lineage::check_key(&lineage)?;
        Ok(Candidate {
            node,
            lineage,
            name: id.name,
            set,
        })
    }
}

/// The short names of namespaces.
fn aliases<'d>(schemas: &[Node<'d>]) -> HashMap<&'d str, &'d str> {
    let named = schemas.iter().filter_map(|schema| {
        let namespace = schema.attribute("Namespace").unwrap_or_default();
        Some((schema.attribute("Alias")?, namespace))
    });
    named.collect()
}
