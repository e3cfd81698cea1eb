//! The row that a file becomes.

use creatio_codegen::schema::PropertyType;
use serde_json::Value as Json;
use uuid::Uuid;

use super::{Chunk, Refused, Uploads, chunk::File};
use crate::{
    catalog::{Entity, EntityId, Member},
    change::{self, Assignment, Writer},
    value::Value,
};

/// Takes a chunk; with the last one, makes the row.
pub(crate) fn receive(uploads: &Uploads, chunk: &Chunk, writer: Writer<'_>) -> Result<(), Refused> {
    // Checked with each chunk, so that no megabytes travel in vain.
    let target = Target::of(writer, &chunk.file)?;
    uploads.receive(chunk, |bytes| target.write(writer, &chunk.file, bytes))
}

/// Where the parts of a file go.
struct Target<'a> {
    id: EntityId,
    entity: &'a Entity,
    content: usize,
    parent: Option<(usize, Uuid)>,
}

impl<'a> Target<'a> {
    fn of(writer: Writer<'a>, file: &File) -> Result<Self, Refused> {
        let schema = &file.schema;
        let unknown = || {
            let message = format!("Entity schema \"{schema}\" not found.");
            Refused::new(NOT_FOUND, message)
        };
        let id = writer.catalog.by_name(schema).ok_or_else(unknown)?;
        let entity = writer.catalog.entity(id);
        let no_column = |name: &str| {
            let message = format!("Column by path {name} not found in schema {schema}.");
            Refused::new(NOT_FOUND, message)
        };
        let content = entity
            .stream(&file.column)
            .ok_or_else(|| no_column(&file.column))?;
        let parent = match &file.parent {
            Some((name, key)) => {
                let column = parent_column(entity, name).ok_or_else(|| no_column(name))?;
                Some((column, *key))
            }
            None => None,
        };
        Ok(Self {
            id,
            entity,
            content,
            parent,
        })
    }

    fn write(&self, writer: Writer<'_>, file: &File, bytes: &[u8]) -> Result<(), Refused> {
        let written = self.replace(writer, file, bytes);
        written.map_err(|refused| Refused::new("DbOperationException", refused.0))
    }

    fn replace(
        &self,
        writer: Writer<'_>,
        file: &File,
        bytes: &[u8],
    ) -> Result<(), change::Refused> {
        let transaction = writer.connection.unchecked_transaction()?;
        let mut values = self.values(file, bytes);
        if writer.is_there(self.entity, file.id)? {
            writer.update(self.id, &[file.id], &values)?;
        } else {
            let key = self.entity.key.map(|at| (at, Value::Guid(file.id)));
            values.extend(key);
            writer.insert(self.id, values)?;
        }
        Ok(transaction.commit()?)
    }

    fn values(&self, file: &File, bytes: &[u8]) -> Vec<Assignment> {
        let mut values = vec![(self.content, Value::Bytes(bytes.to_vec()))];
        if let Some((column, key)) = self.parent {
            values.push((column, Value::Guid(key)));
        }
        let size = i64::try_from(file.total).unwrap_or(i64::MAX);
        let named = [
            ("Name", Some(Value::Text(file.name.clone()))),
            ("Size", Some(Value::Int(size))),
            ("MimeType", file.mime_type.clone().map(Value::Text)),
        ];
        for (name, value) in named {
            if let (Some(Member::Column(at)), Some(value)) = (self.entity.member(name), value)
                && value.fits(self.entity.columns[at].ty)
            {
                values.push((at, value));
            }
        }
        let columns = file.columns.iter();
        values.extend(columns.filter_map(|(name, json)| further(self.entity, name, json)));
        values
    }
}

const NOT_FOUND: &str = "ItemNotFoundException";

/// The column behind a lookup, which goes by the lookup's name, or one that holds an id of any row.
fn parent_column(entity: &Entity, name: &str) -> Option<usize> {
    match entity.member(name)? {
        Member::Lookup(at) => entity.lookups[at].column,
        Member::Column(at) => {
            let column = &entity.columns[at];
            (column.ty == PropertyType::Guid && !column.is_lookup_key).then_some(at)
        }
        Member::Collection(_) => None,
    }
}

/// What goes to a column besides the file, if it fits there. What does not is passed over, as Creatio
/// passes over names that are none of a column's.
fn further(entity: &Entity, name: &str, json: &Json) -> Option<Assignment> {
    let Member::Column(at) = entity.member(name)? else {
        return None;
    };
    let column = &entity.columns[at];
    let is_content = column.ty == PropertyType::Stream;
    let value = Value::from_json(column.ty, json).filter(|_| !is_content)?;
    Some((at, value))
}
