//! The neutral model of a service: what `$metadata` says, whichever version of CSDL said it.
//!
//! Readers produce it, everything later (selection, names, emitted Rust, the sandbox's tables)
//! only reads it. Names are wire names, untouched; order is the document's order.

/// All entities of one service.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Schema {
    /// Entity types that have an entity set, in document order.
    pub entities: Vec<EntityType>,
}

impl Schema {
    /// The entity with this wire name.
    pub fn entity(&self, name: &str) -> Option<&EntityType> {
        self.entities.iter().find(|entity| entity.name == name)
    }
}

/// One entity type: in Creatio's terms, an object schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntityType {
    /// Wire name without namespace, for example `Account`.
    pub name: String,
    /// Name of its entity set: `Account` in Creatio's OData 4, `AccountCollection` in OData 3.
    pub entity_set: String,
    /// Names of the key properties, `Id` for nearly every Creatio entity.
    pub key: Vec<String>,
    /// Scalar and stream properties.
    pub properties: Vec<Property>,
    /// Many-to-one references.
    pub lookups: Vec<Lookup>,
    /// One-to-many back references (details).
    pub collections: Vec<Collection>,
}

impl EntityType {
    /// The property with this wire name.
    pub fn property(&self, name: &str) -> Option<&Property> {
        self.properties.iter().find(|property| property.name == name)
    }

    /// The lookup whose key is stored in this property.
    pub fn lookup_of(&self, property: &str) -> Option<&Lookup> {
        self.lookups.iter().find(|lookup| lookup.column.as_deref() == Some(property))
    }
}

/// A property of an entity: a Creatio column as OData shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Property {
    /// Wire name, for example `PrimaryContactId`.
    pub name: String,
    /// Its type.
    pub ty: PropertyType,
    /// The `Nullable` facet; CSDL's default is `true`.
    pub nullable: bool,
}

/// The type of a property.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PropertyType {
    /// `Edm.Guid`
    Guid,
    /// `Edm.String`
    String,
    /// `Edm.Boolean`
    Boolean,
    /// `Edm.Byte`
    Byte,
    /// `Edm.SByte`
    SByte,
    /// `Edm.Int16`
    Int16,
    /// `Edm.Int32`
    Int32,
    /// `Edm.Int64`
    Int64,
    /// `Edm.Single`
    Single,
    /// `Edm.Double`
    Double,
    /// `Edm.Decimal`
    Decimal,
    /// `Edm.DateTimeOffset`, and OData 3's `Edm.DateTime`: an instant in Creatio.
    DateTimeOffset,
    /// `Edm.Date`
    Date,
    /// `Edm.TimeOfDay`
    TimeOfDay,
    /// `Edm.Duration`
    Duration,
    /// `Edm.Binary`
    Binary,
    /// `Edm.Stream`: bytes with a URL of their own, never part of a row.
    Stream,
}

/// A many-to-one navigation property: in Creatio's terms, a lookup column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lookup {
    /// Wire name of the navigation property, for example `PrimaryContact`.
    pub name: String,
    /// Wire name of the entity it leads to.
    pub target: String,
    /// The property that holds the key, for example `PrimaryContactId`, where there is one.
    pub column: Option<String>,
}

/// A one-to-many navigation property: in Creatio's terms, a detail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Collection {
    /// Wire name, for example `ContactCollectionByAccount`.
    pub name: String,
    /// Wire name of the entity of its rows.
    pub target: String,
    /// The lookup of the target that leads back here, where the document says so.
    pub partner: Option<String>,
}
