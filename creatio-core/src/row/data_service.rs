//! The envelope around DataService's rows, and what is special about their cells.

use jiff::tz::TimeZone;
use uuid::Uuid;

use super::page::Page;
use super::reader::{Row, read_rows};
use super::shape::Shape;
use crate::cell::Cell;
use crate::decode::{DecodeError, DecodeErrorKind};
use crate::json::{Scanner, elements, members};
use crate::value::Scalar;

/// Members of the envelope, any of which can be missing.
struct Envelope<R> {
    /// The rows, or why they could not be read; `None` without rows.
    rows: Option<Result<Vec<R>, DecodeError>>,
    success: bool,
    not_found: Vec<String>,
}

/// Reads a reply with rows; members of the envelope may come in any order.
pub(super) fn read_page<R>(
    mut scanner: Scanner<'_>,
    shape: &Shape,
    zone: &TimeZone,
    first_row: u64,
    read: impl Fn(&mut Row<'_>) -> Result<R, DecodeError>,
) -> Result<Page<R>, DecodeError> {
    let envelope = read_envelope(&mut scanner, |scanner| {
        read_rows(scanner, shape, Some(zone), first_row, &read)
    })?;
    // Before the rows, whose own error would only say that a member is missing.
    if !envelope.not_found.is_empty() {
        let kind = DecodeErrorKind::NotFoundColumns {
            entity: shape.entity,
            columns: envelope.not_found.join(", "),
        };
        return Err(kind.into());
    }
    let rows = match envelope.rows {
        Some(rows) => rows?,
        None if envelope.success => Vec::new(),
        None => return Err(scanner.unexpected("rows, or `success` that is true")),
    };
    scanner.end()?;
    Ok(Page {
        rows,
        next_link: None,
        count: None,
    })
}

fn read_envelope<'a, R>(
    scanner: &mut Scanner<'a>,
    read: impl Fn(&mut Scanner<'a>) -> Result<Vec<R>, DecodeError>,
) -> Result<Envelope<R>, DecodeError> {
    let mut envelope = Envelope {
        rows: None,
        success: false,
        not_found: Vec::new(),
    };
    scanner.object("an object with rows in `rows`", |name, scanner| {
        match &*name {
            "rows" if scanner.peek() != Some(b'n') => {
                let mut ahead = scanner.clone();
                let rows = read(&mut ahead);
                // What follows may say why rows could not be read.
                match rows {
                    Ok(_) => *scanner = ahead,
                    Err(_) => drop(scanner.value()?),
                }
                envelope.rows = Some(rows);
            }
            "success" => envelope.success = read_success(scanner)?,
            "notFoundColumns" => envelope.not_found = read_names(scanner)?,
            _ => drop(scanner.value()?),
        }
        Ok(())
    })?;
    Ok(envelope)
}

/// A flag, also as text; a reply that says it failed is none to read rows from.
fn read_success(scanner: &mut Scanner<'_>) -> Result<bool, DecodeError> {
    let before = scanner.clone();
    match scanner.value()? {
        Cell::True => Ok(true),
        Cell::False => Err(before.unexpected("`success` that is true")),
        Cell::Plain(text) if text.eq_ignore_ascii_case("true") => Ok(true),
        Cell::Plain(text) if text.eq_ignore_ascii_case("false") => {
            Err(before.unexpected("`success` that is true"))
        }
        _ => Ok(false),
    }
}

fn read_names(scanner: &mut Scanner<'_>) -> Result<Vec<String>, DecodeError> {
    let before = scanner.clone();
    let Cell::Composite(text) = scanner.value()? else {
        return Ok(Vec::new());
    };
    let mut names = Vec::new();
    let read = elements(text, |cell| {
        names.extend(cell.text()?.map(std::borrow::Cow::into_owned));
        Ok(())
    });
    read.map_err(|_| before.unexpected("names of columns"))?;
    Ok(names)
}

/// The value of a cell in the forms that all protocols share: a lookup is its key, without its
/// display value, and an empty text is nothing.
pub(super) fn plain(cell: Cell<'_>) -> Cell<'_> {
    match cell {
        Cell::Plain("") => Cell::Null,
        Cell::Composite(object) if object.starts_with('{') => match value_of(object) {
            Some(Cell::Plain("")) => Cell::Null,
            Some(value) => value,
            None => cell,
        },
        _ => cell,
    }
}

/// The key in `{"value":"…","displayValue":"…"}`.
fn value_of(object: &str) -> Option<Cell<'_>> {
    let members = members(object).ok()?;
    let value = members.into_iter().find(|(name, _)| name == "value");
    value.map(|(_, value)| value)
}

/// Whether a cell of a lookup says that it leads nowhere.
pub(super) fn is_empty_lookup(cell: Cell<'_>) -> bool {
    matches!(Uuid::decode(plain(cell)), Ok(None))
}

/// Whether a text is a date and time without a zone. Texts that look like one are handed on as such
/// too: it is the type of the column that decides what they are.
pub(super) fn is_wall_clock(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() >= "2024-01-31T08:15:00".len()
        && [bytes[4], bytes[7], bytes[10], bytes[13], bytes[16]] == *b"--T::"
        && bytes[19..]
            .iter()
            .all(|byte| byte.is_ascii_digit() || *byte == b'.')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::cell_of;

    #[test]
    fn a_lookup_is_its_key_and_an_empty_text_is_nothing() {
        for (written, read) in [
            (r#"{"displayValue":"Ann","value":"1"}"#, r#""1""#),
            (r#"{"value":"","displayValue":""}"#, "null"),
            (r#""""#, "null"),
            (r#"{"other":1}"#, r#"{"other":1}"#),
            ("[1]", "[1]"),
            (r#""a""#, r#""a""#),
            ("0", "0"),
        ] {
            assert_eq!(plain(cell_of(written)), cell_of(read), "{written}");
        }
    }

    #[test]
    fn only_a_date_and_time_without_a_zone_is_the_clock_s() {
        for text in ["2024-01-15T13:45:30", "2024-01-15T13:45:30.1234567"] {
            assert!(is_wall_clock(text), "{text}");
        }
        for text in [
            "2024-01-15",
            "2024-01-15T13:45",
            "2024-01-15T13:45:30Z",
            "2024-01-15T13:45:30+02:00",
            "2024/01/15T13:45:30",
            "ééééééééééééé",
            "",
        ] {
            assert!(!is_wall_clock(text), "{text}");
        }
    }
}
