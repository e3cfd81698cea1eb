//! The entity between the stages: `valid` makes it, `expand` writes it down.

use proc_macro2::{Ident, Span};
use syn::{Generics, LitInt, LitStr, Path, Type, Visibility};

/// An entity with all its names. What could not be made out is left out of it, and reported.
pub(crate) struct Entity<'a> {
    pub(crate) ident: &'a Ident,
    pub(crate) vis: &'a Visibility,
    pub(crate) generics: Generics,
    /// Path of the runtime crate, from the struct and from inside its module.
    pub(crate) krate: Path,
    pub(crate) krate_below: Path,
    pub(crate) name: LitStr,
    pub(crate) set: LitStr,
    pub(crate) module: Option<Ident>,
    pub(crate) columns: Vec<Column<'a>>,
    /// Positions of the key's columns.
    pub(crate) key: Vec<usize>,
    pub(crate) constants: Vec<Constant>,
}

/// A column: one field, one line of the schema.
pub(crate) struct Column<'a> {
    pub(crate) field: &'a Ident,
    pub(crate) ty: &'a Type,
    pub(crate) name: LitStr,
    pub(crate) lookup: Option<Lookup>,
    /// Where it was said that the service declares the column as an instant.
    pub(crate) instant: Option<Span>,
    /// Whether a new row has to have a value here.
    pub(crate) required: bool,
    /// How many characters a text may have.
    pub(crate) max_length: Option<LitInt>,
}

/// The lookup whose key a column holds.
pub(crate) struct Lookup {
    pub(crate) name: LitStr,
    pub(crate) key: LitStr,
}

/// A constant of the entity's module. Its types are spelt as the module needs them.
pub(crate) struct Constant {
    pub(crate) ident: Ident,
    pub(crate) kind: Kind,
}

pub(crate) enum Kind {
    /// `position` is that of the column, here and in a lookup that of its key.
    Column {
        position: usize,
        ty: Type,
    },
    Lookup {
        position: usize,
        target: Type,
    },
    Collection {
        name: LitStr,
        target: Type,
    },
    Stream {
        name: LitStr,
    },
}
