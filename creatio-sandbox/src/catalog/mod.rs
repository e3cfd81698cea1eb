//! The loaded schema, indexed for serving: names to positions, and the SQL identifiers.
//!
//! Positions are valid for the catalog they come from; a catalog never changes once built (`build`).

mod build;
mod identifiers;

use std::collections::HashMap;

use creatio_codegen::schema::PropertyType;

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
