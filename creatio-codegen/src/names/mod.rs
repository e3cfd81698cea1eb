//! Decides every Rust name of the models, in one pass and before anything is selected.
//!
//! Names depend on the whole schema only, so that selecting fewer entities renames nothing.
//! Within one namespace the first come keeps the plain name, later ones get a fixed suffix and
//! are reported.

mod ident;

use std::collections::HashSet;

use crate::report::Note;
use crate::schema::{EntityType, PropertyType, Schema};

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
}

/// Names all entities of `schema`, in its order.
pub(crate) fn plan(schema: &Schema, notes: &mut Vec<Note>) -> Vec<EntityNames> {
    let types = types(schema, notes);
    let mut modules = Taken::default();
    let mut files = Taken::default();
    // `mod.rs` is the root of the models.
    files.claim(ident::file("mod"), "");
    schema
        .entities
        .iter()
        .zip(types)
        .map(|(entity, ty)| {
            let wanted = ident::snake(&ty);
            let (name, renamed) = modules.claim(wanted, "_entity");
            let module = ident::module(&name);
            if renamed {
                notes.push(renamed_note(entity, "module", &module));
            }
            let (file, _) = files.claim(ident::file(&name), "_entity");
            members(entity, EntityNames::new(ty, module, file), notes)
        })
        .collect()
}

impl EntityNames {
    fn new(ty: String, module: String, file: String) -> Self {
        Self {
            ty,
            module,
            file,
            properties: Vec::new(),
            lookups: Vec::new(),
            collections: Vec::new(),
        }
    }

    /// The constant that the derive gives to the lookup of the column with constant `column`.
    pub(crate) fn default_lookup(column: &str) -> Option<String> {
        column.strip_suffix("_id").and_then(ident::derived)
    }

    /// The module that the derive gives to a struct of this name.
    pub(crate) fn default_module(ty: &str) -> Option<String> {
        ident::derived(&ident::snake(ty))
    }
}

/// The struct of each entity; wire names that can stay as they are come first.
fn types(schema: &Schema, notes: &mut Vec<Note>) -> Vec<String> {
    let mut taken = Taken::default();
    for entity in &schema.entities {
        if ident::is_type(&entity.name) {
            taken.claim(entity.name.clone(), "");
        }
    }
    schema
        .entities
        .iter()
        .map(|entity| {
            if ident::is_type(&entity.name) {
                return entity.name.clone();
            }
            let (name, renamed) = taken.claim(ident::ty(&entity.name), "Entity");
            if renamed {
                notes.push(renamed_note(entity, "struct", &name));
            }
            name
        })
        .collect()
}

/// Names the members: columns first, since they are what a new lookup must not rename.
fn members(entity: &EntityType, mut names: EntityNames, notes: &mut Vec<Note>) -> EntityNames {
    let mut taken = Taken::default();
    let mut name = |wire: &str, suffix| {
        let (stem, renamed) = taken.claim(ident::snake(wire), suffix);
        let ident = ident::value(&stem);
        if renamed {
            notes.push(renamed_note(entity, &format!("`{wire}`"), &ident));
        }
        ident
    };
    names.properties = vec![String::new(); entity.properties.len()];
    let properties = || entity.properties.iter().enumerate();
    for (index, property) in properties().filter(|(_, it)| it.ty != PropertyType::Stream) {
        names.properties[index] = name(&property.name, "_column");
    }
    names.lookups = entity
        .lookups
        .iter()
        .map(|it| name(&it.name, "_lookup"))
        .collect();
    names.collections = entity
        .collections
        .iter()
        .map(|it| name(&it.name, "_collection"))
        .collect();
    for (index, property) in properties().filter(|(_, it)| it.ty == PropertyType::Stream) {
        names.properties[index] = name(&property.name, "_stream");
    }
    names
}

fn renamed_note(entity: &EntityType, what: &str, to: &str) -> Note {
    Note::Renamed {
        entity: entity.name.clone(),
        what: what.to_owned(),
        to: to.to_owned(),
    }
}

/// The names that are taken in one namespace.
#[derive(Default)]
struct Taken(HashSet<String>);

impl Taken {
    /// Takes `wanted`, or `wanted` with the suffix and then a number if it is taken already;
    /// also says whether it was.
    fn claim(&mut self, wanted: String, suffix: &str) -> (String, bool) {
        if self.0.insert(wanted.clone()) {
            return (wanted, false);
        }
        let mut name = format!("{wanted}{suffix}");
        let separator = if suffix.starts_with('_') { "_" } else { "" };
        let mut number = 2;
        while !self.0.insert(name.clone()) {
            name = format!("{wanted}{suffix}{separator}{number}");
            number += 1;
        }
        (name, true)
    }
}
