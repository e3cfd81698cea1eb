//! [`Page`]: the rows of one reply. OData 4's envelope around them is `value`, `@odata.count` and
//! `@odata.nextLink`.

use super::data_service;
use super::format::Format;
use super::reader::{Row, read_rows};
use super::shape::Shape;
use super::verbose;
use crate::cell::Cell;
use crate::decode::{DecodeError, DecodeErrorKind};
use crate::json::Scanner;

/// The rows of one reply and what was said about the rest.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Page<R> {
    /// The rows, in the order of the reply.
    pub rows: Vec<R>,
    /// `@odata.nextLink`, in OData 3 `__next`: where the next page is, when the server pages by
    /// itself. Creatio's OData 4 has not been seen to send one, OData 3 does so after 40 rows.
    pub next_link: Option<String>,
    /// `@odata.count`, in OData 3 `__count`: how many rows there are in all, when the request asked for it.
    pub count: Option<u64>,
}

/// Reads a reply with many rows; members of the envelope may come in any order.
pub(crate) fn read_page<R>(
    format: &Format,
    shape: &Shape,
    body: &[u8],
    first_row: u64,
    read: impl Fn(&mut Row<'_>) -> Result<R, DecodeError>,
) -> Result<Page<R>, DecodeError> {
    let scanner = Scanner::new(text(body)?);
    match format {
        Format::OData4 => read_odata4(scanner, shape, first_row, read),
        Format::OData3 => verbose::read_page(scanner, shape, first_row, read),
        Format::DataService(zone) => data_service::read_page(scanner, shape, zone, first_row, read),
    }
}

fn read_odata4<R>(
    mut scanner: Scanner<'_>,
    shape: &Shape,
    first_row: u64,
    read: impl Fn(&mut Row<'_>) -> Result<R, DecodeError>,
) -> Result<Page<R>, DecodeError> {
    let (mut rows, mut next_link, mut count) = (None, None, None);
    scanner.object("an object with rows in `value`", |name, scanner| {
        match &*name {
            "value" => rows = Some(read_rows(scanner, shape, None, first_row, &read)?),
            "@odata.nextLink" => next_link = read_text(scanner)?,
            "@odata.count" => count = read_count(scanner)?,
            _ => drop(scanner.value()?),
        }
        Ok(())
    })?;
    let Some(rows) = rows else {
        return Err(scanner.unexpected("rows in a member `value`"));
    };
    scanner.end()?;
    Ok(Page {
        rows,
        next_link,
        count,
    })
}

/// Reads a reply that is one row.
pub(crate) fn read_single<R>(
    format: &Format,
    shape: &Shape,
    body: &[u8],
    read: impl Fn(&mut Row<'_>) -> Result<R, DecodeError>,
) -> Result<R, DecodeError> {
    let mut scanner = Scanner::new(text(body)?);
    let mut cells = vec![Cell::Absent; shape.cells];
    let mut learned = shape.learned();
    match format {
        Format::OData4 => shape.scan(&mut scanner, &mut learned, &mut cells)?,
        Format::OData3 => verbose::unwrap(&mut scanner, |scanner| {
            shape.scan(scanner, &mut learned, &mut cells)
        })?,
        // It answers with a page, of one row or none.
        Format::DataService(zone) => {
            let rows = data_service::read_page(scanner, shape, zone, 1, read)?.rows;
            let entity = shape.entity;
            let none = || DecodeErrorKind::NoRow { entity }.into();
            return rows.into_iter().next().ok_or_else(none);
        }
    }
    scanner.end()?;
    read(&mut Row::new(shape, &cells, None, 1))
}

/// The body as text, without the byte order mark that some .NET services put in front.
pub(super) fn text(body: &[u8]) -> Result<&str, DecodeError> {
    match std::str::from_utf8(body) {
        Ok(text) => Ok(text.strip_prefix('\u{feff}').unwrap_or(text)),
        Err(error) => {
            let valid = std::str::from_utf8(&body[..error.valid_up_to()]).unwrap_or_default();
            Err(DecodeError::malformed(valid, valid.len(), "text in UTF-8"))
        }
    }
}

pub(super) fn read_text(scanner: &mut Scanner<'_>) -> Result<Option<String>, DecodeError> {
    let mut ahead = scanner.clone();
    let text = ahead
        .value()?
        .text()
        .map_err(|_| scanner.unexpected("a link"))?;
    let text = text.map(std::borrow::Cow::into_owned);
    *scanner = ahead;
    Ok(text)
}

pub(super) fn read_count(scanner: &mut Scanner<'_>) -> Result<Option<u64>, DecodeError> {
    let mut ahead = scanner.clone();
    let number = ahead
        .value()?
        .number()
        .map_err(|_| scanner.unexpected("a count of rows"))?;
    let count = number.map(str::parse).transpose();
    let count = count.map_err(|_| scanner.unexpected("a count of rows"))?;
    *scanner = ahead;
    Ok(count)
}
