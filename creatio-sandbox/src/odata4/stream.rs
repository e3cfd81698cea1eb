//! Stream columns: bytes under an address of their own, `{Set}({key})/{Column}`.
//!
//! Documented for 8.x: `GET` gives the bytes, `PUT` replaces them and answers 200, `DELETE` empties
//! the column and answers 204. That an empty column answers 204 to `GET` is assumed.

use super::{read::Request, refusal::Refusal};
use crate::{
    catalog::Catalog,
    change::Writer,
    odata::resource::{Aspect, Resource, Row},
    query::single::Content,
    reply::Reply,
    value::Value,
};

/// A stream column of a row, which may or may not exist.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stream {
    row: Row,
    column: usize,
}

impl Stream {
    /// The stream that a resource is, if it is one.
    pub(super) fn at(catalog: &Catalog, resource: &Resource) -> Option<Self> {
        let Resource::Member(row, name, Aspect::Itself | Aspect::Value) = resource else {
            return None;
        };
        let column = catalog.entity(row.entity).stream(name)?;
        Some(Self { row: *row, column })
    }

    /// Answers a request to it.
    pub(super) fn answer(self, writer: Writer<'_>, request: &Request) -> Result<Reply, Refusal> {
        match &*request.method {
            "GET" => self.read(writer),
            "PUT" => {
                self.write(writer, Value::Bytes(request.body.to_vec()))?;
                Ok(Reply::empty(200).with("odata-version", "4.0"))
            }
            "DELETE" => {
                self.write(writer, Value::Null)?;
                Ok(Reply::empty(204).with("odata-version", "4.0"))
            }
            method => Err(Refusal::Method(method.to_owned())),
        }
    }

    fn read(self, writer: Writer<'_>) -> Result<Reply, Refusal> {
        let entity = writer.catalog.entity(self.row.entity);
        match writer.source().content(entity, self.column, self.row.key)? {
            Content::NoRow => Err(Refusal::NoRow),
            Content::Bytes(bytes) if !bytes.is_empty() => {
                Ok(Reply::file("application/octet-stream", bytes))
            }
            Content::Nothing | Content::Bytes(_) => Ok(Reply::empty(204)),
        }
    }

    fn write(self, writer: Writer<'_>, value: Value) -> Result<(), Refusal> {
        let Self { row, column } = self;
        match writer.update(row.entity, &[row.key], &[(column, value)])? {
            0 => Err(Refusal::NoRow),
            _ => Ok(()),
        }
    }
}
