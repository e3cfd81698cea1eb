//! `creatio list`: what a snapshot has.

use std::error::Error;
use std::io::{self, Write};

use clap::Args;
use creatio_codegen::csdl;
use creatio_codegen::schema::{EntityType, Property};
use serde_json::{Value, json};

use crate::cli::Outcome;
use crate::cli::args::{MetadataFlag, SelectionFlags};
use crate::cli::config::Config;
use crate::cli::output::{Output, counted};
use crate::cli::snapshot::apply_rows;

/// List the entities of the snapshot.
///
/// The patterns of creatio.toml do not count here: it is for finding out what to write there.
#[derive(Debug, Args)]
pub(in crate::cli) struct List {
    #[command(flatten)]
    metadata: MetadataFlag,
    #[command(flatten)]
    selection: SelectionFlags,
    /// List the columns, lookups and collections of each entity, too, and its rows if it has some
    #[arg(long)]
    columns: bool,
}

impl List {
    pub(in crate::cli) fn run(
        self,
        config: &Config,
        output: Output,
    ) -> Result<Outcome, Box<dyn Error>> {
        let metadata = config.metadata(self.metadata)?;
        let mut schema = csdl::read_file(&metadata)?;
        apply_rows(&metadata, &mut schema, output)?;
        let generator = self.selection.generator(&schema)?;
        let mut entities = generator.selected()?;
        entities.sort_by(|a, b| a.name.cmp(&b.name));
        let columns = self.columns;
        let value: Vec<_> = entities.iter().map(|it| json_of(it, columns)).collect();
        output.result(&value, |out| {
            let width = entities.iter().map(|it| it.name.chars().count()).max();
            for entity in &entities {
                line(out, entity, width.unwrap_or_default())?;
                if columns {
                    members(out, entity)?;
                }
            }
            Ok(())
        });
        Ok(Outcome::Same)
    }
}

fn line(out: &mut dyn Write, entity: &EntityType, width: usize) -> io::Result<()> {
    let (columns, lookups) = (entity.properties.len(), entity.lookups.len());
    let (name, collections) = (&entity.name, entity.collections.len());
    write!(
        out,
        "{name:width$}  {columns:4} columns {lookups:4} lookups {collections:4} collections"
    )?;
    match &entity.rows {
        Some(known) => writeln!(out, "  {}", counted(known.rows.len(), "row", "rows")),
        None => writeln!(out),
    }
}

fn members(out: &mut dyn Write, entity: &EntityType) -> io::Result<()> {
    for property in &entity.properties {
        let nullable = if property.nullable {
            ""
        } else {
            ", never null"
        };
        let ty = property.type_name();
        match entity.lookup_of(&property.name) {
            None => writeln!(out, "  {}: {ty}{nullable}", property.name)?,
            Some(lookup) => {
                let (name, target) = (&lookup.name, &lookup.target);
                writeln!(out, "  {}: {ty}, lookup {name} of {target}", property.name)?;
            }
        }
    }
    for lookup in entity.lookups.iter().filter(|it| it.column.is_none()) {
        writeln!(out, "  {}: lookup of {}", lookup.name, lookup.target)?;
    }
    for collection in &entity.collections {
        writeln!(
            out,
            "  {}: collection of {}",
            collection.name, collection.target
        )?;
    }
    for (id, name) in entity.rows.iter().flat_map(|known| &known.rows) {
        let name = name.replace(char::is_control, " ");
        writeln!(out, "  {id}: row {name}")?;
    }
    Ok(())
}

fn json_of(entity: &EntityType, with_members: bool) -> Value {
    let mut value = json!({
        "name": entity.name,
        "entity_set": entity.entity_set,
        "key": entity.key,
    });
    if let Some(known) = &entity.rows {
        value["rows"] = if with_members {
            let rows = known.rows.iter();
            rows.map(|(id, name)| json!({ "id": id.to_string(), "name": name }))
                .collect()
        } else {
            known.rows.len().into()
        };
    }
    if !with_members {
        value["columns"] = entity.properties.len().into();
        value["lookups"] = entity.lookups.len().into();
        value["collections"] = entity.collections.len().into();
        return value;
    }
    let column =
        |it: &Property| json!({ "name": it.name, "type": it.type_name(), "nullable": it.nullable });
    value["columns"] = entity.properties.iter().map(column).collect();
    let lookups = entity.lookups.iter();
    value["lookups"] = lookups
        .map(|it| json!({ "name": it.name, "target": it.target, "column": it.column }))
        .collect();
    let collections = entity.collections.iter();
    value["collections"] = collections
        .map(|it| json!({ "name": it.name, "target": it.target }))
        .collect();
    value
}
