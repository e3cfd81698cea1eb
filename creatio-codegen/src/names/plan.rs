//! The names of a whole schema.

use super::claims::is_plain;
use super::lock::{Kind, NamesLock};
use super::namespace::{Granted, Namespace, Thing};
use super::{EntityNames, Names, Remark, TypeNames, ident, rows};
use crate::schema::{EntityType, PropertyType, Schema};

/// The variant for members that an enum does not know.
pub(crate) const OTHER: &str = "Other";

/// Names all types of `schema`.
pub(crate) fn plan(schema: &Schema, lock: &NamesLock) -> Names {
    let planner = Planner { lock };
    let mut heads = planner.heads(schema).into_iter();
    let entities = schema.entities.iter().zip(&mut heads);
    let entities = entities
        .map(|(entity, head)| planner.entity(entity, head))
        .collect();
    let enums = schema.enums.iter().zip(&mut heads);
    let enums = enums
        .map(|(it, head)| {
            let granted = planner.variants(&it.name, &it.members);
            head.value_type(granted)
        })
        .collect();
    let complex_types = schema.complex_types.iter().zip(&mut heads);
    let complex_types = complex_types
        .map(|(it, head)| {
            let fields = it.properties.iter().map(|property| property.name.as_str());
            let granted = planner.fields(&it.name, fields);
            head.value_type(granted)
        })
        .collect();
    Names {
        entities,
        enums,
        complex_types,
    }
}

/// The names of a type, without those of its members.
struct Head {
    ty: String,
    /// In snake case, may be a keyword; of entities only.
    module: String,
    file: String,
    remarks: Vec<Remark>,
}

impl Head {
    fn value_type(mut self, granted: Granted) -> TypeNames {
        self.remarks.extend(granted.remarks.into_iter().flatten());
        TypeNames {
            ty: self.ty,
            file: self.file,
            members: granted.names,
            remarks: self.remarks,
        }
    }
}

struct Planner<'l> {
    lock: &'l NamesLock,
}

impl Planner<'_> {
    /// Names the types of all kinds, entities first.
    fn heads(&self, schema: &Schema) -> Vec<Head> {
        let entities = schema.entities.iter().map(|it| it.name.as_str());
        let enums = schema.enums.iter().map(|it| it.name.as_str());
        let complex = schema.complex_types.iter().map(|it| it.name.as_str());
        let wires: Vec<_> = entities.chain(enums).chain(complex).collect();
        let types = self.types(&wires, schema.entities.len());
        let modules = self.modules(&wires[..schema.entities.len()], &types.names);
        let mut modules_of = modules.names.into_iter().zip(modules.remarks);
        // `mod.rs` is the root of the models.
        let mut files = FileNames::new("mod");
        let heads = types.names.into_iter().zip(types.remarks);
        heads
            .map(|(ty, remark)| {
                let (module, own) = modules_of.next().unwrap_or_default();
                let stem = if module.is_empty() {
                    ident::snake(&ty)
                } else {
                    module.clone()
                };
                Head {
                    file: files.claim(&stem),
                    remarks: remark.into_iter().chain(own).collect(),
                    ty,
                    module,
                }
            })
            .collect()
    }

    fn types(&self, wires: &[&str], entities: usize) -> Granted {
        let things: Vec<_> = wires
            .iter()
            .enumerate()
            .map(|(index, wire)| {
                if index < entities {
                    Thing::of_type(Kind::Type, wire, "Entity")
                } else {
                    Thing::of_type(Kind::ValueType, wire, "Type")
                }
            })
            .collect();
        let namespace = Namespace {
            lock: self.lock,
            place: "",
            reserved: &[],
        };
        namespace.grant(&things, "struct", str::to_owned)
    }

    /// Names the modules of constants.
    fn modules(&self, wires: &[&str], types: &[String]) -> Granted {
        let things: Vec<_> = wires
            .iter()
            .zip(types)
            .map(|(wire, ty)| {
                let name = ident::snake(ty);
                Thing {
                    kind: Kind::Module,
                    wire,
                    plain: is_plain(ty, &name),
                    name,
                    suffix: "_entity",
                }
            })
            .collect();
        let namespace = Namespace {
            lock: self.lock,
            place: "",
            reserved: &[],
        };
        namespace.grant(&things, "module", ident::module)
    }

    fn entity(&self, entity: &EntityType, mut head: Head) -> EntityNames {
        let stream = |is: bool| {
            let properties = entity.properties.iter();
            properties.filter(move |it| (it.ty == PropertyType::Stream) == is)
        };
        let columns = stream(false).map(|it| (it.name.as_str(), "_column"));
        let lookups = entity.lookups.iter();
        let lookups = lookups.map(|it| (it.name.as_str(), "_lookup"));
        let collections = entity.collections.iter();
        let collections = collections.map(|it| (it.name.as_str(), "_collection"));
        let streams = stream(true).map(|it| (it.name.as_str(), "_stream"));
        // Columns first: they are what a lookup must not rename.
        let members = columns.chain(lookups).chain(collections).chain(streams);
        let granted = self.snake(Kind::Member, &entity.name, members);
        let mut names = granted.names.into_iter();
        let mut take = |count: usize| names.by_ref().take(count).collect::<Vec<_>>();
        let mut columns = take(stream(false).count()).into_iter();
        let lookups = take(entity.lookups.len());
        let collections = take(entity.collections.len());
        let mut streams = take(usize::MAX).into_iter();
        let properties = entity.properties.iter().map(|property| {
            let names = match property.ty {
                PropertyType::Stream => &mut streams,
                _ => &mut columns,
            };
            names.next().unwrap_or_default()
        });
        head.remarks.extend(granted.remarks.into_iter().flatten());
        let known = entity.rows.as_ref();
        let rows = known.map(|known| rows::plan(self.lock, &entity.name, known));
        let rows = rows.unwrap_or_default();
        head.remarks.extend(rows.remarks.into_iter().flatten());
        EntityNames {
            rows: rows.names,
            properties: properties.collect(),
            lookups,
            collections,
            remarks: head.remarks,
            module: ident::module(&head.module),
            ty: head.ty,
            file: head.file,
        }
    }

    fn variants(&self, wire: &str, members: &[String]) -> Granted {
        let things: Vec<_> = members
            .iter()
            .map(|member| Thing::of_type(Kind::Part, member, "Member"))
            .collect();
        let namespace = Namespace {
            lock: self.lock,
            place: wire,
            reserved: &[OTHER],
        };
        namespace.grant(&things, "", str::to_owned)
    }

    fn fields<'a>(&self, wire: &str, fields: impl Iterator<Item = &'a str>) -> Granted {
        self.snake(Kind::Part, wire, fields.map(|field| (field, "_field")))
    }

    /// Names of fields and constants.
    fn snake<'a>(
        &self,
        kind: Kind,
        wire: &str,
        members: impl Iterator<Item = (&'a str, &'static str)>,
    ) -> Granted {
        let things: Vec<_> = members
            .map(|(wire, suffix)| {
                let name = ident::snake(wire);
                Thing {
                    kind,
                    wire,
                    plain: is_plain(wire, &name),
                    name,
                    suffix,
                }
            })
            .collect();
        let namespace = Namespace {
            lock: self.lock,
            place: wire,
            reserved: &[],
        };
        let mut granted = namespace.grant(&things, "", ident::value);
        for name in &mut granted.names {
            *name = ident::value(name);
        }
        granted
    }
}

/// Names of files; they follow the modules, which are unique, unless a file system is in the way.
struct FileNames(std::collections::HashSet<String>);

impl FileNames {
    fn new(taken: &str) -> Self {
        Self([taken.to_owned()].into())
    }

    fn claim(&mut self, stem: &str) -> String {
        let wanted = ident::file(stem);
        let mut name = wanted.clone();
        let mut number = 1;
        while !self.0.insert(name.clone()) {
            name = match number {
                1 => format!("{wanted}_entity"),
                _ => format!("{wanted}_entity_{number}"),
            };
            number += 1;
        }
        name
    }
}
