//! `creatio fetch`: the live `$metadata` becomes the snapshot.

#![allow(
    clippy::doc_markdown,
    reason = "doc comments on flags are help texts for a terminal, not Markdown"
)]

use std::error::Error;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use creatio_codegen::enrich::{self, Enrichment};
use creatio_codegen::rows::{self, RowsSnapshot};
use creatio_codegen::schema::Schema;
use creatio_codegen::{csdl, snapshot};
use serde::Serialize;

use crate::cli::Outcome;
use crate::cli::args::{InstanceFlags, MetadataFlag};
use crate::cli::config::Config;
use crate::cli::fetch::{self, Failure};
use crate::cli::output::{Output, counted};

/// Fetch $metadata from a live instance into the snapshot.
///
/// The snapshot is written in normal form: one element per line, declarations sorted by name. It is
/// meant to be committed. If nothing changed, the file is not touched; on an error it stays as it
/// is.
///
/// With --enrich a second file beside it gets what $metadata lacks: captions, which instants are
/// days or times, what is required and how long texts may be. With --rows, or `rows.include` in
/// creatio.toml, a third gets the rows of lookups. `creatio generate` uses both.
#[derive(Debug, Args)]
pub(in crate::cli) struct Fetch {
    #[command(flatten)]
    metadata: MetadataFlag,
    /// Also fetch captions and kinds of columns, with one request per entity [env: CREATIO_ENRICH]
    #[arg(long)]
    enrich: bool,
    /// Also fetch the rows of lookups of this name, for constants such as AccountType::CUSTOMER;
    /// may be repeated
    #[arg(long, value_name = "GLOB")]
    rows: Vec<String>,
    #[command(flatten)]
    instance: InstanceFlags,
}

/// What to fetch besides the documents.
#[derive(Debug, Default)]
pub(in crate::cli) struct Extras {
    pub(in crate::cli) enrich: bool,
    /// Patterns of lookups.
    pub(in crate::cli) rows: Vec<String>,
}

/// One file that was fetched: a snapshot, its enrichment, or the rows of lookups.
#[derive(Debug, Serialize)]
pub(in crate::cli) struct Fetched {
    #[serde(skip_serializing_if = "Option::is_none")]
    odata: Option<u8>,
    file: PathBuf,
    entities: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    rows: Option<usize>,
    state: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    failures: Vec<Failure>,
}

impl Fetch {
    pub(in crate::cli) fn run(
        self,
        config: &Config,
        output: Output,
    ) -> Result<Outcome, Box<dyn Error>> {
        let extras = Extras {
            enrich: self.enrich,
            rows: self.rows,
        };
        let fetched = fetch_all(self.metadata, self.instance, extras, config, output)?;
        output.summary(&fetched, |out| {
            for one in &fetched {
                one.write(out)?;
            }
            Ok(())
        });
        Ok(Outcome::Same)
    }
}

impl Fetched {
    pub(in crate::cli) fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let entities = counted(self.entities, "entity", "entities");
        let (file, state) = (self.file.display(), self.state);
        match self.rows {
            Some(rows) => {
                let rows = counted(rows, "row", "rows");
                writeln!(out, "{file}: {entities}, {rows}, {state}")
            }
            None => writeln!(out, "{file}: {entities}, {state}"),
        }
    }
}

/// Fetches all documents and what belongs to them, and only then writes the first file.
pub(in crate::cli) fn fetch_all(
    metadata: MetadataFlag,
    instance: InstanceFlags,
    extras: Extras,
    config: &Config,
    output: Output,
) -> Result<Vec<Fetched>, Box<dyn Error>> {
    let odata = config.odata(instance.odata)?;
    let enrich = config.enrich(extras.enrich)?;
    let metadata = config.metadata(metadata)?;
    let rows = config.rows(extras.rows);
    let connection = fetch::connect(config.instance(instance)?)?;
    let mut files = Vec::new();
    let mut live = Schema::default();
    for (version, path) in fetch::documents(odata, &metadata) {
        let document = connection.metadata(version, output)?;
        let text = snapshot::normalise(document.text.as_bytes(), &document.origin)?;
        live = csdl::read(text.as_bytes(), &document.origin)?;
        files.push(File {
            odata: Some(version.number()),
            ..File::new(path, text, live.entities.len())
        });
    }
    // One that cannot be read is written anew, or tells nothing of how rows are named.
    let mut known = Enrichment::read_beside(&metadata).unwrap_or_default();
    if enrich {
        let enriched = enrichment(&connection, &live, known, output)?;
        files.push(File {
            failures: enriched.failures,
            ..enrichment_file(&metadata, &enriched.enrichment)
        });
        known = Some(enriched.enrichment);
    }
    let lookups = rows.lookups(&live, known.as_ref())?;
    if !lookups.is_empty() {
        let rows = connection.rows(&lookups, rows.limit, output)?;
        files.push(rows_file(&metadata, &rows));
    } else if rows::path_beside(&metadata).exists() {
        output.warning(&format!(
            "{} stays as it is, since no rows are asked for: name lookups in `rows.include` of \
             creatio.toml, or delete the file",
            rows::path_beside(&metadata).display()
        ));
    }
    let stored = files.into_iter().map(File::store);
    Ok(stored.collect::<Result<_, _>>()?)
}

/// A file as it is to be.
struct File {
    odata: Option<u8>,
    path: PathBuf,
    text: String,
    entities: usize,
    rows: Option<usize>,
    failures: Vec<Failure>,
}

impl File {
    fn new(path: PathBuf, text: String, entities: usize) -> Self {
        Self {
            odata: None,
            path,
            text,
            entities,
            rows: None,
            failures: Vec::new(),
        }
    }

    fn store(self) -> Result<Fetched, fetch::StoreError> {
        let stored = fetch::store(&self.path, &self.text)?;
        Ok(Fetched {
            odata: self.odata,
            file: self.path,
            entities: self.entities,
            rows: self.rows,
            state: stored.word(),
            failures: self.failures,
        })
    }
}

/// The enrichment of all entities. Those that fail keep what was known of them.
fn enrichment(
    connection: &fetch::Connection,
    schema: &Schema,
    known: Option<Enrichment>,
    output: Output,
) -> Result<fetch::Enriched, fetch::FetchError> {
    let entities = schema.entities.iter().map(|entity| entity.name.clone());
    let mut enriched = connection.enrichment(entities.collect(), output)?;
    enriched.keep(known.unwrap_or_default());
    for failure in &enriched.failures {
        let Failure { entity, reason } = failure;
        output.warning(&format!("{entity} was not enriched: {reason}"));
    }
    Ok(enriched)
}

fn enrichment_file(metadata: &Path, enrichment: &Enrichment) -> File {
    let path = enrich::path_beside(metadata);
    File::new(path, enrichment.to_text(), enrichment.entities.len())
}

fn rows_file(metadata: &Path, rows: &RowsSnapshot) -> File {
    let path = rows::path_beside(metadata);
    File {
        rows: Some(rows.len()),
        ..File::new(path, rows.to_text(), rows.entities.len())
    }
}
