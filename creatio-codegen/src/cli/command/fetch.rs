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
/// days or times, what is required and how long texts may be. `creatio generate` uses it.
#[derive(Debug, Args)]
pub(in crate::cli) struct Fetch {
    #[command(flatten)]
    metadata: MetadataFlag,
    /// Also fetch captions and kinds of columns, with one request per entity [env: CREATIO_ENRICH]
    #[arg(long)]
    enrich: bool,
    #[command(flatten)]
    instance: InstanceFlags,
}

/// One file that was fetched: a snapshot, or its enrichment.
#[derive(Debug, Serialize)]
pub(in crate::cli) struct Fetched {
    #[serde(skip_serializing_if = "Option::is_none")]
    odata: Option<u8>,
    file: PathBuf,
    entities: usize,
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
        let fetched = fetch_all(self.metadata, self.instance, self.enrich, config, output)?;
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
        writeln!(out, "{file}: {entities}, {state}")
    }
}

/// Fetches all documents, and only then writes the first file.
pub(in crate::cli) fn fetch_all(
    metadata: MetadataFlag,
    instance: InstanceFlags,
    enrich: bool,
    config: &Config,
    output: Output,
) -> Result<Vec<Fetched>, Box<dyn Error>> {
    let odata = config.odata(instance.odata)?;
    let enrich = config.enrich(enrich)?;
    let metadata = config.metadata(metadata)?;
    let connection = fetch::connect(config.instance(instance)?)?;
    let mut files = Vec::new();
    let mut names = Vec::new();
    for (version, file) in fetch::documents(odata, &metadata) {
        let document = connection.metadata(version, output)?;
        let text = snapshot::normalise(document.text.as_bytes(), &document.origin)?;
        let schema = csdl::read(text.as_bytes(), &document.origin)?;
        let entities = schema.entities.len();
        names = schema.entities.into_iter().map(|it| it.name).collect();
        files.push(File {
            odata: Some(version.number()),
            path: file,
            text,
            entities,
            failures: Vec::new(),
        });
    }
    if enrich {
        files.push(enrichment(&connection, names, &metadata, output)?);
    }
    let stored = files
        .into_iter()
        .map(File::store)
        .collect::<Result<_, _>>()?;
    Ok(stored)
}

/// A file as it is to be.
struct File {
    odata: Option<u8>,
    path: PathBuf,
    text: String,
    entities: usize,
    failures: Vec<Failure>,
}

impl File {
    fn store(self) -> Result<Fetched, fetch::StoreError> {
        let stored = fetch::store(&self.path, &self.text)?;
        Ok(Fetched {
            odata: self.odata,
            file: self.path,
            entities: self.entities,
            state: stored.word(),
            failures: self.failures,
        })
    }
}

/// The enrichment of these entities. Those that fail keep what the file has of them.
fn enrichment(
    connection: &fetch::Connection,
    entities: Vec<String>,
    metadata: &Path,
    output: Output,
) -> Result<File, fetch::FetchError> {
    let mut enriched = connection.enrichment(entities, output)?;
    // A file that cannot be read is written anew.
    if let Ok(Some(earlier)) = Enrichment::read_beside(metadata) {
        enriched.keep(earlier);
    }
    for failure in &enriched.failures {
        let Failure { entity, reason } = failure;
        output.warning(&format!("{entity} was not enriched: {reason}"));
    }
    Ok(File {
        odata: None,
        path: enrich::path_beside(metadata),
        text: enriched.enrichment.to_text(),
        entities: enriched.enrichment.entities.len(),
        failures: enriched.failures,
    })
}
