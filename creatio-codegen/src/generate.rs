//! From a schema to models: selection, names, text, in this order.

use crate::emit::{self, Context};
use crate::names;
use crate::report::{Note, Report};
use crate::schema::{EntityType, Schema};
use crate::select::{Patterns, SelectError};

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
    patterns: Patterns,
}

impl<'s> Generator<'s> {
    /// A generator of all entities of `schema`.
    pub fn new(schema: &'s Schema) -> Self {
        Self {
            schema,
            patterns: Patterns::default(),
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
        self.patterns.include(globs.into_iter().map(Into::into))?;
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
        self.patterns.exclude(globs.into_iter().map(Into::into))?;
        Ok(self)
    }

    /// The entities that would be generated, in the schema's order.
    ///
    /// # Errors
    ///
    /// [`SelectError`] if an include pattern matches no entity, or if no entity is left.
    pub fn selected(&self) -> Result<Vec<&'s EntityType>, SelectError> {
        let selection = self.patterns.select(self.schema, &mut Vec::new())?;
        let entities = selection.entities.iter();
        Ok(entities
            .map(|index| &self.schema.entities[*index])
            .collect())
    }

    /// Generates the models, in memory.
    ///
    /// # Errors
    ///
    /// [`SelectError`] if an include pattern matches no entity, or if no entity is left.
    pub fn generate(&self) -> Result<Models, SelectError> {
        let mut notes: Vec<_> = self
            .schema
            .skipped
            .iter()
            .cloned()
            .map(Note::Skipped)
            .collect();
        let selection = self.patterns.select(self.schema, &mut notes)?;
        let names = names::plan(self.schema, &mut notes);
        notes.retain(|note| match note {
            Note::Renamed { entity, .. } => selection.get(entity).is_some(),
            _ => true,
        });
        let mut report = Report {
            notes,
            ..Report::default()
        };
        let context = Context {
            schema: self.schema,
            names: &names,
            selection,
        };
        let selected = &context.selection.entities;
        let mut files: Vec<_> = selected
            .iter()
            .map(|index| ModelFile {
                name: format!("{}.rs", names[*index].file),
                contents: context.entity(*index, &mut report),
            })
            .collect();
        let contents = emit::root(selected.iter().map(|index| &names[*index]));
        files.push(ModelFile {
            name: "mod.rs".to_owned(),
            contents,
        });
        Ok(Models { files, report })
    }
}

/// Generated models, in memory until [`write_to`](Models::write_to) writes them.
#[derive(Debug, Clone)]
pub struct Models {
    pub(crate) files: Vec<ModelFile>,
    report: Report,
}

impl Models {
    /// The files: one per entity, then `mod.rs`.
    pub fn files(&self) -> impl ExactSizeIterator<Item = &ModelFile> {
        self.files.iter()
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
