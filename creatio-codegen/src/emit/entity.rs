//! The file of one entity: a struct with what the derive needs to know.

use std::collections::HashMap;

use super::layout::{self, Item};
use super::{MARKER, types};
use crate::names::EntityNames;
use crate::report::{Note, Report};
use crate::schema::{EntityType, Property, PropertyType, Schema};
use crate::select::Selection;

/// All that the emitted text of an entity depends on.
pub(crate) struct Context<'s> {
    pub(crate) schema: &'s Schema,
    pub(crate) names: &'s [EntityNames],
    pub(crate) selection: Selection<'s>,
}

impl Context<'_> {
    /// The text of the entity's file; counts and notes go to the report.
    pub(crate) fn entity(&self, index: usize, report: &mut Report) -> String {
        let (entity, names) = (&self.schema.entities[index], &self.names[index]);
        let mut out = String::with_capacity(512 + 160 * entity.properties.len());
        out.extend(["//! `", &entity.name, "`, ", MARKER, ": do not edit.\n\n"]);
        out.extend(["/// `", &entity.name, "`\n"]);
        out.push_str("#[derive(Debug, Clone, PartialEq, ::creatio_core::Entity)]\n");
        header(&mut out, entity, names);
        self.collections(&mut out, index, report);
        streams(&mut out, entity, names, report);
        out.extend(["pub struct ", &names.ty, " {\n"]);
        let lookups = self.keyed_lookups(entity, report);
        for (property, name) in entity.properties.iter().zip(&names.properties) {
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
        let (entity, names) = (&self.schema.entities[index], &self.names[index]);
        let before = report.collections;
        for (collection, name) in entity.collections.iter().zip(&names.collections) {
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

    /// The path from the file of the entity `from` to the struct of the entity `to`.
    fn path(&self, from: usize, to: usize) -> String {
        let up = if from == to { "" } else { "super::" };
        format!("{up}{}", self.names[to].ty)
    }

    /// The lookups that can be followed, by the property that holds their key.
    fn keyed_lookups<'e>(
        &self,
        entity: &'e EntityType,
        report: &mut Report,
    ) -> HashMap<&'e str, KeyedLookup> {
        let mut keyed = HashMap::new();
        for (index, lookup) in entity.lookups.iter().enumerate() {
            let Some(target) = self.selection.get(&lookup.target) else {
                report
                    .notes
                    .push(boundary(entity, &lookup.name, &lookup.target));
                continue;
            };
            let column = lookup
                .column
                .as_deref()
                .filter(|column| !keyed.contains_key(column));
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
        let key = self.schema.entities[entity].key.contains(&property.name);
        let Some(plain) = types::of(property) else {
            return;
        };
        out.extend(["    /// `", &property.name, "`"]);
        if let Some(lookup) = lookup {
            out.extend([
                ", a lookup of `",
                &self.schema.entities[lookup.target].name,
                "`",
            ]);
        }
        out.push('\n');
        self.field_attribute(out, entity, (property, name), lookup);
        let target = lookup.map_or(entity, |lookup| lookup.target);
        if key || lookup.is_some() {
            let wrappers = if key { types::ID } else { types::OPTIONAL_ID };
            layout::field(out, name, wrappers, &self.path(entity, target));
        } else {
            layout::field(out, name, plain.wrappers, plain.argument);
        }
    }

    fn field_attribute(
        &self,
        out: &mut String,
        entity: usize,
        (property, name): (&Property, &str),
        lookup: Option<KeyedLookup>,
    ) {
        let (ty, names) = (&self.schema.entities[entity], &self.names[entity]);
        let mut items = Vec::with_capacity(4);
        if ty.key.contains(&property.name) {
            items.push(Item {
                key: "key",
                value: None,
            });
        }
        items.push(Item {
            key: "name",
            value: Some(&property.name),
        });
        if let Some(KeyedLookup { index, target }) = lookup {
            items.push(Item {
                key: "lookup",
                value: Some(&ty.lookups[index].name),
            });
            let constant = &names.lookups[index];
            if EntityNames::default_lookup(name).as_ref() != Some(constant) {
                items.push(Item {
                    key: "lookup_as",
                    value: Some(unraw(constant)),
                });
            }
            let keys = self.schema.entities[target].key.iter().map(String::as_str);
            for key in keys.filter(|key| *key != "Id") {
                items.push(Item {
                    key: "lookup_key",
                    value: Some(key),
                });
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
    let mut items = vec![Item {
        key: "entity",
        value: Some(&entity.name),
    }];
    if entity.entity_set != entity.name {
        items.push(Item {
            key: "set",
            value: Some(&entity.entity_set),
        });
    }
    if EntityNames::default_module(&names.ty).as_ref() != Some(&names.module) {
        items.push(Item {
            key: "module",
            value: Some(unraw(&names.module)),
        });
    }
    layout::attribute(out, "", &items);
}

/// The derive adds `r#` itself to the names that it reads from strings.
fn unraw(ident: &str) -> &str {
    ident.strip_prefix("r#").unwrap_or(ident)
}

fn streams(out: &mut String, entity: &EntityType, names: &EntityNames, report: &mut Report) {
    let members = entity.properties.iter().zip(&names.properties);
    let items: Vec<_> = members
        .filter(|(property, _)| property.ty == PropertyType::Stream)
        .map(|(property, name)| Item {
            key: name,
            value: Some(&property.name),
        })
        .collect();
    if !items.is_empty() {
        layout::streams(out, &items);
    }
    report.streams += items.len();
}

fn boundary(entity: &EntityType, member: &str, target: &str) -> Note {
    Note::Boundary {
        member: format!("{}.{member}", entity.name),
        target: target.to_owned(),
    }
}
