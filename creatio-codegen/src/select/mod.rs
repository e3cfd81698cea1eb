//! Which entities of a schema are generated.

mod columns;
mod error;
mod globs;
mod mentions;

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;

use self::columns::{LeftOut, Rule};
pub use self::error::SelectError;
use self::error::{empty, no_match};
use self::globs::Globs;
use self::mentions::Mentions;
use crate::names::Names;
use crate::report::Note;
use crate::schema::{EntityType, Lookup, Property, PropertyType, Schema};

/// What is to be generated of a schema.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wanted {
    include: Globs,
    exclude: Globs,
    columns: Vec<Rule>,
    depth: usize,
    sources: Vec<PathBuf>,
}

impl Wanted {
    pub(crate) fn include(
        &mut self,
        globs: impl IntoIterator<Item = String>,
    ) -> Result<(), SelectError> {
        self.include.add(globs)
    }

    pub(crate) fn exclude(
        &mut self,
        globs: impl IntoIterator<Item = String>,
    ) -> Result<(), SelectError> {
        self.exclude.add(globs)
    }

    pub(crate) fn columns(
        &mut self,
        include: bool,
        entities: &str,
        members: impl IntoIterator<Item = String>,
    ) -> Result<(), SelectError> {
        self.columns.push(Rule {
            entities: Globs::new([entities.to_owned()])?,
            members: Globs::new(members)?,
            include,
        });
        Ok(())
    }

    pub(crate) fn depth(&mut self, hops: usize) {
        self.depth = hops;
    }

    pub(crate) fn mentioned_in(&mut self, dir: PathBuf) {
        self.sources.push(dir);
    }

    /// Selects the entities that are included or mentioned (all if none is asked for), those that
    /// lookups lead to from them, and the types that their columns have; less what is excluded.
    pub(crate) fn select<'s>(
        &self,
        schema: &'s Schema,
        names: &Names,
        notes: &mut Vec<Note>,
    ) -> Result<Selection<'s>, SelectError> {
        if schema.entities.is_empty() {
            return Err(empty(schema));
        }
        let entities = schema.entities.iter().enumerate();
        let excluded = self.excluded(schema, notes);
        let mut chosen = self.chosen(schema, names)?;
        for (index, excluded) in excluded.iter().enumerate() {
            chosen[index] &= !excluded;
        }
        let with_columns = entities.clone().filter(|(index, _)| chosen[*index]);
        let mut selection = Selection {
            left_out: columns::select(&self.columns, with_columns, notes)?,
            ..Selection::default()
        };
        self.follow(schema, &excluded, &mut chosen, &selection);
        for (index, entity) in entities.filter(|(index, _)| chosen[*index]) {
            if has_usable_key(entity) {
                selection.by_name.insert(&entity.name, index);
                selection.entities.push(index);
            } else {
                let entity = entity.name.clone();
                notes.push(Note::Key { entity });
            }
        }
        if selection.entities.is_empty() {
            let all = schema.entities.len();
            return Err(SelectError::Nothing { all });
        }
        selection.value_types(schema);
        Ok(selection)
    }

    /// Which entities are excluded.
    fn excluded(&self, schema: &Schema, notes: &mut Vec<Note>) -> Vec<bool> {
        let mut used = vec![false; self.exclude.texts.len()];
        let names = schema.entities.iter().map(|entity| &entity.name);
        let excluded = names
            .map(|name| self.exclude.mark(name, &mut used))
            .collect();
        let texts = self.exclude.texts.iter().zip(used);
        let unused = texts.filter(|(_, used)| !used);
        notes.extend(unused.map(|(glob, _)| Note::UnusedExclude { glob: glob.clone() }));
        excluded
    }

    /// Which entities are asked for.
    fn chosen(&self, schema: &Schema, names: &Names) -> Result<Vec<bool>, SelectError> {
        if self.include.texts.is_empty() && self.sources.is_empty() {
            return Ok(vec![true; schema.entities.len()]);
        }
        let mut used = vec![false; self.include.texts.len()];
        let entities = schema.entities.iter();
        let mut chosen: Vec<_> = entities
            .map(|entity| self.include.mark(&entity.name, &mut used))
            .collect();
        if let Some(unused) = used.iter().position(|used| !used) {
            return Err(no_match(&self.include.texts[unused], schema));
        }
        for path in &self.sources {
            let mentions = Mentions::read(path)?;
            let mut any = false;
            for (chosen, names) in chosen.iter_mut().zip(&names.entities) {
                let mentioned = mentions.has(&names.ty, &names.module);
                any |= mentioned;
                *chosen |= mentioned;
            }
            if !any {
                return Err(SelectError::NothingMentioned {
                    path: path.clone(),
                    example: schema.entities[0].name.clone(),
                });
            }
        }
        Ok(chosen)
    }

    /// Adds what lookups lead to, as many hops away as wanted.
    fn follow(
        &self,
        schema: &Schema,
        excluded: &[bool],
        chosen: &mut [bool],
        selection: &Selection<'_>,
    ) {
        let indexes: HashMap<_, _> = schema
            .entities
            .iter()
            .enumerate()
            .map(|(index, entity)| (entity.name.as_str(), index))
            .collect();
        let mut border: Vec<_> = (0..chosen.len()).filter(|index| chosen[*index]).collect();
        for _ in 0..self.depth {
            let mut next = Vec::new();
            for index in border {
                let lookups = schema.entities[index].lookups.iter();
                let lookups = lookups.filter(|lookup| selection.keeps_lookup(index, lookup));
                for target in lookups.filter_map(|lookup| indexes.get(lookup.target.as_str())) {
                    if !excluded[*target] && !chosen[*target] {
                        chosen[*target] = true;
                        next.push(*target);
                    }
                }
            }
            if next.is_empty() {
                return;
            }
            border = next;
        }
    }
}

/// Most parts that a key can have in Rust.
const MAX_KEY: usize = 4;

/// Whether the key has a Rust type: each part a value that can be compared, four parts at most.
fn has_usable_key(entity: &EntityType) -> bool {
    let usable = |name: &String| {
        entity.property(name).is_some_and(|property| {
            let odd = matches!(
                property.ty,
                PropertyType::Single
                    | PropertyType::Double
                    | PropertyType::Stream
                    | PropertyType::Enum
                    | PropertyType::Complex
            );
            !odd && !property.collection
        })
    };
    (1..=MAX_KEY).contains(&entity.key.len()) && entity.key.iter().all(usable)
}

/// What is generated, as indexes into the lists of [`Schema`], each in the schema's order.
#[derive(Debug, Default)]
pub(crate) struct Selection<'s> {
    pub(crate) entities: Vec<usize>,
    pub(crate) enums: Vec<usize>,
    pub(crate) complex_types: Vec<usize>,
    by_name: HashMap<&'s str, usize>,
    enums_by_name: HashMap<&'s str, usize>,
    complex_by_name: HashMap<&'s str, usize>,
    left_out: LeftOut<'s>,
}

impl<'s> Selection<'s> {
    /// The index of the entity `name`, if it is generated.
    pub(crate) fn get(&self, name: &str) -> Option<usize> {
        self.by_name.get(name).copied()
    }

    /// The index of the enum `name`, if it is generated.
    pub(crate) fn enum_index(&self, name: &str) -> Option<usize> {
        self.enums_by_name.get(name).copied()
    }

    /// The index of the complex type `name`, if it is generated.
    pub(crate) fn complex_index(&self, name: &str) -> Option<usize> {
        self.complex_by_name.get(name).copied()
    }

    /// Whether a property or collection of an entity is generated.
    pub(crate) fn keeps(&self, entity: usize, member: &str) -> bool {
        let left_out = self.left_out.get(&entity);
        left_out.is_none_or(|left_out| !left_out.contains(member))
    }

    /// Whether a lookup of an entity is generated: it goes with its column.
    pub(crate) fn keeps_lookup(&self, entity: usize, lookup: &Lookup) -> bool {
        self.keeps(entity, lookup.column.as_ref().unwrap_or(&lookup.name))
    }

    /// Selects the enums and complex types that what is selected is made of.
    fn value_types(&mut self, schema: &'s Schema) {
        let complex: HashMap<_, _> = schema
            .complex_types
            .iter()
            .enumerate()
            .map(|(index, ty)| (ty.name.as_str(), index))
            .collect();
        let mut declared: HashSet<&str> = HashSet::new();
        let mut open: Vec<&Property> = Vec::new();
        for index in &self.entities {
            let properties = schema.entities[*index].properties.iter();
            open.extend(properties.filter(|property| self.keeps(*index, &property.name)));
        }
        while let Some(property) = open.pop() {
            let Some(name) = &property.declared else {
                continue;
            };
            let of_complex = complex.get(name.as_str());
            if let (true, Some(index)) = (declared.insert(name), of_complex) {
                open.extend(&schema.complex_types[*index].properties);
            }
        }
        for (index, ty) in schema.enums.iter().enumerate() {
            if declared.contains(ty.name.as_str()) {
                self.enums.push(index);
                self.enums_by_name.insert(&ty.name, index);
            }
        }
        for (index, ty) in schema.complex_types.iter().enumerate() {
            if declared.contains(ty.name.as_str()) {
                self.complex_types.push(index);
                self.complex_by_name.insert(&ty.name, index);
            }
        }
    }
}
