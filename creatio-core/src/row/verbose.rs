//! The envelope around rows in OData 3's verbose JSON: everything inside `d`.
//!
//! A page is `{"d":{"results":[…],"__count":"12","__next":"…"}}`, or `{"d":[…]}` as version 1 of the
//! protocol had it; one row is `{"d":{…}}`. Nested rows are wrapped like pages, or not at all.

use super::page::{Page, read_count, read_text};
use super::reader::{Row, read_rows};
use super::shape::Shape;
use crate::cell::{Cell, CellError};
use crate::decode::DecodeError;
use crate::json::{Scanner, members};

/// Reads a reply with many rows.
pub(super) fn read_page<R>(
    mut scanner: Scanner<'_>,
    shape: &Shape,
    first_row: u64,
    read: impl Fn(&mut Row<'_>) -> Result<R, DecodeError>,
) -> Result<Page<R>, DecodeError> {
    let (mut rows, mut next_link, mut count) = (None, None, None);
    unwrap(&mut scanner, |scanner| {
        if scanner.peek() == Some(b'[') {
            rows = Some(read_rows(scanner, shape, None, first_row, &read)?);
            return Ok(());
        }
        scanner.object(
            "an array of rows or an object with `results`",
            |name, scanner| {
                match &*name {
                    "results" => rows = Some(read_rows(scanner, shape, None, first_row, &read)?),
                    "__next" => next_link = read_text(scanner)?,
                    "__count" => count = read_count(scanner)?,
                    _ => drop(scanner.value()?),
                }
                Ok(())
            },
        )
    })?;
    let Some(rows) = rows else {
        return Err(scanner.unexpected("rows in a member `results`"));
    };
    scanner.end()?;
    Ok(Page {
        rows,
        next_link,
        count,
    })
}

/// Reads what stands in the member `d` of the reply.
pub(super) fn unwrap<'a>(
    scanner: &mut Scanner<'a>,
    mut read: impl FnMut(&mut Scanner<'a>) -> Result<(), DecodeError>,
) -> Result<(), DecodeError> {
    let mut found = false;
    scanner.object("an object with a member `d`", |name, scanner| {
        if name == "d" && !found {
            found = true;
            return read(scanner);
        }
        scanner.value().map(drop)
    })?;
    if found {
        Ok(())
    } else {
        Err(scanner.unexpected("a member `d`"))
    }
}

/// The array of a nested collection. A list that the server cut is an error: nobody would follow its
/// link, and a short list would look like the whole one.
pub(super) fn nested_rows(collection: &str) -> Result<&str, CellError> {
    const EXPECTED: CellError = CellError::Expected("an array of rows");
    if collection.starts_with('[') {
        return Ok(collection);
    }
    let mut rows = Err(EXPECTED);
    for (name, cell) in members(collection)? {
        match (&*name, cell) {
            ("results", Cell::Composite(array)) if array.starts_with('[') => rows = Ok(array),
            ("__next", cell) if !cell.is_none() => return Err(CellError::Incomplete),
            _ => {}
        }
    }
    rows
}
