//! The neutral model of a service: what `$metadata` says, whichever version of CSDL said it.
//!
//! Readers produce it, everything later (selection, names, emitted Rust, the sandbox's tables)
//! only reads it. Names are wire names, untouched; order is the document's order. What a reader
//! met and could not carry over is in [`Schema::skipped`].

mod rows;

use std::fmt;

pub use rows::{LookupRows, RowId, RowIdError};

/// All entities of one service.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Schema {
    /// Entity types that have an entity set, in document order.
    pub entities: Vec<EntityType>,
    /// Enum types, in document order. Creatio has none.
    pub enums: Vec<EnumType>,
    /// Complex types, in document order. Creatio has none.
    pub complex_types: Vec<ComplexType>,
    /// What the document declares and this schema lacks, in document order.
    pub skipped: Vec<Skipped>,
}

impl Schema {
    /// The entity with this wire name.
    pub fn entity(&self, name: &str) -> Option<&EntityType> {
        self.entities.iter().find(|entity| entity.name == name)
    }
}

/// One entity type: in Creatio's terms, an object schema.
///
/// What it inherits from base types is among its own members, the base's first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EntityType {
    /// Wire name without namespace, for example `Account`.
    pub name: String,
    /// Name of its entity set in OData 4, which in Creatio is the entity's name.
    ///
    /// Creatio's OData 3 document says `AccountCollection` for it; whichever document was read,
    /// this is `Account`.
    pub entity_set: String,
    /// Name of its entity set in OData 3, if the document was one: `AccountCollection`.
    pub entity_set_v3: Option<String>,
    /// What the document says about it: `Core.Description`, or `Documentation` in OData 3.
    pub description: Option<String>,
    /// Names of the key properties, `Id` for nearly every Creatio entity.
    pub key: Vec<String>,
    /// Its properties: columns first, streams behind them.
    pub properties: Vec<Property>,
    /// Many-to-one references.
    pub lookups: Vec<Lookup>,
    /// One-to-many back references (details).
    pub collections: Vec<Collection>,
    /// Its rows, if they are known: no document tells them.
    pub rows: Option<LookupRows>,
}

impl EntityType {
    /// The property with this wire name.
    pub fn property(&self, name: &str) -> Option<&Property> {
        self.properties
            .iter()
            .find(|property| property.name == name)
    }

    /// The key, if it is one guid, as that of nearly every Creatio entity is.
    pub fn guid_key(&self) -> Option<&str> {
        let [key] = self.key.as_slice() else {
            return None;
        };
        let property = self.property(key)?;
        let is_guid = property.ty == PropertyType::Guid && !property.collection;
        is_guid.then_some(key)
    }

    /// The lookup whose key is stored in this property.
    pub fn lookup_of(&self, property: &str) -> Option<&Lookup> {
        self.lookups
            .iter()
            .find(|lookup| lookup.column.as_deref() == Some(property))
    }
}

/// A property of an entity: a Creatio column as OData shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "they are independent facts, as the document gives them"
)]
pub struct Property {
    /// Wire name, for example `PrimaryContactId`.
    pub name: String,
    /// Its type; of each element, if it is a collection.
    pub ty: PropertyType,
    /// Name of the type in [`Schema::enums`] or [`Schema::complex_types`], if `ty` is such a type.
    pub declared: Option<String>,
    /// Whether it is a collection of values. None of Creatio's is.
    pub collection: bool,
    /// Whether it may have no value: the `Nullable` facet, where that says anything.
    ///
    /// A key always has a value, and a stream is no part of a row, so the first is never nullable
    /// and the second always, whatever the document says. The default of an absent facet is
    /// `true`, with one exception: text of an OData 3 document is not nullable unless the document
    /// says so. Creatio stores text without null and says that in OData 4 only.
    pub nullable: bool,
    /// What the document says about it.
    pub description: Option<String>,
    /// Whether the service declares it as an instant, `Edm.DateTimeOffset`, though `ty` is
    /// [`Date`](PropertyType::Date) or [`TimeOfDay`](PropertyType::TimeOfDay).
    ///
    /// No document says so of Creatio's days and times; its schema service does.
    pub instant: bool,
    /// Whether the service refuses a new row without a value here: it is required, and has no
    /// default. Creatio's documents do not say; its schema service does.
    pub required: bool,
    /// How many characters a text may have, if that is known.
    pub max_length: Option<u16>,
}

impl Property {
    /// The type as a document writes it, less the namespace of a declared one: `Edm.Guid`,
    /// `Collection(Edm.String)`, `Colour`.
    pub fn type_name(&self) -> String {
        let name = match &self.declared {
            Some(name) => name.clone(),
            None => format!("Edm.{:?}", self.ty),
        };
        if self.collection {
            format!("Collection({name})")
        } else {
            name
        }
    }
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
    /// One of [`Schema::enums`].
    Enum,
    /// One of [`Schema::complex_types`].
    Complex,
}

/// An enum type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnumType {
    /// Wire name without namespace.
    pub name: String,
    /// The namespace, which is part of a value in a URL: `Demo.Colour'Red'`.
    pub namespace: String,
    /// Whether a value may be several members at once.
    pub flags: bool,
    /// Names of its members.
    pub members: Vec<String>,
    /// What the document says about it.
    pub description: Option<String>,
}

/// A complex type: a structure without key, part of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComplexType {
    /// Wire name without namespace.
    pub name: String,
    /// Its properties; none is a stream.
    pub properties: Vec<Property>,
    /// What the document says about it.
    pub description: Option<String>,
}

/// A many-to-one navigation property: in Creatio's terms, a lookup column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lookup {
    /// Wire name of the navigation property, for example `PrimaryContact`.
    pub name: String,
    /// Wire name of the entity it leads to, which is always one of [`Schema::entities`].
    pub target: String,
    /// The property that holds the key, for example `PrimaryContactId`, where there is one.
    pub column: Option<String>,
}

/// A one-to-many navigation property: in Creatio's terms, a detail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Collection {
    /// Wire name, for example `ContactCollectionByAccount`.
    pub name: String,
    /// Wire name of the entity of its rows, which is always one of [`Schema::entities`].
    pub target: String,
    /// The lookup of the target that leads back here, where the document says so.
    pub partner: Option<String>,
}

/// Something the document declares and the [`Schema`] lacks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// What it is, for example ``property `Account.Location` ``.
    pub what: String,
    /// Why it is not in the schema.
    pub reason: SkipReason,
    /// Where the document declares it.
    pub position: Position,
}

impl fmt::Display for Skipped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: {}", self.position, self.what, self.reason)
    }
}

/// Why something of a document is not in the [`Schema`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SkipReason {
    /// A kind of declaration that readers do not carry over.
    #[error("this kind of declaration is not read")]
    Unsupported,
    /// A required attribute is missing.
    #[error("the attribute `{0}` is missing")]
    MissingAttribute(&'static str),
    /// A name that is not an OData identifier and so cannot stand in a URL.
    #[error(
        "the name is not an OData identifier (letters, digits and `_`, no digit first, at most 128)"
    )]
    Name,
    /// Another namespace has an entity type of this name.
    #[error("an entity type of this name in another namespace came first")]
    NameTaken,
    /// A type that has no counterpart in the models.
    #[error("the type `{0}` is not supported")]
    Type(String),
    /// A reference to another document.
    #[error("referenced documents are not read; what has types of theirs is listed with them")]
    Reference,
    /// A type of a document that this one only refers to.
    #[error("the type `{0}` is declared in a referenced document")]
    External(String),
    /// An abstract type, whose members are in the types that derive from it.
    #[error("the type is abstract and has no entity set: its members are in the types based on it")]
    Abstract,
    /// A type that is its own base, or contains itself.
    #[error("the type leads back to itself through `{0}`")]
    Cycle(String),
    /// A base type that is not one the document declares.
    #[error("the base type `{0}` is not an entity or complex type of this document")]
    Base(String),
    /// An entity type without entity set: there is no URL to ask for its rows.
    #[error("no entity set has this type")]
    NoEntitySet,
    /// A second set of an entity type.
    #[error("the type has the entity set `{0}` already")]
    SecondEntitySet(String),
    /// An entity type without usable key.
    #[error("the entity type has no key")]
    NoKey,
    /// A key that names no property.
    #[error("the key names `{0}`, which is not a property of the type")]
    KeyProperty(String),
    /// A relationship that does not say what a navigation property leads to.
    #[error("the association `{0}` does not say what this role leads to")]
    Association(String),
    /// An enum type without members.
    #[error("the enum type has no members that can be named")]
    NoMembers,
    /// A reference to an entity type that was itself skipped.
    #[error("it leads to `{0}`, which was skipped")]
    Target(String),
    /// A referential constraint that does not pair one property with the target's key.
    #[error("it does not pair one property with the key of `{0}`")]
    Constraint(String),
    /// A facet whose value cannot be read; the default holds.
    #[error("`{name}` cannot be `{value}`; the default `{default}` holds")]
    Facet {
        /// The facet's name.
        name: &'static str,
        /// The value in the document.
        value: String,
        /// The value that holds instead.
        default: &'static str,
    },
}

/// A place in a document; both numbers count from 1, columns count characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The line.
    pub line: u32,
    /// The character within the line.
    pub column: u32,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}
