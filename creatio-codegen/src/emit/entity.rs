//! The file of one entity: a struct with what the derive needs to know.

use std::collections::HashMap;

use super::derives::{self, Derive};
use super::layout::{self, Item};
use super::types::Declared;
use super::{MARKER, docs, types};
use crate::names::{EntityNames, Names};
use crate::report::{Note, Report};
use crate::schema::{EntityType, Lookup, Property, PropertyType, Schema};
use crate::select::Selection;

/// All that the emitted text of an entity depends on.
pub(crate) struct Context<'s> {
    pub(crate) schema: &'s Schema,
    pub(crate) names: &'s Names,
    pub(crate) selection: Selection<'s>,
    pub(crate) derives: &'s [Derive],
}

impl Context<'_> {
    /// The text of the entity's file; counts and notes go to the report.
    pub(crate) fn entity(&self, index: usize, report: &mut Report) -> String {
        let (entity, names) = (&self.schema.entities[index], &self.names.entities[index]);
        let mut out = String::with_capacity(512 + 160 * entity.properties.len());
        out.extend(["//! `", &entity.name, "`, ", MARKER, ": do not edit.\n\n"]);
        out.extend(["/// `", &entity.name, "`\n"]);
        docs::describe(&mut out, "", entity.description.as_deref());
        derives::attribute(&mut out, self.derives);
        header(&mut out, entity, names);
        self.collections(&mut out, index, report);
        self.streams(&mut out, index, report);
        out.extend(["pub struct ", &names.ty, " {\n"]);
        let lookups = self.keyed_lookups(index, report);
        let properties = entity.properties.iter().zip(&names.properties);
        for (property, name) in properties.filter(|(it, _)| self.selection.keeps(index, &it.name)) {
            let lookup = lookups.get(property.name.as_str()).copied();
            self.field(&mut out, index, (property, name), lookup);
            report.columns += usize::from(property.ty != PropertyType::Stream);
        }
        out.push_str("}\n");
        report.entities += 1;
        out
    }

    /// The attribute of the collections whose rows are generated.
    ///
    /// It is one for all, since rustc refuses more than 128 of a kind on one item and Creatio's
    /// `Contact` has 230 collections. Its form is not that of common attributes, so rustfmt leaves
    /// it alone.
    fn collections(&self, out: &mut String, index: usize, report: &mut Report) {
        let (entity, names) = (&self.schema.entities[index], &self.names.entities[index]);
        let before = report.collections;
        let collections = entity.collections.iter().zip(&names.collections);
        for (collection, name) in
            collections.filter(|(it, _)| self.selection.keeps(index, &it.name))
        {
            let Some(target) = self.selection.get(&collection.target) else {
                let note = boundary(entity, &collection.name, &collection.target);
                report.notes.push(note);
                continue;
            };
            if report.collections == before {
                out.push_str("#[creatio(collection(\n");
            }
            out.extend(["    ", name, ": ", &self.path(index, target)]);
            out.extend([" = \"", &collection.name, "\",\n"]);
            report.collections += 1;
        }
        if report.collections > before {
            out.push_str("))]\n");
        }
    }

    /// The attribute of the stream columns.
    fn streams(&self, out: &mut String, index: usize, report: &mut Report) {
        let (entity, names) = (&self.schema.entities[index], &self.names.entities[index]);
        let members = entity.properties.iter().zip(&names.properties);
        let items: Vec<_> = members
            .filter(|(property, _)| property.ty == PropertyType::Stream)
            .filter(|(property, _)| self.selection.keeps(index, &property.name))
            .map(|(property, name)| Item::text(name, &property.name))
            .collect();
        if !items.is_empty() {
            layout::streams(out, &items);
        }
        report.streams += items.len();
    }

    /// The path from the file of the entity `from` to the struct of the entity `to`.
    fn path(&self, from: usize, to: usize) -> String {
        let up = if from == to { "" } else { "super::" };
        format!("{up}{}", self.names.entities[to].ty)
    }

    /// The lookups that can be followed, by the property that holds their key.
    fn keyed_lookups(&self, index: usize, report: &mut Report) -> HashMap<&str, KeyedLookup> {
        let entity = &self.schema.entities[index];
        let mut keyed = HashMap::new();
        let kept = |lookup: &Lookup| {
            let column = lookup.column.as_ref();
            self.selection.keeps(index, column.unwrap_or(&lookup.name))
        };
        for (index, lookup) in entity.lookups.iter().enumerate().filter(|(_, it)| kept(it)) {
            let Some(target) = self.selection.get(&lookup.target) else {
                report
                    .notes
                    .push(boundary(entity, &lookup.name, &lookup.target));
                continue;
            };
            let column = lookup
                .column
                .as_deref()
                .filter(|column| !keyed.contains_key(column))
                .filter(|column| {
                    is_guid(entity, column) && self.schema.entities[target].guid_key().is_some()
                });
            let Some(column) = column else {
                let lookup = format!("{}.{}", entity.name, lookup.name);
                report.notes.push(Note::NoKeyColumn { lookup });
                continue;
            };
            keyed.insert(column, KeyedLookup { index, target });
            report.lookups += 1;
        }
        keyed
    }

    /// One field with its documentation and its attribute; nothing for a stream.
    fn field(
        &self,
        out: &mut String,
        entity: usize,
        (property, name): (&Property, &str),
        lookup: Option<KeyedLookup>,
    ) {
        let Some(ty) = self.column_type(entity, property, lookup) else {
            return;
        };
        out.extend(["    /// `", &property.name, "`"]);
        if let Some(lookup) = lookup {
            let target = &self.schema.entities[lookup.target].name;
            out.extend([", a lookup of `", target, "`"]);
        }
        out.push('\n');
        docs::describe(out, "    ", property.description.as_deref());
        self.field_attribute(out, entity, (property, name), lookup);
        layout::field(out, name, ty.wrappers, &ty.argument);
    }

    /// The type of a column; `None` for a stream.
    fn column_type(
        &self,
        entity: usize,
        property: &Property,
        lookup: Option<KeyedLookup>,
    ) -> Option<types::Type> {
        let key = &self.schema.entities[entity].key;
        let is_key = key.contains(&property.name);
        let whole_guid = is_key && key.len() == 1 && property.ty == PropertyType::Guid;
        if lookup.is_some() || whole_guid {
            let target = lookup.map_or(entity, |lookup| lookup.target);
            return Some(types::Type {
                wrappers: if is_key {
                    types::ID
                } else {
                    types::OPTIONAL_ID
                },
                argument: self.path(entity, target).into(),
            });
        }
        if is_key {
            return types::of_key(property);
        }
        let this = &self.names.entities[entity].ty;
        types::of(property, self.declared(property, this))
    }

    /// The enum or complex type of a property, as seen from the file of the type `from`.
    pub(super) fn declared(&self, property: &Property, from: &str) -> Option<Declared> {
        let name = property.declared.as_deref()?;
        let (names, flags) = if property.ty == PropertyType::Enum {
            let index = self.selection.enum_index(name)?;
            (&self.names.enums[index], self.schema.enums[index].flags)
        } else {
            let index = self.selection.complex_index(name)?;
            (&self.names.complex_types[index], false)
        };
        let up = if names.ty == from { "" } else { "super::" };
        Some(Declared {
            path: format!("{up}{}", names.ty),
            flags,
        })
    }

    fn field_attribute(
        &self,
        out: &mut String,
        entity: usize,
        (property, name): (&Property, &str),
        lookup: Option<KeyedLookup>,
    ) {
        let (ty, names) = (&self.schema.entities[entity], &self.names.entities[entity]);
        let mut items = Vec::with_capacity(4);
        if ty.key.contains(&property.name) {
            items.push(Item::flag("key"));
        }
        items.push(Item::text("name", &property.name));
        if property.instant {
            items.push(Item::text("edm", "DateTimeOffset"));
        }
        if property.required {
            items.push(Item::flag("required"));
        }
        let length = property.max_length.map(|length| length.to_string());
        if let Some(length) = &length {
            items.push(Item::number("max_length", length));
        }
        if let Some(KeyedLookup { index, target }) = lookup {
            items.push(Item::text("lookup", &ty.lookups[index].name));
            let constant = &names.lookups[index];
            if EntityNames::default_lookup(name).as_ref() != Some(constant) {
                items.push(Item::text("lookup_as", unraw(constant)));
            }
            let keys = self.schema.entities[target].key.iter().map(String::as_str);
            for key in keys.filter(|key| *key != "Id") {
                items.push(Item::text("lookup_key", key));
            }
        }
        layout::attribute(out, "    ", &items);
    }
}

/// A lookup whose key one property holds and whose target is generated.
#[derive(Clone, Copy)]
struct KeyedLookup {
    /// Within [`EntityType::lookups`].
    index: usize,
    /// Within [`Schema::entities`].
    target: usize,
}

/// What the entity is called on the wire and in Rust.
fn header(out: &mut String, entity: &EntityType, names: &EntityNames) {
    let mut items = vec![Item::text("entity", &entity.name)];
    if entity.entity_set != entity.name {
        items.push(Item::text("set", &entity.entity_set));
    }
    if EntityNames::default_module(&names.ty).as_ref() != Some(&names.module) {
        items.push(Item::text("module", unraw(&names.module)));
    }
    layout::attribute(out, "", &items);
}

/// The derive adds `r#` itself to the names that it reads from strings.
fn unraw(ident: &str) -> &str {
    ident.strip_prefix("r#").unwrap_or(ident)
}

fn is_guid(entity: &EntityType, property: &str) -> bool {
    let property = entity.property(property);
    property.is_some_and(|property| property.ty == PropertyType::Guid && !property.collection)
}

fn boundary(entity: &EntityType, member: &str, target: &str) -> Note {
    Note::Boundary {
        member: format!("{}.{member}", entity.name),
        target: target.to_owned(),
    }
}
