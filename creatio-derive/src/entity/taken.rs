//! Who has which name: of two owners of one name, the second is told of the first.

use std::collections::HashMap;
use std::fmt;

use proc_macro2::Ident;
use syn::ext::IdentExt;

/// The names that members of an entity have taken.
#[derive(Default)]
pub(crate) struct Taken {
    /// Wire names: columns, lookups, collections and streams share one namespace.
    names: HashMap<String, Origin>,
    constants: HashMap<String, Origin>,
}

impl Taken {
    /// Takes a wire name, or says why it is not free.
    pub(crate) fn name(&mut self, name: String, origin: Origin) -> Result<(), String> {
        if let Some(first) = self.names.get(&name) {
            return Err(format!(
                "`{name}` is already the wire name of {first}: each member of an entity has its own"
            ));
        }
        self.names.insert(name, origin);
        Ok(())
    }

    /// Takes the name of a constant, or says why it is not free.
    pub(crate) fn constant(&mut self, ident: &Ident, origin: Origin) -> Result<(), String> {
        let name = ident.unraw().to_string();
        if let Some(first) = self.constants.get(&name) {
            let way_out = origin.way_out();
            return Err(format!(
                "`{name}` is already the constant of {first}: {way_out}"
            ));
        }
        self.constants.insert(name, origin);
        Ok(())
    }
}

/// Where a name comes from.
#[derive(Clone)]
pub(crate) enum Origin {
    Field(Ident),
    Lookup(Ident),
    Collection(Ident),
    Stream(Ident),
}

impl Origin {
    /// How to give its constant another name.
    fn way_out(&self) -> &'static str {
        match self {
            Origin::Field(_) => "rename the field, and keep its column with `name = \"…\"`",
            Origin::Lookup(_) => "choose another one for the lookup with `lookup_as = \"…\"`",
            Origin::Collection(_) => "choose another one for the collection",
            Origin::Stream(_) => "choose another one for the stream",
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Origin::Field(ident) => write!(f, "the field `{ident}`"),
            Origin::Lookup(ident) => write!(f, "the lookup of the field `{ident}`"),
            Origin::Collection(ident) => write!(f, "the collection `{ident}`"),
            Origin::Stream(ident) => write!(f, "the stream `{ident}`"),
        }
    }
}
