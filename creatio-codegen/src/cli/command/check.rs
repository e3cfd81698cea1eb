//! `creatio check`: has the live instance changed since the snapshot?

use std::error::Error;

use clap::Args;
use creatio_codegen::csdl;

use crate::cli::Outcome;
use crate::cli::args::{DriftFlags, InstanceFlags, MetadataFlag, SelectionFlags};
use crate::cli::changes::{Changes, Side};
use crate::cli::config::Config;
use crate::cli::fetch;
use crate::cli::output::Output;

/// Compare the snapshot with the live instance.
///
/// Nothing is written. Exit code 2 says that they differ.
#[derive(Debug, Args)]
pub(in crate::cli) struct Check {
    #[command(flatten)]
    metadata: MetadataFlag,
    #[command(flatten)]
    selection: SelectionFlags,
    #[command(flatten)]
    drift: DriftFlags,
    #[command(flatten)]
    instance: InstanceFlags,
}

impl Check {
    pub(in crate::cli) fn run(
        self,
        config: &Config,
        output: Output,
    ) -> Result<Outcome, Box<dyn Error>> {
        let odata = config.odata(self.instance.odata)?;
        let metadata = config.metadata(self.metadata)?;
        let selection = config.selection(self.selection);
        let drift = config.drift(self.drift)?;
        // What is on the disk is read first: a mistake there needs no network to be found.
        let mut snapshots = Vec::new();
        for (version, file) in fetch::documents(odata, &metadata) {
            snapshots.push((version, csdl::read_file(&file)?, file));
        }
        let connection = fetch::connect(config.instance(self.instance)?)?;
        let mut changes = Changes::default();
        for (version, schema, file) in &snapshots {
            let document = connection.metadata(*version, output)?;
            let live = csdl::read(document.text.as_bytes(), &document.origin)?;
            let old = Side::new(schema, file.display().to_string());
            let new = Side::new(&live, document.origin);
            changes.add(&old, &new, &selection, &drift)?;
        }
        Ok(changes.report(&drift, output))
    }
}
