//! `creatio fetch`: the live `$metadata` becomes the snapshot.

use std::error::Error;
use std::io::{self, Write};
use std::path::PathBuf;

use clap::Args;
use creatio_codegen::{csdl, snapshot};
use serde::Serialize;

use crate::cli::Outcome;
use crate::cli::args::{InstanceFlags, MetadataFlag};
use crate::cli::config::Config;
use crate::cli::fetch;
use crate::cli::output::{Output, counted};

/// Fetch $metadata from a live instance into the snapshot.
///
/// The snapshot is written in normal form: one element per line, declarations sorted by name. It is
/// meant to be committed. If nothing changed, the file is not touched; on an error it stays as it
/// is.
#[derive(Debug, Args)]
pub(in crate::cli) struct Fetch {
    #[command(flatten)]
    metadata: MetadataFlag,
    #[command(flatten)]
    instance: InstanceFlags,
}

/// One snapshot that was fetched.
#[derive(Debug, Serialize)]
pub(in crate::cli) struct Fetched {
    odata: u8,
    file: PathBuf,
    entities: usize,
    state: &'static str,
}

impl Fetch {
    pub(in crate::cli) fn run(
        self,
        config: &Config,
        output: Output,
    ) -> Result<Outcome, Box<dyn Error>> {
        let fetched = fetch_all(self.metadata, self.instance, config, output)?;
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
    config: &Config,
    output: Output,
) -> Result<Vec<Fetched>, Box<dyn Error>> {
    let odata = config.odata(instance.odata)?;
    let metadata = config.metadata(metadata)?;
    let connection = fetch::connect(config.instance(instance)?)?;
    let mut normal = Vec::new();
    for (version, file) in fetch::documents(odata, &metadata) {
        let document = connection.metadata(version, output)?;
        let text = snapshot::normalise(document.text.as_bytes(), &document.origin)?;
        let schema = csdl::read(text.as_bytes(), &document.origin)?;
        normal.push((version, file, text, schema.entities.len()));
    }
    let mut fetched = Vec::new();
    for (version, file, text, entities) in normal {
        let stored = fetch::store(&file, &text)?;
        fetched.push(Fetched {
            odata: version.number(),
            file,
            entities,
            state: stored.word(),
        });
    }
    Ok(fetched)
}
