//! `creatio diff`: what became of one snapshot in another.

use std::error::Error;
use std::path::PathBuf;

use clap::Args;
use creatio_codegen::csdl;

use crate::cli::Outcome;
use crate::cli::args::{DriftFlags, SelectionFlags};
use crate::cli::changes::{Changes, Side};
use crate::cli::config::Config;
use crate::cli::output::Output;
use crate::cli::snapshot::apply_rows;

/// Compare two snapshots, of either version of OData.
///
/// Rows of lookups count where both snapshots have some beside them, in old.rows.json for old.xml.
/// The patterns of creatio.toml do not count here. Exit code 2 says that they differ.
#[derive(Debug, Args)]
pub(in crate::cli) struct Diff {
    /// The snapshot before
    #[arg(value_name = "OLD")]
    old: PathBuf,
    /// The snapshot after
    #[arg(value_name = "NEW")]
    new: PathBuf,
    #[command(flatten)]
    selection: SelectionFlags,
    #[command(flatten)]
    drift: DriftFlags,
}

impl Diff {
    pub(in crate::cli) fn run(
        self,
        config: &Config,
        output: Output,
    ) -> Result<Outcome, Box<dyn Error>> {
        let (mut old, mut new) = (csdl::read_file(&self.old)?, csdl::read_file(&self.new)?);
        apply_rows(&self.old, &mut old, output)?;
        apply_rows(&self.new, &mut new, output)?;
        let drift = config.drift(self.drift)?;
        let mut changes = Changes::default();
        let old = Side::new(&old, self.old.display().to_string());
        let new = Side::new(&new, self.new.display().to_string());
        changes.add(&old, &new, &self.selection, &drift)?;
        Ok(changes.report(&drift, output))
    }
}
