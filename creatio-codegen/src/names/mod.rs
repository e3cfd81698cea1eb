//! Decides every Rust name of the models, in one pass and before anything is selected.
//!
//! Names depend on the whole schema and on the names lock, so that selecting fewer entities renames
//! nothing. Within one namespace pinned names come first, then those that are the wire name in
//! another case; the others get a fixed suffix if they have to, and are reported.

mod claims;
mod ident;
mod lock;
mod namespace;
mod plan;
mod rows;

pub use lock::{LockError, NamesLock};

pub(crate) use plan::{OTHER, plan};

/// All names of a schema's models, each list in the schema's order.
#[derive(Debug)]
pub(crate) struct Names {
    pub(crate) entities: Vec<EntityNames>,
    pub(crate) enums: Vec<TypeNames>,
    pub(crate) complex_types: Vec<TypeNames>,
}

/// The names of one entity and its members.
#[derive(Debug)]
pub(crate) struct EntityNames {
    /// The struct, for example `Account`.
    pub(crate) ty: String,
    /// The module of constants, for example `account`.
    pub(crate) module: String,
    /// The file without its extension; also the private module of the file, less its `_`.
    pub(crate) file: String,
    /// One per property: its constant and, unless it is a stream, its field.
    pub(crate) properties: Vec<String>,
    /// One per lookup.
    pub(crate) lookups: Vec<String>,
    /// One per collection.
    pub(crate) collections: Vec<String>,
    /// One per row that is known, in the order of their ids.
    pub(crate) rows: Vec<String>,
    /// Names to be pinned, and names that had to change.
    pub(crate) remarks: Vec<Remark>,
}

/// The names of an enum or a complex type.
#[derive(Debug)]
pub(crate) struct TypeNames {
    /// The Rust type.
    pub(crate) ty: String,
    /// The file without its extension.
    pub(crate) file: String,
    /// Variants or fields.
    pub(crate) members: Vec<String>,
    /// Names to be pinned, and names that had to change.
    pub(crate) remarks: Vec<Remark>,
}

/// A name that says more than its wire name in another case.
#[derive(Debug)]
pub(crate) struct Remark {
    kind: lock::Kind,
    /// The type whose member it names; empty for a type.
    place: String,
    wire: String,
    /// The name, without `r#`.
    name: String,
    /// Whether another had the plain name, and what to call it then.
    pub(crate) renamed: Option<Renamed>,
}

/// What a note on a changed name says.
#[derive(Debug, Clone)]
pub(crate) struct Renamed {
    /// `struct`, `module`, or the wire name of a member.
    pub(crate) what: String,
    /// The identifier it got.
    pub(crate) to: String,
}

impl Remark {
    /// Enters the name in the lock.
    pub(crate) fn pin(&self, lock: &mut NamesLock) {
        lock.pin(self.kind, &self.place, &self.wire, &self.name);
    }
}

impl EntityNames {
    /// The constant that the derive gives to the lookup of the column with constant `column`.
    pub(crate) fn default_lookup(column: &str) -> Option<String> {
        column.strip_suffix("_id").and_then(ident::derived)
    }

    /// The module that the derive gives to a struct of this name.
    pub(crate) fn default_module(ty: &str) -> Option<String> {
        ident::derived(&ident::snake(ty))
    }
}
