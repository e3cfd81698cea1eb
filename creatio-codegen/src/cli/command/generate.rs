//! `creatio generate`: `$metadata` in, Rust models out.

#![allow(
    clippy::doc_markdown,
    rustdoc::bare_urls,
    reason = "doc comments on flags are help texts for a terminal, not Markdown"
)]

use std::error::Error;
use std::fmt;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use clap::Args;
use creatio_codegen::enrich::Enrichment;
use creatio_codegen::{Models, NamesLock, Note, Written, csdl};
use serde_json::{Value, json};

use super::fetch::{Extras, fetch_all};
use crate::cli::Outcome;
use crate::cli::annotation::{Place, annotation};
use crate::cli::args::{InstanceFlags, MetadataFlag, SelectionFlags};
use crate::cli::config::Config;
use crate::cli::output::{Format, Output, counted};
use crate::cli::snapshot::apply_rows;

/// Notes shown per topic unless all are asked for.
const FEW: usize = 3;

/// Generate Rust models from the snapshot of $metadata.
///
/// Writes one file per entity and a mod.rs. Files that need no change are not touched, files of an
/// earlier run that are no longer needed are removed, all other files are left alone. On an error
/// nothing is written.
///
/// If `creatio fetch` has left an enrichment or the rows of lookups beside the snapshot, they are
/// used, too.
///
/// With --url the snapshot is fetched first, as `creatio fetch` does.
#[derive(Debug, Args)]
pub(in crate::cli) struct Generate {
    #[command(flatten)]
    metadata: MetadataFlag,
    /// The directory of the models; it is created if need be [env: CREATIO_OUT]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    #[command(flatten)]
    selection: SelectionFlags,
    /// Show all notes instead of the first few of each kind
    #[arg(long)]
    verbose: bool,
    /// Write nothing; say in what the models differ from the snapshot, with exit code 2 if they do
    #[arg(long, conflicts_with = "url")]
    check: bool,
    /// Say how much was generated and how long each phase took
    #[arg(long)]
    stats: bool,
    #[command(flatten)]
    instance: InstanceFlags,
}

/// A flag that would have been ignored.
#[derive(Debug, thiserror::Error)]
#[error(
    "{flag} says how to fetch, and without --url nothing is fetched. Add --url, or run \
     `creatio fetch` first"
)]
struct NothingToFetch {
    flag: &'static str,
}

impl Generate {
    pub(in crate::cli) fn run(
        self,
        config: &Config,
        output: Output,
    ) -> Result<Outcome, Box<dyn Error>> {
        let metadata = config.metadata(MetadataFlag {
            metadata: self.metadata.metadata.clone(),
        })?;
        let out = config.out(self.out)?;
        let passing = Passing::find(config, &self.selection, &out);
        let selection = config.selection(self.selection);
        let fetched = if self.instance.url.is_some() {
            fetch_all(
                self.metadata,
                self.instance,
                Extras::default(),
                config,
                output,
            )?
        } else if let Some(flag) = self.instance.first_without_url() {
            return Err(NothingToFetch { flag }.into());
        } else {
            Vec::new()
        };
        let start = Instant::now();
        let mut schema = csdl::read_file(&metadata)?;
        if let Some(enrichment) = Enrichment::read_beside(&metadata)? {
            enrichment.apply(&mut schema);
        }
        apply_rows(&metadata, &mut schema, output)?;
        let read = start.elapsed();
        let generator = selection
            .generator(&schema)?
            .names(NamesLock::read_from(&out)?);
        let models = generator.generate()?;
        if self.check {
            return check(&models, &out, output);
        }
        let start = Instant::now();
        let written = models.write_to(&out)?;
        let stats = self
            .stats
            .then(|| Stats::new(&models, read, start.elapsed()));
        let few = if self.verbose { usize::MAX } else { FEW };
        let mut value = summary(&models, written);
        value["fetched"] = json!(fetched);
        if let (Some(passing), Some(notes)) = (&passing, value["notes"].as_array_mut()) {
            notes.push(json!({ "topic": Passing::TOPIC, "text": passing.to_string() }));
        }
        if let Some(stats) = &stats {
            value["stats"] = stats.value();
        }
        output.summary(&value, |out| {
            for one in &fetched {
                one.write(out)?;
            }
            summarise(out, &models, written, few)?;
            if let Some(passing) = &passing {
                writeln!(out, "note: {passing}")?;
            }
            stats.as_ref().map_or(Ok(()), |stats| stats.write(out))
        });
        Ok(Outcome::Same)
    }
}

/// A selection that only this run knows.
#[derive(Debug)]
struct Passing {
    flags: Vec<&'static str>,
    file: PathBuf,
}

impl Passing {
    const TOPIC: &str = "a selection that the configuration does not have";

    /// What flags say of the project's own models and its configuration does not. Models in another
    /// directory are a first look, which nothing checks.
    fn find(config: &Config, flags: &SelectionFlags, out: &Path) -> Option<Self> {
        let elsewhere = config.out(None).is_ok_and(|own| own != out);
        let flags = config.overruled_by(flags);
        let file = config.file()?.to_owned();
        (!elsewhere && !flags.is_empty()).then_some(Self { flags, file })
    }
}

impl fmt::Display for Passing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} selects otherwise than {}, which `creatio generate --check` will not know: write \
             below [models] there what is to stay",
            self.file.display(),
            self.flags.join(", ")
        )
    }
}

/// How much was generated, and how long each phase took.
struct Stats {
    lines: usize,
    bytes: usize,
    phases: [(&'static str, Duration); 5],
}

impl Stats {
    fn new(models: &Models, read: Duration, write: Duration) -> Self {
        let report = models.report();
        Self {
            lines: report.lines,
            bytes: report.bytes,
            phases: [
                ("read", read),
                ("names", report.times.names),
                ("selection", report.times.selection),
                ("text", report.times.text),
                ("write", write),
            ],
        }
    }

    fn value(&self) -> Value {
        let phases = self.phases.iter();
        let phases = phases.map(|(phase, time)| ((*phase).to_owned(), json!(time.as_secs_f64())));
        json!({
            "lines": self.lines,
            "bytes": self.bytes,
            "seconds": Value::Object(phases.collect()),
        })
    }

    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let lines = counted(self.lines, "line", "lines");
        let bytes = counted(self.bytes, "byte", "bytes");
        writeln!(out, "{lines}, {bytes}")?;
        for (phase, time) in self.phases {
            writeln!(out, "{phase:<9} {:>9.1} ms", time.as_secs_f64() * 1000.0)?;
        }
        Ok(())
    }
}

/// Compares the models with the directory.
fn check(models: &Models, dir: &Path, output: Output) -> Result<Outcome, Box<dyn Error>> {
    let changes = models.differences(dir)?;
    let value: Vec<_> = changes
        .iter()
        .map(|change| json!({ "file": change.path(), "state": change.word() }))
        .collect();
    output.result(&value, |out| {
        for change in &changes {
            let text = change.to_string();
            if output.format == Format::Github {
                let place = Place {
                    file: change.path(),
                    position: None,
                };
                let title = "Creatio: models out of date";
                writeln!(out, "{}", annotation("error", Some(place), title, &text))?;
            } else {
                writeln!(out, "{text}")?;
            }
        }
        match changes.len() {
            _ if output.quiet => Ok(()),
            0 => writeln!(out, "{}: the models are up to date", dir.display()),
            count => {
                let files = counted(count, "file", "files");
                writeln!(
                    out,
                    "{files} out of date; `creatio generate` brings them up to date"
                )
            }
        }
    });
    Ok(if changes.is_empty() {
        Outcome::Same
    } else {
        Outcome::Drift
    })
}

fn summary(models: &Models, written: Written) -> Value {
    let report = models.report();
    let note = |note: &Note| json!({ "topic": note.topic(), "text": note.to_string() });
    json!({
        "entities": report.entities,
        "columns": report.columns,
        "lookups": report.lookups,
        "collections": report.collections,
        "streams": report.streams,
        "rows": report.rows,
        "written": written.written,
        "unchanged": written.unchanged,
        "removed": written.removed,
        "notes": report.notes.iter().map(note).collect::<Vec<_>>(),
    })
}

fn summarise(out: &mut dyn Write, models: &Models, written: Written, few: usize) -> io::Result<()> {
    let report = models.report();
    let mut counts = vec![
        counted(report.entities, "entity", "entities"),
        counted(report.columns, "column", "columns"),
        counted(report.lookups, "lookup", "lookups"),
        counted(report.collections, "collection", "collections"),
        counted(report.streams, "stream", "streams"),
    ];
    if report.rows > 0 {
        counts.push(counted(report.rows, "row", "rows"));
    }
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
