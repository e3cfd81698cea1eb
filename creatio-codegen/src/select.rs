//! Which entities of a schema are generated.

use std::collections::HashMap;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

use crate::report::Note;
use crate::schema::{PropertyType, Schema};

/// Why a selection cannot be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SelectError {
    /// A pattern that is not a glob.
    #[error(
        "`{glob}` is not a pattern: {problem}. `*` stands for any text, `?` for any character, \
         `[ab]` for one of several, `{{A,B}}` for either"
    )]
    Glob {
        /// The pattern.
        glob: String,
        /// What is wrong with it.
        problem: String,
    },
    /// An include pattern that matches nothing.
    #[error(
        "the include pattern `{glob}` matches no entity{hint}. Entity names are case-sensitive"
    )]
    NoMatch {
        /// The pattern.
        glob: String,
        /// What may have been meant.
        hint: String,
    },
    /// No entity is left.
    #[error(
        "no entity is left to generate: the document has {all}, and the patterns leave none of \
         them. Include more or exclude less"
    )]
    Nothing {
        /// Entities in the document.
        all: usize,
    },
    /// The document has no entities at all.
    #[error(
        "nothing to generate: the document has no entity type with a key and an entity set\
         {skipped}. Check that it is the `$metadata` of the whole service"
    )]
    Empty {
        /// What was skipped first, if anything was.
        skipped: String,
    },
}

/// Include and exclude patterns over wire names of entities.
#[derive(Debug, Clone, Default)]
pub(crate) struct Patterns {
    include: Globs,
    exclude: Globs,
}

#[derive(Debug, Clone, Default)]
struct Globs {
    texts: Vec<String>,
    set: GlobSet,
}

impl Globs {
    fn add(&mut self, globs: impl IntoIterator<Item = String>) -> Result<(), SelectError> {
        self.texts.extend(globs);
        let bad = |glob: &String, error: globset::Error| SelectError::Glob {
            glob: glob.clone(),
            problem: error.kind().to_string(),
        };
        let mut builder = GlobSetBuilder::new();
        for text in &self.texts {
            let glob = GlobBuilder::new(text)
                .build()
                .map_err(|error| bad(text, error))?;
            builder.add(glob);
        }
        let all = self.texts.join("`, `");
        self.set = builder.build().map_err(|error| bad(&all, error))?;
        Ok(())
    }
}

impl Patterns {
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

    /// The selected entities: those included, all if nothing is, less those excluded.
    pub(crate) fn select<'s>(
        &self,
        schema: &'s Schema,
        notes: &mut Vec<Note>,
    ) -> Result<Selection<'s>, SelectError> {
        if schema.entities.is_empty() {
            return Err(empty(schema));
        }
        let mut included = vec![false; self.include.texts.len()];
        let mut excluded = vec![false; self.exclude.texts.len()];
        let mut selection = Selection {
            entities: Vec::new(),
            by_name: HashMap::new(),
        };
        for (index, entity) in schema.entities.iter().enumerate() {
            let include = self.include.set.matches(&entity.name);
            let exclude = self.exclude.set.matches(&entity.name);
            mark(&mut included, &include);
            mark(&mut excluded, &exclude);
            let wanted = !include.is_empty() || included.is_empty();
            if !wanted || !exclude.is_empty() {
                continue;
            }
            match entity.key.as_slice() {
                [key] if has_guid(entity, key) => {
                    selection.by_name.insert(&entity.name, index);
                    selection.entities.push(index);
                }
                _ => notes.push(Note::Key {
                    entity: entity.name.clone(),
                }),
            }
        }
        if let Some(unused) = included.iter().position(|matched| !matched) {
            return Err(no_match(&self.include.texts[unused], schema));
        }
        let texts = self.exclude.texts.iter().zip(excluded);
        let unused = texts.filter(|(_, matched)| !matched);
        notes.extend(unused.map(|(glob, _)| Note::UnusedExclude { glob: glob.clone() }));
        if selection.entities.is_empty() {
            return Err(SelectError::Nothing {
                all: schema.entities.len(),
            });
        }
        Ok(selection)
    }
}

fn mark(matched: &mut [bool], globs: &[usize]) {
    for glob in globs {
        matched[*glob] = true;
    }
}

fn has_guid(entity: &crate::schema::EntityType, property: &str) -> bool {
    entity
        .property(property)
        .is_some_and(|property| property.ty == PropertyType::Guid)
}

/// The entities to generate, as indexes into [`Schema::entities`].
#[derive(Debug)]
pub(crate) struct Selection<'s> {
    /// In the schema's order.
    pub(crate) entities: Vec<usize>,
    by_name: HashMap<&'s str, usize>,
}

impl Selection<'_> {
    /// The index of the entity `name`, if it is generated.
    pub(crate) fn get(&self, name: &str) -> Option<usize> {
        self.by_name.get(name).copied()
    }
}

fn empty(schema: &Schema) -> SelectError {
    let skipped = schema.skipped.first();
    let skipped = skipped.map(|first| format!("; the first one skipped is {first}"));
    SelectError::Empty {
        skipped: skipped.unwrap_or_default(),
    }
}

fn no_match(glob: &str, schema: &Schema) -> SelectError {
    let what = format!("entity type `{glob}`");
    let hint = match schema.skipped.iter().find(|skipped| skipped.what == what) {
        Some(skipped) => format!(": the document declares it, but {}", skipped.reason),
        None => nearest(glob, schema)
            .map(|name| format!("; the nearest name is `{name}`"))
            .unwrap_or_default(),
    };
    SelectError::NoMatch {
        glob: glob.to_owned(),
        hint,
    }
}

/// The entity whose name is most like `glob`, if any is like it at all.
fn nearest<'s>(glob: &str, schema: &'s Schema) -> Option<&'s str> {
    let likeness =
        |name: &str| strsim::jaro_winkler(&name.to_ascii_lowercase(), &glob.to_ascii_lowercase());
    schema
        .entities
        .iter()
        .map(|entity| (likeness(&entity.name), entity.name.as_str()))
        .filter(|(likeness, _)| *likeness > 0.7)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, name)| name)
}
