//! The loaded schema, indexed for serving: names to positions, and the SQL identifiers.
//!
//! Positions are valid for the catalog they come from; a catalog never changes once built.

use std::collections::{HashMap, HashSet};

use creatio_codegen::schema::{EntityType, PropertyType, Schema};

/// The namespace Creatio gives its entity types; its error messages quote it.
pub(crate) const NAMESPACE: &str = "Terrasoft.Configuration.OData";

/// The position of an entity in its [`Catalog`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct EntityId(usize);

/// All entities of the snapshot.
#[derive(Debug)]
pub(crate) struct Catalog {
    entities: Vec<Entity>,
    by_name: HashMap<String, EntityId>,
    by_set: HashMap<String, EntityId>,
}

/// One entity and its table.
#[derive(Debug)]
pub(crate) struct Entity {
    /// Wire name.
    pub(crate) name: String,
    /// Name of its entity set.
    pub(crate) set: String,
    /// The table's SQL identifier, quoted.
    pub(crate) table: String,
    /// Position of the key column, where there is exactly one.
    pub(crate) key: Option<usize>,
    /// Scalar and stream columns, in the document's order.
    pub(crate) columns: Vec<Column>,
    /// Many-to-one references.
    pub(crate) lookups: Vec<Lookup>,
    /// One-to-many back references.
    pub(crate) collections: Vec<Collection>,
    members: HashMap<String, Member>,
}

/// A column of an entity.
#[derive(Debug)]
pub(crate) struct Column {
    /// Wire name.
    pub(crate) name: String,
    /// Its type.
    pub(crate) ty: PropertyType,
    /// The column's SQL identifier, quoted.
    pub(crate) sql: String,
    /// Whether it holds the key of a lookup: the `XId` that no filter may name.
    pub(crate) is_lookup_key: bool,
}

/// A many-to-one reference.
#[derive(Debug)]
pub(crate) struct Lookup {
    /// Wire name of the navigation property.
    pub(crate) name: String,
    /// The entity it leads to.
    pub(crate) target: EntityId,
    /// The column that holds the key. A reference without one leads nowhere.
    pub(crate) column: Option<usize>,
}

/// A one-to-many back reference.
#[derive(Debug)]
pub(crate) struct Collection {
    /// Wire name of the navigation property.
    pub(crate) name: String,
    /// The entity of its rows.
    pub(crate) target: EntityId,
    /// The column of the target that holds this entity's key.
    pub(crate) via: Option<usize>,
}

/// What a name of an entity means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Member {
    /// Position in [`Entity::columns`].
    Column(usize),
    /// Position in [`Entity::lookups`].
    Lookup(usize),
    /// Position in [`Entity::collections`].
    Collection(usize),
}

impl Catalog {
    /// Indexes a schema. References to entities that the schema lacks are left out.
    pub(crate) fn new(schema: &Schema) -> Self {
        let ids = (0..).map(EntityId);
        let by_name: HashMap<_, _> = schema
            .entities
            .iter()
            .map(|entity| entity.name.clone())
            .zip(ids.clone())
            .collect();
        let by_set = schema
            .entities
            .iter()
            .map(|entity| entity.entity_set.clone())
            .zip(ids)
            .collect();
        let mut tables = Identifiers::default();
        let entities = schema
            .entities
            .iter()
            .map(|entity| Entity::new(entity, schema, &by_name, tables.quoted(&entity.name)))
            .collect();
        Self {
            entities,
            by_name,
            by_set,
        }
    }

    /// The entity at this position.
    pub(crate) fn entity(&self, id: EntityId) -> &Entity {
        &self.entities[id.0]
    }

    /// The entity with this wire name.
    pub(crate) fn by_name(&self, name: &str) -> Option<EntityId> {
        self.by_name.get(name).copied()
    }

    /// The entity whose set has this name.
    pub(crate) fn by_set(&self, set: &str) -> Option<EntityId> {
        self.by_set.get(set).copied()
    }

    /// All entities, in the document's order.
    pub(crate) fn entities(&self) -> impl Iterator<Item = &Entity> {
        self.entities.iter()
    }
}

impl Entity {
    fn new(
        source: &EntityType,
        schema: &Schema,
        by_name: &HashMap<String, EntityId>,
        table: String,
    ) -> Self {
        let columns = columns(source);
        let position = |name: &str| {
            source
                .properties
                .iter()
                .position(|column| column.name == name)
        };
        let lookups: Vec<_> = source
            .lookups
            .iter()
            .filter_map(|lookup| {
                let column = lookup.column.as_deref().and_then(position);
                let target = *by_name.get(&lookup.target)?;
                Some(Lookup {
                    name: lookup.name.clone(),
                    target,
                    column,
                })
            })
            .collect();
        let collections: Vec<_> = source
            .collections
            .iter()
            .filter_map(|collection| {
                let target = *by_name.get(&collection.target)?;
                let via = partner_column(schema, source, collection);
                Some(Collection {
                    name: collection.name.clone(),
                    target,
                    via,
                })
            })
            .collect();
        let key = match source.key.as_slice() {
            [only] => position(only),
            _ => None,
        };
        let members = members(&columns, &lookups, &collections);
        Self {
            name: source.name.clone(),
            set: source.entity_set.clone(),
            table,
            key,
            columns,
            lookups,
            collections,
            members,
        }
    }

    /// What this wire name means here.
    pub(crate) fn member(&self, name: &str) -> Option<Member> {
        self.members.get(name).copied()
    }

    /// The name with its namespace, as Creatio's messages write it.
    pub(crate) fn qualified_name(&self) -> String {
        format!("{NAMESPACE}.{}", self.name)
    }

    /// Columns that travel in rows: all but the streams.
    pub(crate) fn scalar_columns(&self) -> impl Iterator<Item = usize> {
        self.columns
            .iter()
            .enumerate()
            .filter(|(_, column)| column.ty != PropertyType::Stream)
            .map(|(position, _)| position)
    }

    /// The column with this wire name, if bytes go into it.
    pub(crate) fn stream(&self, name: &str) -> Option<usize> {
        match self.member(name)? {
            Member::Column(at) if self.columns[at].ty == PropertyType::Stream => Some(at),
            _ => None,
        }
    }

    /// Columns whose bytes have a URL of their own.
    pub(crate) fn stream_columns(&self) -> impl Iterator<Item = &Column> {
        self.columns
            .iter()
            .filter(|column| column.ty == PropertyType::Stream)
    }
}

fn columns(source: &EntityType) -> Vec<Column> {
    let mut identifiers = Identifiers::default();
    source
        .properties
        .iter()
        .map(|property| Column {
            name: property.name.clone(),
            ty: property.ty,
            sql: identifiers.quoted(&property.name),
            is_lookup_key: source.lookup_of(&property.name).is_some(),
        })
        .collect()
}

fn members(
    columns: &[Column],
    lookups: &[Lookup],
    collections: &[Collection],
) -> HashMap<String, Member> {
    let columns = columns
        .iter()
        .enumerate()
        .map(|(at, it)| (it.name.clone(), Member::Column(at)));
    let lookups = lookups
        .iter()
        .enumerate()
        .map(|(at, it)| (it.name.clone(), Member::Lookup(at)));
    let collections = collections
        .iter()
        .enumerate()
        .map(|(at, it)| (it.name.clone(), Member::Collection(at)));
    columns.chain(lookups).chain(collections).collect()
}

/// The column of a detail's rows that leads back: the partner's, or the one in the collection's
/// name, which Creatio forms as `{Child}CollectionBy{Lookup}`.
fn partner_column(
    schema: &Schema,
    source: &EntityType,
    collection: &creatio_codegen::schema::Collection,
) -> Option<usize> {
    let target = schema.entity(&collection.target)?;
    let from_name = || {
        collection
            .name
            .split_once("CollectionBy")
            .map(|(_, lookup)| lookup)
    };
    let partner = collection.partner.as_deref().or_else(from_name)?;
    let lookup = target
        .lookups
        .iter()
        .find(|lookup| lookup.name == partner && lookup.target == source.name)?;
    let column = lookup.column.as_deref()?;
    target
        .properties
        .iter()
        .position(|property| property.name == column)
}

/// Gives out quoted SQL identifiers that SQLite holds for distinct.
///
/// SQLite compares identifiers without regard to ASCII case and keeps `sqlite_` for itself;
/// `$metadata` does neither.
#[derive(Default)]
struct Identifiers(HashSet<String>);

impl Identifiers {
    fn quoted(&mut self, name: &str) -> String {
        let mut candidate = name.to_owned();
        if candidate.to_ascii_lowercase().starts_with("sqlite_") {
            candidate.insert(0, '~');
        }
        while !self.0.insert(candidate.to_ascii_lowercase()) {
            candidate.push('~');
        }
        format!("\"{}\"", candidate.replace('"', "\"\""))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_differ_only_by_case_get_distinct_identifiers() {
        let mut identifiers = Identifiers::default();
        assert_eq!(identifiers.quoted("EntityId"), "\"EntityId\"");
        assert_eq!(identifiers.quoted("EntityID"), "\"EntityID~\"");
    }

    #[test]
    fn every_lookup_and_detail_of_the_bundled_snapshot_has_its_column() {
        let document = include_bytes!("../snapshots/twelve-entities.odata4.xml");
        let schema = creatio_codegen::csdl::read(document, "bundled").unwrap();
        let catalog = Catalog::new(&schema);
        let mut details = 0;
        for entity in catalog.entities() {
            assert!(
                entity.lookups.iter().all(|lookup| lookup.column.is_some()),
                "{}",
                entity.name
            );
            for detail in &entity.collections {
                let via = detail.via.expect("a column that leads back");
                let column = &catalog.entity(detail.target).columns[via].name;
                assert!(
                    detail.name.ends_with(column.trim_end_matches("Id")),
                    "{}",
                    detail.name
                );
                details += 1;
            }
        }
        assert_eq!(details, 41);
    }

    #[test]
    fn a_quote_in_a_name_cannot_end_the_identifier() {
        let mut identifiers = Identifiers::default();
        assert_eq!(
            identifiers.quoted("a\"; DROP TABLE x; --"),
            "\"a\"\"; DROP TABLE x; --\""
        );
        assert_eq!(identifiers.quoted("SQLite_master"), "\"~SQLite_master\"");
    }
}
