//! What the program knows about an entity at run time: one constant table per entity.
//!
//! `#[derive(Entity)]` writes these tables; renderers and readers only look things up in them, so
//! that no code is generated per column.
//!
//! The functions at the end are how it writes them: for whole instances, a call is cheaper to compile
//! than the struct that it returns.

/// An entity as `$metadata` describes it: its names, its columns and its key.
///
/// Written by `#[derive(Entity)]`, which checks that all names are OData identifiers; reach it
/// through [`Entity::SCHEMA`](crate::Entity::SCHEMA).
#[derive(Debug, PartialEq, Eq)]
pub struct EntitySchema {
    /// Wire name of the entity type: Creatio's schema name, for example `Account`.
    pub name: &'static str,
    /// Name of the OData 4 entity set. In Creatio it equals the schema name.
    pub set: &'static str,
    /// Columns in the order of the struct's fields.
    pub columns: &'static [ColumnSchema],
    /// Positions in `columns` of the key, `Id` for nearly every Creatio entity.
    pub key: &'static [usize],
}

impl EntitySchema {
    /// The column with this wire name.
    pub fn column(&self, name: &str) -> Option<&'static ColumnSchema> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// The key's columns, in key order.
    pub fn key_columns(&self) -> impl Iterator<Item = &'static ColumnSchema> + use<> {
        let columns = self.columns;
        self.key
            .iter()
            .filter_map(move |&position| columns.get(position))
    }
}

/// A column of an entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ColumnSchema {
    /// Wire name in OData: `Name`, or `PrimaryContactId` for the key of a lookup.
    pub name: &'static str,
    /// The lookup whose key this column holds, where it holds one.
    pub lookup: Option<LookupSchema>,
    /// Whether the service declares a column of days or times as `Edm.DateTimeOffset`.
    ///
    /// Creatio does so with all of its date and time columns (observed on 8.x): a filter then has
    /// to send an instant, since a bare day is of another type to the service.
    pub instant: bool,
    /// Whether Creatio refuses a new row without a value here: it is required, and has no default.
    ///
    /// Models know it if they were generated with the schemas that `creatio fetch --enrich` fetches,
    /// since `$metadata` does not tell.
    pub required: bool,
    /// How many characters a text may have, if the models know.
    pub max_length: Option<u16>,
}

/// What has such a table: every [`Entity`](crate::Entity).
///
/// Columns and lookups stand below that trait and hold no more than a position in the table, which
/// is what makes them cheap to compile.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an entity",
    label = "no `#[derive(Entity)]` here"
)]
pub trait Described {
    /// The entity's table.
    const TABLE: &'static EntitySchema;
}

/// The lookup behind a key column.
///
/// Creatio's OData 4 wants `PrimaryContactId` in a `$select` but answers 500 to it in a `$filter`
/// or `$orderby`, where `PrimaryContact/Id` is right (observed on 8.x and 10.x); DataService calls
/// the same column `PrimaryContact`. This table is what lets one constant have all its spellings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct LookupSchema {
    /// Name of the navigation property: Creatio's column name, for example `PrimaryContact`.
    pub name: &'static str,
    /// Name of the target's key property, nearly always `Id`.
    pub key: &'static str,
}

/// A column that holds a value of its own.
#[doc(hidden)]
pub const fn value_column(name: &'static str) -> ColumnSchema {
    ColumnSchema {
        name,
        lookup: None,
        instant: false,
        required: false,
        max_length: None,
    }
}

/// A column that holds the key of a lookup.
#[doc(hidden)]
pub const fn key_column(
    name: &'static str,
    lookup: &'static str,
    key: &'static str,
) -> ColumnSchema {
    ColumnSchema {
        name,
        lookup: Some(LookupSchema { name: lookup, key }),
        instant: false,
        required: false,
        max_length: None,
    }
}

/// A column of days or times, and whether the service declares it as one of instants.
#[doc(hidden)]
pub const fn calendar_column(name: &'static str, instant: bool) -> ColumnSchema {
    ColumnSchema {
        name,
        lookup: None,
        instant,
        required: false,
        max_length: None,
    }
}

/// The same column, in which a new row has to have a value.
#[doc(hidden)]
pub const fn required(column: ColumnSchema) -> ColumnSchema {
    ColumnSchema {
        required: true,
        ..column
    }
}

/// The same column, whose texts have so many characters at most.
#[doc(hidden)]
pub const fn at_most(max_length: u16, column: ColumnSchema) -> ColumnSchema {
    ColumnSchema {
        max_length: Some(max_length),
        ..column
    }
}
