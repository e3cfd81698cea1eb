//! `creatio generate`: `$metadata` in, Rust models out.

use std::error::Error;
use std::io::{self, Write};
use std::path::PathBuf;

use clap::Args;
use creatio_codegen::{Generator, Models, Note, Written, csdl};

/// Notes shown per topic unless all are asked for.
const FEW: usize = 3;

/// Generate Rust models from a $metadata document.
///
/// Writes one file per entity and a mod.rs. Files that need no change are not touched, files of an
/// earlier run that are no longer needed are removed, all other files are left alone. On an error
/// nothing is written.
#[derive(Debug, Args)]
pub(super) struct Generate {
    /// The document, as the instance serves it at /0/odata/$metadata.
    #[arg(long, value_name = "FILE")]
    metadata: PathBuf,
    /// The directory of the models; it is created if need be.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Generate only entities of this name; `*`, `?`, `[ab]` and `{A,B}` are understood.
    #[arg(long, value_name = "GLOB")]
    include: Vec<String>,
    /// Leave out entities of this name, included ones too.
    #[arg(long, value_name = "GLOB")]
    exclude: Vec<String>,
    /// Show all notes instead of the first few of each kind.
    #[arg(long)]
    verbose: bool,
}

impl Generate {
    pub(super) fn run(self) -> Result<(), Box<dyn Error>> {
        let schema = csdl::read_file(&self.metadata)?;
        let generator = Generator::new(&schema)
            .include(self.include)?
            .exclude(self.exclude)?;
        let models = generator.generate()?;
        let written = models.write_to(&self.out)?;
        let few = if self.verbose { usize::MAX } else { FEW };
        // The models are written: a reader that went away is no failure.
        let _ = summarise(&mut anstream::stdout().lock(), &models, written, few);
        Ok(())
    }
}

fn summarise(
    out: &mut impl Write,
    models: &Models,
    written: Written,
    few: usize,
) -> io::Result<()> {
    let report = models.report();
    let counts = [
        counted(report.entities, "entity", "entities"),
        counted(report.columns, "column", "columns"),
        counted(report.lookups, "lookup", "lookups"),
        counted(report.collections, "collection", "collections"),
        counted(report.streams, "stream", "streams"),
    ];
    writeln!(out, "{}", counts.join(", "))?;
    let files = counted(written.written, "file", "files");
    let (unchanged, removed) = (written.unchanged, written.removed);
    writeln!(
        out,
        "{files} written, {unchanged} unchanged, {removed} removed"
    )?;
    let mut topics: Vec<(&str, Vec<&Note>)> = Vec::new();
    for note in &report.notes {
        match topics.iter_mut().find(|(topic, _)| *topic == note.topic()) {
            Some((_, notes)) => notes.push(note),
            None => topics.push((note.topic(), vec![note])),
        }
    }
    for (topic, notes) in topics {
        writeln!(out, "note: {topic} ({})", notes.len())?;
        for note in notes.iter().take(few) {
            writeln!(out, "  {note}")?;
        }
        if notes.len() > few {
            writeln!(out, "  and {} more; --verbose shows all", notes.len() - few)?;
        }
    }
    Ok(())
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
