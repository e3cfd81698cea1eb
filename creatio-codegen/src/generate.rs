//! From a schema to models: selection, names, text, in this order.

use std::path::PathBuf;
use std::time::Instant;

use crate::emit::{self, Context, Derive, Part};
use crate::names::{self, Names, NamesLock, Remark, TypeNames};
use crate::report::{Note, Report, Times};
use crate::schema::{EntityType, Schema};
use crate::select::{SelectError, Selection, Wanted};

/// Generates models from a schema.
///
/// Without patterns all entities are generated. The same schema and patterns give the same bytes.
///
/// ```
/// # let document = br#"<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx">
/// # <edmx:DataServices><Schema Namespace="Demo" xmlns="http://docs.oasis-open.org/odata/ns/edm">
/// # <EntityType Name="Contact"><Key><PropertyRef Name="Id"/></Key>
/// # <Property Name="Id" Type="Edm.Guid"/></EntityType>
/// # <EntityContainer Name="C"><EntitySet Name="Contact" EntityType="Demo.Contact"/>
/// # </EntityContainer></Schema></edmx:DataServices></edmx:Edmx>"#;
/// use creatio_codegen::{Generator, csdl};
///
/// let schema = csdl::read(document, "metadata.xml")?;
/// let models = Generator::new(&schema).include(["Contact"])?.generate()?;
/// assert!(models.files().any(|file| file.name == "contact.rs"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Generator<'s> {
    schema: &'s Schema,
    wanted: Wanted,
    derives: Vec<Derive>,
    lock: NamesLock,
}

impl<'s> Generator<'s> {
    /// A generator of all entities of `schema`.
    pub fn new(schema: &'s Schema) -> Self {
        Self {
            schema,
            wanted: Wanted::default(),
            derives: Derive::ALL.to_vec(),
            lock: NamesLock::default(),
        }
    }

    /// Generates only entities whose wire name matches one of the patterns.
    ///
    /// # Errors
    ///
    /// [`SelectError::Glob`] if a pattern is not a glob.
    pub fn include<G: Into<String>>(
        mut self,
        globs: impl IntoIterator<Item = G>,
    ) -> Result<Self, SelectError> {
        self.wanted.include(globs.into_iter().map(Into::into))?;
        Ok(self)
    }

    /// Leaves out entities whose wire name matches one of the patterns, included ones too.
    ///
    /// # Errors
    ///
    /// [`SelectError::Glob`] if a pattern is not a glob.
    pub fn exclude<G: Into<String>>(
        mut self,
        globs: impl IntoIterator<Item = G>,
    ) -> Result<Self, SelectError> {
        self.wanted.exclude(globs.into_iter().map(Into::into))?;
        Ok(self)
    }

    /// The entities that would be generated, in the schema's order.
    ///
    /// # Errors
    ///
    /// [`SelectError`] if an include pattern matches no entity, or if no entity is left.
    pub fn selected(&self) -> Result<Vec<&'s EntityType>, SelectError> {
        let names = names::plan(self.schema, &self.lock);
        let notes = &mut Vec::new();
        let selection = self.wanted.select(self.schema, &names, notes)?;
        let entities = selection.entities.iter();
        Ok(entities
            .map(|index| &self.schema.entities[*index])
            .collect())
    }

    /// Of the entities that `entities` matches, generates only the columns, lookups, collections and
    /// streams that match one of the patterns; keys are always generated.
    ///
    /// A lookup goes with its column: `Owner` and `OwnerId` select the same. Several calls for one
    /// entity add up.
    ///
    /// # Errors
    ///
    /// [`SelectError::Glob`] if a pattern is not a glob.
    pub fn include_columns<G: Into<String>>(
        mut self,
        entities: &str,
        globs: impl IntoIterator<Item = G>,
    ) -> Result<Self, SelectError> {
        let globs = globs.into_iter().map(Into::into);
        self.wanted.columns(true, entities, globs)?;
        Ok(self)
    }

    /// Of the entities that `entities` matches, leaves out the columns, lookups, collections and
    /// streams that match one of the patterns, included ones too; keys stay.
    ///
    /// # Errors
    ///
    /// [`SelectError::Glob`] if a pattern is not a glob.
    pub fn exclude_columns<G: Into<String>>(
        mut self,
        entities: &str,
        globs: impl IntoIterator<Item = G>,
    ) -> Result<Self, SelectError> {
        let globs = globs.into_iter().map(Into::into);
        self.wanted.columns(false, entities, globs)?;
        Ok(self)
    }

    /// Also generates what lookups lead to, up to so many hops away from what is included.
    ///
    /// Excluded entities stay out and are not passed through. Without this, nothing is generated
    /// that was not asked for.
    #[must_use]
    pub fn depth(mut self, hops: usize) -> Self {
        self.wanted.depth(hops);
        self
    }

    /// Generates the entities that the Rust sources in this directory mention, in addition to those
    /// that are included.
    ///
    /// An entity is mentioned by its struct or by its module of constants. Generated models among
    /// the sources mention nothing. The sources are read by [`generate`](Self::generate).
    #[must_use]
    pub fn mentioned_in(mut self, dir: impl Into<PathBuf>) -> Self {
        self.wanted.mentioned_in(dir.into());
        self
    }

    /// The standard traits that the structs of entities derive; without this, [all](Derive::ALL).
    ///
    /// None at all is the cheapest way to have a whole instance's models: it takes the compiler about
    /// two thirds of the time and of the memory. Enums and complex types, of which there are few, keep
    /// theirs.
    #[must_use]
    pub fn derives(mut self, derives: impl IntoIterator<Item = Derive>) -> Self {
        self.derives = derives.into_iter().collect();
        self
    }

    /// Keeps the names that earlier models have; see [`NamesLock`].
    #[must_use]
    pub fn names(mut self, lock: NamesLock) -> Self {
        self.lock = lock;
        self
    }

    /// Generates the models, in memory.
    ///
    /// # Errors
    ///
    /// [`SelectError`] if a pattern matches nothing, if sources cannot be read or mention nothing,
    /// or if no entity is left.
    pub fn generate(&self) -> Result<Models, SelectError> {
        let skipped = self.schema.skipped.iter().cloned();
        let mut notes: Vec<_> = skipped.map(Note::Skipped).collect();
        let mut times = Times::default();
        let start = Instant::now();
        let names = names::plan(self.schema, &self.lock);
        times.names = start.elapsed();
        let start = Instant::now();
        let selection = self.wanted.select(self.schema, &names, &mut notes)?;
        times.selection = start.elapsed();
        let start = Instant::now();
        let lock = remarks(self.schema, &names, &selection, &mut notes);
        notes.extend(rows_without_lookup(self.schema, &selection));
        let mut report = Report {
            notes,
            ..Report::default()
        };
        let context = Context {
            schema: self.schema,
            names: &names,
            selection,
            derives: &self.derives,
        };
        let files = files(&context, &mut report);
        report.lines = files.iter().map(|file| lines(&file.contents)).sum();
        report.bytes = files.iter().map(|file| file.contents.len()).sum();
        times.text = start.elapsed();
        report.times = times;
        Ok(Models {
            files,
            lock: lock.render(),
            report,
        })
    }
}

fn lines(text: &str) -> usize {
    memchr::memchr_iter(b'\n', text.as_bytes()).count()
}

/// Reports the changed names of what is generated; gives the lock of all that has to be pinned.
fn remarks(
    schema: &Schema,
    names: &Names,
    selection: &Selection<'_>,
    notes: &mut Vec<Note>,
) -> NamesLock {
    let entities = selection.entities.iter().map(|index| {
        let entity = &schema.entities[*index];
        (&entity.name, &names.entities[*index].remarks)
    });
    let enums = selection.enums.iter();
    let enums = enums.map(|index| (&schema.enums[*index].name, &names.enums[*index].remarks));
    let complex = selection.complex_types.iter().map(|index| {
        let ty = &schema.complex_types[*index];
        (&ty.name, &names.complex_types[*index].remarks)
    });
    let mut lock = NamesLock::default();
    for (entity, remarks) in entities.chain(enums).chain(complex) {
        for remark in remarks {
            Remark::pin(remark, &mut lock);
        }
        let renamed = remarks.iter().filter_map(|remark| remark.renamed.clone());
        notes.extend(renamed.map(|renamed| Note::Renamed {
            entity: entity.clone(),
            what: renamed.what,
            to: renamed.to,
        }));
    }
    lock
}

/// Notes on the entities whose rows are known in vain.
fn rows_without_lookup(schema: &Schema, selection: &Selection<'_>) -> impl Iterator<Item = Note> {
    let known = schema.entities.iter().filter(|it| it.rows.is_some());
    let not_generated = known.filter(|it| selection.get(&it.name).is_none());
    not_generated.map(|it| Note::NoLookup {
        entity: it.name.clone(),
    })
}

/// The files of what is selected, and their root.
fn files(context: &Context<'_>, report: &mut Report) -> Vec<ModelFile> {
    let (names, selection) = (context.names, &context.selection);
    let entities = selection.entities.iter().map(|index| {
        let names = &names.entities[*index];
        let part = Part {
            file: &names.file,
            ty: &names.ty,
            module: Some(&names.module),
        };
        (part, Source::Entity(*index))
    });
    let enums = selection.enums.iter();
    let enums = enums.map(|index| (part(&names.enums[*index]), Source::Enum(*index)));
    let complex = selection.complex_types.iter();
    let complex =
        complex.map(|index| (part(&names.complex_types[*index]), Source::Complex(*index)));
    let parts = || entities.clone().chain(enums.clone()).chain(complex.clone());
    let mut files: Vec<_> = parts()
        .map(|(part, source)| ModelFile {
            name: format!("{}.rs", part.file),
            contents: match source {
                Source::Entity(index) => {
                    let mut text = context.entity(index, report);
                    context.rows(index, &mut text, report);
                    text
                }
                Source::Enum(index) => context.enumeration(index, report),
                Source::Complex(index) => context.complex_type(index, report),
            },
        })
        .collect();
    files.push(ModelFile {
        name: "mod.rs".to_owned(),
        contents: emit::root(parts().map(|(part, _)| part)),
    });
    files
}

fn part(names: &TypeNames) -> Part<'_> {
    Part {
        file: &names.file,
        ty: &names.ty,
        module: None,
    }
}

/// What a file is generated from, as an index into the schema.
#[derive(Clone, Copy)]
enum Source {
    Entity(usize),
    Enum(usize),
    Complex(usize),
}

/// Generated models, in memory until [`write_to`](Models::write_to) writes them.
#[derive(Debug, Clone)]
pub struct Models {
    pub(crate) files: Vec<ModelFile>,
    pub(crate) lock: String,
    report: Report,
}

impl Models {
    /// The Rust files: one per entity, enum and complex type, then `mod.rs`.
    pub fn files(&self) -> impl ExactSizeIterator<Item = &ModelFile> {
        self.files.iter()
    }

    /// The text of the names lock, which [`write_to`](Models::write_to) writes beside the files;
    /// empty if there is nothing to remember.
    pub fn names_lock(&self) -> &str {
        &self.lock
    }

    /// What was generated, and what differs from what the document would make one expect.
    pub fn report(&self) -> &Report {
        &self.report
    }
}

/// One generated file.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ModelFile {
    /// Its name within the directory of models, for example `account.rs`.
    pub name: String,
    /// Its text.
    pub contents: String,
}
