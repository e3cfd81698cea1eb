//! What a document declares: namespaces, types and entity sets, with every name resolvable.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use roxmltree::Document;

use super::error::{Error, Problem};
use super::notes::{Notes, quoted};
use super::xml::{EDMX1, EDMX4, Node, edm_name, elements, is_edm};
use crate::schema::SkipReason;

/// A type's namespace and name.
type Qualified<'d> = (&'d str, &'d str);

/// An entity type that rows can be asked of, its members not read yet.
pub(super) struct Candidate<'d> {
    pub(super) node: Node<'d>,
    pub(super) name: &'d str,
    pub(super) set: &'d str,
}

/// Where a type name leads.
pub(super) enum Resolved<'d> {
    /// An entity type of the schema.
    Entity(&'d str),
    /// An entity type that was skipped.
    SkippedEntity(&'d str),
    /// A complex type, an enum or a type definition.
    OtherType,
    /// A type of a referenced document.
    External,
    /// Nowhere.
    Dangling,
}

/// All declarations of a document.
pub(super) struct Catalog<'d> {
    /// The entity types that become entities, in document order.
    pub(super) candidates: Vec<Candidate<'d>>,
    types: HashMap<Qualified<'d>, Node<'d>>,
    kept: HashSet<Qualified<'d>>,
    aliases: HashMap<&'d str, &'d str>,
    external: HashSet<&'d str>,
}

impl<'d> Catalog<'d> {
    /// Reads the declarations of `document`.
    pub(super) fn read(document: &'d Document<'d>, notes: &mut Notes<'_>) -> Result<Self, Error> {
        let schemas = schemas(document, notes)?;
        let mut catalog = Self {
            candidates: Vec::new(),
            types: HashMap::new(),
            kept: HashSet::new(),
            aliases: HashMap::new(),
            external: referenced(document),
        };
        let mut entity_types = Vec::new();
        for schema in &schemas {
            catalog.declare(*schema, &mut entity_types, notes)?;
        }
        let sets = catalog.entity_sets(&schemas, notes)?;
        let mut names = HashSet::new();
        for (id, node) in entity_types {
            let Some(reason) = unusable(id, node, &sets, &mut names) else {
                catalog.kept.insert(id);
                catalog.candidates.push(Candidate {
                    node,
                    name: id.1,
                    set: sets[&id],
                });
                continue;
            };
            notes.skip(node, format!("entity type {}", quoted(id.1)), reason);
        }
        Ok(catalog)
    }

    /// Resolves a type's name, which may use a namespace's alias.
    pub(super) fn resolve(&self, ty: &'d str) -> Resolved<'d> {
        let id = self.qualify(ty);
        match self.types.get(&id) {
            Some(_) if self.kept.contains(&id) => Resolved::Entity(id.1),
            Some(node) if is_edm(*node, "EntityType") => Resolved::SkippedEntity(id.1),
            Some(_) => Resolved::OtherType,
            None if self.external.contains(id.0) => Resolved::External,
            None => Resolved::Dangling,
        }
    }

    fn qualify(&self, ty: &'d str) -> Qualified<'d> {
        let (namespace, name) = ty.rsplit_once('.').unwrap_or(("", ty));
        (
            self.aliases.get(namespace).copied().unwrap_or(namespace),
            name,
        )
    }

    /// Enters the types of one schema, and collects its entity types.
    fn declare(
        &mut self,
        schema: Node<'d>,
        entity_types: &mut Vec<(Qualified<'d>, Node<'d>)>,
        notes: &mut Notes<'_>,
    ) -> Result<(), Error> {
        let namespace = schema.attribute("Namespace").unwrap_or_default();
        if let Some(alias) = schema.attribute("Alias") {
            self.aliases.insert(alias, namespace);
        }
        for node in elements(schema) {
            let kind = match edm_name(node) {
                "EntityContainer" => continue,
                "EntityType" => "entity type",
                "ComplexType" | "EnumType" | "TypeDefinition" => "type",
                _ => {
                    notes.unsupported(node, "the schema");
                    continue;
                }
            };
            let Some(name) = node.attribute("Name") else {
                notes.skip(
                    node,
                    format!("an {kind}"),
                    SkipReason::MissingAttribute("Name"),
                );
                continue;
            };
            let id = (namespace, name);
            if let Some(first) = self.types.insert(id, node) {
                return Err(notes.duplicate(node, format!("{kind} {}", quoted(name)), first));
            }
            if kind == "entity type" {
                entity_types.push((id, node));
            } else {
                notes.unsupported(node, "the schema");
            }
        }
        Ok(())
    }

    /// The first entity set of each entity type.
    fn entity_sets(
        &self,
        schemas: &[Node<'d>],
        notes: &mut Notes<'_>,
    ) -> Result<HashMap<Qualified<'d>, &'d str>, Error> {
        let containers = schemas.iter().flat_map(|schema| elements(*schema));
        let containers = containers.filter(|node| is_edm(*node, "EntityContainer"));
        let mut declared = HashMap::new();
        let mut sets = HashMap::new();
        for node in containers.flat_map(elements) {
            if !is_edm(node, "EntitySet") {
                notes.unsupported(node, "the entity container");
                continue;
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
    ) -> Result<Option<(&'d str, Qualified<'d>)>, Error> {
        let Some(name) = node.attribute("Name") else {
            notes.skip(
                node,
                "an entity set".to_owned(),
                SkipReason::MissingAttribute("Name"),
            );
            return Ok(None);
        };
        let what = format!("entity set {}", quoted(name));
        let reason = match node.attribute("EntityType") {
            None => SkipReason::MissingAttribute("EntityType"),
            Some(_) if !is_identifier(name) => SkipReason::Name,
            Some(ty) => match self.types.get(&self.qualify(ty)) {
                Some(declared) if is_edm(*declared, "EntityType") => {
                    return Ok(Some((name, self.qualify(ty))));
                }
                Some(_) => SkipReason::Type(ty.to_owned()),
                None if self.external.contains(self.qualify(ty).0) => {
                    SkipReason::External(ty.to_owned())
                }
                None => {
                    let problem = Problem::DanglingType {
                        what,
                        ty: ty.to_owned(),
                    };
                    return Err(notes.error(node, problem));
                }
            },
        };
        notes.skip(node, what, reason);
        Ok(None)
    }
}

/// Why an entity type cannot become an entity.
fn unusable<'d>(
    id: Qualified<'d>,
    node: Node<'d>,
    sets: &HashMap<Qualified<'d>, &'d str>,
    names: &mut HashSet<&'d str>,
) -> Option<SkipReason> {
    if !is_identifier(id.1) {
        Some(SkipReason::Name)
    } else if node.has_attribute("BaseType") || node.attribute("Abstract") == Some("true") {
        Some(SkipReason::Inheritance)
    } else if !sets.contains_key(&id) {
        Some(SkipReason::NoEntitySet)
    } else if let Some(reason) = key_problem(node) {
        Some(reason)
    } else if !names.insert(id.1) {
        Some(SkipReason::NameTaken)
    } else {
        None
    }
}

fn key_problem(node: Node<'_>) -> Option<SkipReason> {
    let mut refs = key(node).peekable();
    if refs.peek().is_none() {
        return Some(SkipReason::NoKey);
    }
    let named = |name| {
        elements(node)
            .any(|child| is_edm(child, "Property") && child.attribute("Name") == Some(name))
    };
    refs.find(|name| !named(name))
        .map(|name| SkipReason::KeyProperty(name.to_owned()))
}

/// The names of an entity type's key properties.
pub(super) fn key(entity: Node<'_>) -> impl Iterator<Item = &str> {
    elements(entity)
        .filter(|node| is_edm(*node, "Key"))
        .flat_map(elements)
        .filter_map(|node| node.attribute("Name"))
}

/// Whether `name` can stand in a URL: OData's `SimpleIdentifier`.
pub(super) fn is_identifier(name: &str) -> bool {
    name.chars().count() <= 128
        && name.starts_with(|first: char| first == '_' || first.is_alphabetic())
        && name
            .chars()
            .all(|char| char == '_' || char.is_alphanumeric())
}

/// The `Schema` elements of the document.
fn schemas<'d>(document: &'d Document<'d>, notes: &Notes<'_>) -> Result<Vec<Node<'d>>, Error> {
    let root = document.root_element();
    let name = root.tag_name().name();
    match (name, root.tag_name().namespace()) {
        ("Edmx", Some(EDMX4)) => {}
        ("Edmx", Some(EDMX1)) => {
            return Err(notes.error(root, Problem::Version("OData 3 metadata".to_owned())));
        }
        (html, _) if html.eq_ignore_ascii_case("html") => return Err(notes.whole(Problem::Html)),
        (_, namespace) => {
            let namespace = namespace.map_or_else(
                || "no namespace".to_owned(),
                |uri| format!("namespace {uri:?}"),
            );
            let found = format!("its root element is `{name}` in {namespace}");
            return Err(notes.error(root, Problem::NotCsdl(found)));
        }
    }
    match root.attribute("Version") {
        Some("4.0" | "4.01") => {}
        version => {
            let found = format!("EDMX version {:?}", version.unwrap_or_default());
            return Err(notes.error(root, Problem::Version(found)));
        }
    }
    let schemas: Vec<_> = elements(root)
        .filter(|node| node.tag_name() == (EDMX4, "DataServices").into())
        .flat_map(elements)
        .filter(|node| is_edm(*node, "Schema"))
        .collect();
    if schemas.is_empty() {
        let found = "it has no `Schema` element in CSDL's namespace".to_owned();
        return Err(notes.error(root, Problem::NotCsdl(found)));
    }
    Ok(schemas)
}

/// The namespaces and aliases that the document takes from others.
fn referenced<'d>(document: &'d Document<'d>) -> HashSet<&'d str> {
    elements(document.root_element())
        .filter(|node| node.tag_name() == (EDMX4, "Reference").into())
        .flat_map(elements)
        .flat_map(|include| [include.attribute("Namespace"), include.attribute("Alias")])
        .flatten()
        .collect()
}
