//! For `build.rs`: models made while a program is built, instead of committed.
//!
//! [`Builder`] speaks cargo's language: what to watch, and errors that fail the build. All else is
//! [`Generator`]'s.

use std::env;
use std::fmt;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::csdl;
use crate::emit::Derive;
use crate::generate::Generator;
use crate::names::{LockError, NamesLock};
use crate::report::Note;
use crate::schema::Schema;
use crate::select::SelectError;
use crate::snapshot::{ENRICHMENT, ROWS};
use crate::write::WriteError;

/// The directory of the models within `OUT_DIR`.
const MODELS: &str = "models";

/// What a program includes: it declares the module of the models.
///
/// The models' root has inner attributes, which `include!` does not take; a module of its own does.
const INCLUDED: &str = "\
/// Models of a Creatio instance.
#[path = \"models/mod.rs\"]
pub mod models;
";

/// Generates models from a `build.rs`.
///
/// ```no_run
/// // build.rs
/// fn main() -> Result<(), creatio_codegen::BuilderError> {
///     creatio_codegen::Builder::new()
///         .metadata("metadata.xml")
///         .include(["Account", "Contact"])
///         .generate()
/// }
/// ```
///
/// The models are in cargo's `OUT_DIR`. One line makes them the module `models` of a program:
///
/// ```ignore
/// include!(concat!(env!("OUT_DIR"), "/models.rs"));
/// ```
///
/// Cargo runs the script again when the snapshot changes. What `creatio fetch` wrote beside the
/// snapshot, an enrichment and the rows of lookups, is used if the feature `enrich` is on. The
/// constants of rows keep their names only with a [names lock](Self::names_lock).
///
/// In `Cargo.toml` turn the default features
/// off, so that neither the command nor an HTTP client is built:
///
/// ```toml
/// [build-dependencies]
/// creatio-codegen = { version = "0.1", default-features = false }
/// ```
#[derive(Debug, Clone)]
#[must_use = "a builder does nothing until `generate` is called"]
pub struct Builder {
    metadata: PathBuf,
    include: Vec<String>,
    exclude: Vec<String>,
    /// Entities, columns, and whether these are included.
    columns: Vec<(String, Vec<String>, bool)>,
    depth: usize,
    derives: Vec<Derive>,
    names_lock: Option<PathBuf>,
    out_dir: Option<PathBuf>,
}

impl Default for Builder {
    fn default() -> Self {
        Self::new()
    }
}

impl Builder {
    /// A builder of all entities of `metadata.xml`, beside `Cargo.toml`.
    pub fn new() -> Self {
        Self {
            metadata: "metadata.xml".into(),
            include: Vec::new(),
            exclude: Vec::new(),
            columns: Vec::new(),
            depth: 0,
            derives: Derive::ALL.to_vec(),
            names_lock: None,
            out_dir: None,
        }
    }

    /// The snapshot of `$metadata`, relative to `Cargo.toml`.
    pub fn metadata(mut self, path: impl Into<PathBuf>) -> Self {
        self.metadata = path.into();
        self
    }

    /// Generates only entities whose wire name matches one of the patterns, such as `Usr*`.
    pub fn include<G: Into<String>>(mut self, globs: impl IntoIterator<Item = G>) -> Self {
        self.include.extend(globs.into_iter().map(Into::into));
        self
    }

    /// Leaves out entities whose wire name matches one of the patterns, included ones too.
    pub fn exclude<G: Into<String>>(mut self, globs: impl IntoIterator<Item = G>) -> Self {
        self.exclude.extend(globs.into_iter().map(Into::into));
        self
    }

    /// Of some entities, generates only these columns; see [`Generator::include_columns`].
    pub fn include_columns<G: Into<String>>(
        self,
        entities: impl Into<String>,
        globs: impl IntoIterator<Item = G>,
    ) -> Self {
        let globs = globs.into_iter().map(Into::into);
        self.columns(entities.into(), globs.collect(), true)
    }

    /// Of some entities, leaves out these columns; see [`Generator::exclude_columns`].
    pub fn exclude_columns<G: Into<String>>(
        self,
        entities: impl Into<String>,
        globs: impl IntoIterator<Item = G>,
    ) -> Self {
        let globs = globs.into_iter().map(Into::into);
        self.columns(entities.into(), globs.collect(), false)
    }

    fn columns(mut self, entities: String, globs: Vec<String>, included: bool) -> Self {
        self.columns.push((entities, globs, included));
        self
    }

    /// Also generates what lookups lead to, up to so many hops away from what is included.
    pub fn depth(mut self, hops: usize) -> Self {
        self.depth = hops;
        self
    }

    /// The standard traits that the structs of entities derive; see [`Generator::derives`].
    pub fn derives(mut self, derives: impl IntoIterator<Item = Derive>) -> Self {
        self.derives = derives.into_iter().collect();
        self
    }

    /// A names lock to keep to, relative to `Cargo.toml`; see [`NamesLock`]. It is only read.
    ///
    /// `creatio generate` writes one beside its models, if there is a name to remember.
    pub fn names_lock(mut self, path: impl Into<PathBuf>) -> Self {
        self.names_lock = Some(path.into());
        self
    }

    /// Another directory than cargo's `OUT_DIR`.
    pub fn out_dir(mut self, dir: impl Into<PathBuf>) -> Self {
        self.out_dir = Some(dir.into());
        self
    }

    /// Generates the models and tells cargo what they depend on.
    ///
    /// # Errors
    ///
    /// [`BuilderError`], after it was told to cargo as `cargo::error`, which fails the build.
    pub fn generate(self) -> Result<(), BuilderError> {
        self.generate_for(&mut io::stdout().lock())
    }

    /// Generates, with cargo at the other end of `cargo`.
    fn generate_for(&self, cargo: &mut dyn Write) -> Result<(), BuilderError> {
        let outcome = self.write_models(cargo);
        if let Err(reason) = &outcome {
            tell(cargo, "error", &reason.to_string());
        }
        outcome.map_err(BuilderError)
    }

    fn write_models(&self, cargo: &mut dyn Write) -> Result<(), Reason> {
        let watched = self.metadata.display().to_string();
        tell(cargo, "rerun-if-changed", &watched);
        let out_dir = match &self.out_dir {
            Some(dir) => dir.clone(),
            None => env::var_os("OUT_DIR").ok_or(Reason::NoOutDir)?.into(),
        };
        let mut schema = csdl::read_file(&self.metadata).map_err(Reason::Metadata)?;
        self.enrich(&mut schema, cargo)?;
        let names = self.read_names(cargo)?;
        let generator = self.select(Generator::new(&schema).names(names));
        let models = generator.and_then(|generator| generator.generate());
        let models = models.map_err(Reason::Selection)?;
        // A pattern that means nothing is a slip; all else that notes tell is by design.
        let notes = models.report().notes.iter();
        for note in notes.filter(|note| matches!(note, Note::UnusedExclude { .. })) {
            tell(cargo, "warning", &note.to_string());
        }
        models
            .write_to(out_dir.join(MODELS))
            .map_err(Reason::Write)?;
        include_file(&out_dir.join("models.rs"))
    }
}

impl Builder {
    fn read_names(&self, cargo: &mut dyn Write) -> Result<NamesLock, Reason> {
        let Some(path) = &self.names_lock else {
            return Ok(NamesLock::default());
        };
        let origin = path.display().to_string();
        tell(cargo, "rerun-if-changed", &origin);
        let text = fs::read_to_string(path).map_err(|error| Reason::Names {
            path: path.clone(),
            error,
        })?;
        NamesLock::parse(&text, &origin).map_err(Reason::Lock)
    }

    fn select<'s>(&self, generator: Generator<'s>) -> Result<Generator<'s>, SelectError> {
        let mut generator = generator
            .include(self.include.iter().cloned())?
            .exclude(self.exclude.iter().cloned())?
            .depth(self.depth)
            .derives(self.derives.iter().copied());
        for (entities, globs, included) in &self.columns {
            let globs = globs.iter().cloned();
            generator = if *included {
                generator.include_columns(entities, globs)?
            } else {
                generator.exclude_columns(entities, globs)?
            };
        }
        Ok(generator)
    }
}

impl Builder {
    /// Brings in what `creatio fetch` left beside the snapshot.
    #[cfg(feature = "enrich")]
    fn enrich(&self, schema: &mut Schema, cargo: &mut dyn Write) -> Result<(), Reason> {
        use crate::{enrich::Enrichment, rows::RowsSnapshot};

        if self.is_beside(ENRICHMENT, cargo)
            && let Some(enrichment) = Enrichment::read_beside(&self.metadata)?
        {
            enrichment.apply(schema);
        }
        if self.is_beside(ROWS, cargo)
            && let Some(rows) = RowsSnapshot::read_beside(&self.metadata)?
        {
            for entity in rows.apply(schema) {
                let path = self.metadata.with_extension(ROWS);
                let path = path.display();
                let text = format!(
                    "{path}: the snapshot has no `{entity}` with one guid as key: run \
                     `creatio fetch` for both"
                );
                tell(cargo, "warning", &text);
            }
        }
        Ok(())
    }

    /// Says what of it cannot be brought in.
    #[cfg(not(feature = "enrich"))]
    #[expect(
        clippy::unnecessary_wraps,
        reason = "with the feature, reading can fail"
    )]
    fn enrich(&self, _: &mut Schema, cargo: &mut dyn Write) -> Result<(), Reason> {
        for extension in [ENRICHMENT, ROWS] {
            if self.is_beside(extension, cargo) {
                let path = self.metadata.with_extension(extension);
                let path = path.display();
                let text =
                    format!("{path} is not used: turn on the feature `enrich` of creatio-codegen");
                tell(cargo, "warning", &text);
            }
        }
        Ok(())
    }

    /// Whether there is such a file beside the snapshot; if so, it is watched.
    ///
    /// Only a file that is there is watched: cargo takes a missing one for changed, in every build.
    fn is_beside(&self, extension: &str, cargo: &mut dyn Write) -> bool {
        let path = self.metadata.with_extension(extension);
        let exists = path.exists();
        if exists {
            tell(cargo, "rerun-if-changed", &path.display().to_string());
        }
        exists
    }
}

/// Writes one directive; a line break would end it.
fn tell(cargo: &mut dyn Write, directive: &str, text: &str) {
    let text = text.replace(['\r', '\n'], " ");
    // Without cargo at the other end nobody needs to be told.
    let _ = writeln!(cargo, "cargo::{directive}={text}");
}

/// Writes the file to include, unless it is there.
fn include_file(path: &Path) -> Result<(), Reason> {
    if fs::read(path).is_ok_and(|old| old == INCLUDED.as_bytes()) {
        return Ok(());
    }
    fs::write(path, INCLUDED).map_err(|error| Reason::Include {
        path: path.to_owned(),
        error,
    })
}

/// Why a `build.rs` made no models.
///
/// Its `Debug` is its text, since that is what a failing `main` prints.
#[derive(thiserror::Error)]
#[error(transparent)]
pub struct BuilderError(Reason);

impl fmt::Debug for BuilderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[derive(Debug, thiserror::Error)]
enum Reason {
    #[error(
        "OUT_DIR is not set: cargo sets it for build scripts. Elsewhere, name a directory with \
         `.out_dir(...)`"
    )]
    NoOutDir,
    #[error(transparent)]
    Metadata(csdl::Error),
    #[error(
        "{}: the names lock cannot be read: {error}. Check the path, or leave `.names_lock(...)` out",
        path.display()
    )]
    Names { path: PathBuf, error: io::Error },
    #[error(transparent)]
    Lock(LockError),
    #[cfg(feature = "enrich")]
    #[error(transparent)]
    Beside(#[from] crate::rows::SnapshotError),
    #[error(transparent)]
    Selection(SelectError),
    #[error(transparent)]
    Write(WriteError),
    #[error("{} cannot be written: {error}. Check that OUT_DIR may be written", path.display())]
    Include { path: PathBuf, error: io::Error },
}

#[cfg(test)]
mod tests;
