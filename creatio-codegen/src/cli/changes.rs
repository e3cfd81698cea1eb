//! How `check` and `diff` speak of changes: to people, to programs, to a CI log.

use std::collections::HashSet;
use std::error::Error;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anstyle::AnsiColor;
use creatio_codegen::SelectError;
use creatio_codegen::drift::{Change, Drift, Grade, Use};
use creatio_codegen::schema::Schema;
use serde_json::{Value, json};

use super::Outcome;
use super::annotation::{Place, annotation};
use super::args::{DriftFlags, SelectionFlags};
use super::output::{Format, Output, counted};

/// One of two schemas to compare.
#[derive(Debug)]
pub(super) struct Side<'s> {
    schema: &'s Schema,
    /// Where it is from.
    name: String,
}

impl<'s> Side<'s> {
    pub(super) fn new(schema: &'s Schema, name: String) -> Self {
        Self { schema, name }
    }
}

/// All changes of one run, and the places that they hit.
#[derive(Debug, Default)]
pub(super) struct Changes {
    found: Vec<(Change, Vec<Use>)>,
    /// Comparisons without any change.
    same: Vec<String>,
    /// The file that is out of date, for changes that hit no place.
    snapshot: Option<String>,
}

impl Changes {
    /// Adds what makes `new` differ from `old`, as far as the selection goes.
    pub(super) fn add(
        &mut self,
        old: &Side<'_>,
        new: &Side<'_>,
        selection: &SelectionFlags,
        flags: &DriftFlags,
    ) -> Result<(), Box<dyn Error>> {
        let mut drift = Drift::between(old.schema, new.schema);
        if !selection.is_empty() {
            let mut wanted = selected(old.schema, selection)?;
            for part in parts(selection) {
                // An entity that is gone from the new schema is no mistake in a pattern.
                wanted.extend(selected(new.schema, &part).unwrap_or_default());
            }
            let is_entity = |name: &str| {
                old.schema
                    .entity(name)
                    .or(new.schema.entity(name))
                    .is_some()
            };
            // Enums and complex types cannot be selected, and so always count.
            let counts = |name: &str| wanted.contains(name) || !is_entity(name);
            drift.changes.retain(|it| counts(&it.entity));
        }
        let uses = drift.uses(old.schema, &flags.names, &flags.used_by)?;
        if drift.is_empty() {
            self.same
                .push(format!("{} and {} are the same", old.name, new.name));
        }
        for (change, uses) in drift.changes.into_iter().zip(uses) {
            // Both versions of OData tell of the same change.
            if self.found.iter().all(|(known, _)| *known != change) {
                self.found.push((change, uses));
            }
        }
        self.snapshot.get_or_insert_with(|| old.name.clone());
        Ok(())
    }

    /// Writes the changes and says what they mean for the exit code.
    pub(super) fn report(&self, flags: &DriftFlags, output: Output) -> Outcome {
        output.result(&self.json(), |out| self.write(out, output));
        let worst = self.found.iter().map(|(change, _)| change.grade()).max();
        match worst {
            Some(worst) if worst >= flags.fail_on() => Outcome::Drift,
            _ => Outcome::Same,
        }
    }

    fn write(&self, out: &mut dyn Write, output: Output) -> io::Result<()> {
        for (change, uses) in &self.found {
            if output.format == Format::Github {
                self.annotate(out, change, uses)?;
            } else {
                let colour = colour(change.grade());
                writeln!(out, "{colour}{:8}{colour:#}  {change}", change.grade())?;
                for one in uses {
                    let (file, line, column) = (one.file.display(), one.line, one.column);
                    writeln!(out, "          {file}:{line}:{column}: {}", one.text)?;
                }
            }
        }
        if output.quiet {
            return Ok(());
        }
        for same in &self.same {
            writeln!(out, "{same}")?;
        }
        if self.found.is_empty() {
            return Ok(());
        }
        let counts = Grade::ALL.map(|grade| format!("{} {grade}", self.count(grade)));
        let changes = counted(self.found.len(), "change", "changes");
        writeln!(out, "{changes}: {}", counts.join(", "))
    }

    /// The change at each place that it hits, or at the snapshot.
    fn annotate(&self, out: &mut dyn Write, change: &Change, uses: &[Use]) -> io::Result<()> {
        let level = match change.grade() {
            Grade::Breaking => "error",
            Grade::Risky => "warning",
            Grade::Additive => "notice",
        };
        let title = format!("Creatio: {} change", change.grade());
        let text = change.to_string();
        if uses.is_empty() {
            let snapshot = self.snapshot.as_deref().map(|file| Place {
                file: Path::new(file),
                position: None,
            });
            return writeln!(out, "{}", annotation(level, snapshot, &title, &text));
        }
        for one in uses {
            let place = Place {
                file: &one.file,
                position: Some((one.line, one.column)),
            };
            writeln!(out, "{}", annotation(level, Some(place), &title, &text))?;
        }
        Ok(())
    }

    fn count(&self, grade: Grade) -> usize {
        let changes = self.found.iter().filter(|(it, _)| it.grade() == grade);
        changes.count()
    }

    fn json(&self) -> Value {
        let changes = self.found.iter().map(|(change, uses)| {
            let uses = uses.iter().map(|one| {
                json!({
                    "file": one.file,
                    "line": one.line,
                    "column": one.column,
                    "text": one.text,
                })
            });
            json!({
                "grade": change.grade().word(),
                "change": change.kind.word(),
                "entity": change.entity,
                "member": change.member,
                "renamed": change.renamed(),
                "text": change.to_string(),
                "uses": uses.collect::<Vec<_>>(),
            })
        });
        json!({
            "breaking": self.count(Grade::Breaking),
            "risky": self.count(Grade::Risky),
            "additive": self.count(Grade::Additive),
            "changes": changes.collect::<Vec<_>>(),
        })
    }
}

fn colour(grade: Grade) -> anstyle::Style {
    let colour = match grade {
        Grade::Breaking => AnsiColor::Red,
        Grade::Risky => AnsiColor::Yellow,
        Grade::Additive => AnsiColor::Green,
    };
    colour.on_default().bold()
}

/// The names of the entities that the patterns select.
fn selected<'s>(
    schema: &'s Schema,
    selection: &SelectionFlags,
) -> Result<HashSet<&'s str>, SelectError> {
    let generator = selection.generator(schema)?;
    let entities = generator.selected()?.into_iter();
    Ok(entities.map(|entity| entity.name.as_str()).collect())
}

/// The selection in parts that find entities without each other.
fn parts(selection: &SelectionFlags) -> Vec<SelectionFlags> {
    let part = |include: &[String], from_src: &[PathBuf]| SelectionFlags {
        include: include.to_vec(),
        exclude: selection.exclude.clone(),
        depth: selection.depth,
        from_src: from_src.to_vec(),
        ..SelectionFlags::default()
    };
    let includes = selection.include.chunks(1).map(|glob| part(glob, &[]));
    let sources = selection.from_src.chunks(1).map(|dir| part(&[], dir));
    let parts: Vec<_> = includes.chain(sources).collect();
    if parts.is_empty() {
        vec![part(&[], &[])]
    } else {
        parts
    }
}
