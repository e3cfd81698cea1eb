//! `creatio check`: has the live instance changed since the snapshot?

use std::error::Error;

use clap::Args;
use creatio_codegen::csdl;
use creatio_codegen::rows::RowsSnapshot;
use creatio_codegen::schema::{LookupRows, Schema};

use crate::cli::Outcome;
use crate::cli::args::{DriftFlags, InstanceFlags, MetadataFlag, SelectionFlags};
use crate::cli::changes::{Changes, Side};
use crate::cli::config::Config;
use crate::cli::fetch::{self, Lookup};
use crate::cli::output::Output;
use crate::cli::snapshot::apply_rows;

/// Compare the snapshot with the live instance, rows of lookups included.
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
            let mut schema = csdl::read_file(&file)?;
            let rows = apply_rows(&file, &mut schema, output)?.unwrap_or_default();
            snapshots.push((version, schema, rows, file));
        }
        let connection = fetch::connect(config.instance(self.instance)?)?;
        let limit = config.rows(Vec::new()).limit;
        let mut changes = Changes::default();
        for (version, schema, rows, file) in &snapshots {
            let document = connection.metadata(*version, output)?;
            let mut live = csdl::read(document.text.as_bytes(), &document.origin)?;
            let lookups = readable(rows, &live);
            let rows = connection.rows(&lookups, limit, output)?;
            // All have a place: they were looked for in this schema.
            let _ = rows.apply(&mut live);
            let old = Side::new(schema, file.display().to_string());
            let new = Side::new(&live, document.origin);
            changes.add(&old, &new, &selection, &drift)?;
        }
        Ok(changes.report(&drift, output))
    }
}

/// The lookups of the snapshot whose rows can still be read. That others cannot is a change of
/// their columns or keys, and found as such.
fn readable(rows: &RowsSnapshot, live: &Schema) -> Vec<Lookup> {
    let known = rows.entities.iter();
    let lookup = |(name, known): (&String, &LookupRows)| {
        let entity = live.entity(name)?;
        Lookup::new(entity, &known.display)
    };
    known.filter_map(lookup).collect()
}
