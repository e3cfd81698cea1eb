//! The bytes of a file as a download.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use uuid::Uuid;

use crate::{
    catalog::{Entity, Member},
    query::{plan::Plan, run::Source, single::Content},
    reply::Reply,
    value::Value,
};

/// The file of a row, if there is one.
///
/// Which column holds the bytes is not in the address: it is `Data`, or the first one for bytes.
pub(crate) fn download(
    source: Source<'_>,
    schema: &str,
    key: Uuid,
) -> rusqlite::Result<Option<Reply>> {
    let Some(id) = source.catalog.by_name(schema) else {
        return Ok(None);
    };
    let entity = source.catalog.entity(id);
    let first = entity.stream_columns().next();
    let named = entity.stream("Data");
    let Some(column) = named.or_else(|| entity.stream(&first?.name)) else {
        return Ok(None);
    };
    let bytes = match source.content(entity, column, key)? {
        Content::NoRow => return Ok(None),
        Content::Nothing => Vec::new(),
        Content::Bytes(bytes) => bytes,
    };
    let text = |name| text(source, entity, id, key, name);
    let name = text("Name")?.unwrap_or_else(|| key.to_string());
    let mime_type = text("MimeType")?.filter(|it| is_plain(it));
    let mime_type = mime_type.unwrap_or_else(|| type_of(&name).to_owned());
    let reply = Reply::file(&mime_type, bytes);
    Ok(Some(reply.with("content-disposition", disposition(&name))))
}

/// A text of the row, if it has such a column and something in it.
fn text(
    source: Source<'_>,
    entity: &Entity,
    id: crate::catalog::EntityId,
    key: Uuid,
    name: &str,
) -> rusqlite::Result<Option<String>> {
    let Some(Member::Column(column)) = entity.member(name) else {
        return Ok(None);
    };
    let plan = Plan {
        columns: vec![column],
        ..Plan::bare(id)
    };
    let row = source.row(&plan, key)?;
    let value = row.and_then(|row| row.values.into_iter().next());
    Ok(match value {
        Some(Value::Text(text)) if !text.is_empty() => Some(text),
        _ => None,
    })
}

/// Whether a text can be the value of a header as it is.
fn is_plain(text: &str) -> bool {
    text.bytes()
        .all(|byte| byte.is_ascii_graphic() || byte == b' ')
}

/// What a file most likely is, by the end of its name.
fn type_of(name: &str) -> &'static str {
    let extension = name
        .rsplit_once('.')
        .map(|(_, end)| end.to_ascii_lowercase());
    match extension.as_deref() {
        Some("txt") => "text/plain",
        Some("csv") => "text/csv",
        Some("html") => "text/html",
        Some("json") => "application/json",
        Some("pdf") => "application/pdf",
        Some("zip") => "application/zip",
        Some("png") => "image/png",
        Some("jpg" | "jpeg") => "image/jpeg",
        _ => "application/octet-stream",
    }
}

/// RFC 6266: a name that any client can read, and the real one.
fn disposition(name: &str) -> String {
    const KEPT: &AsciiSet = &NON_ALPHANUMERIC
        .remove(b'-')
        .remove(b'.')
        .remove(b'_')
        .remove(b'~');
    let readable: String = name
        .chars()
        .map(|char| match char {
            '"' | '\\' => '_',
            char if char.is_ascii_graphic() || char == ' ' => char,
            _ => '_',
        })
        .collect();
    let real = utf8_percent_encode(name, KEPT);
    format!("attachment; filename=\"{readable}\"; filename*=UTF-8''{real}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_breaks_out_of_its_header() {
        assert_eq!(
            disposition("a\"b\r\nÜ.txt"),
            "attachment; filename=\"a_b___.txt\"; filename*=UTF-8''a%22b%0D%0A%C3%9C.txt"
        );
    }

    #[test]
    fn a_type_follows_from_the_end_of_a_name() {
        assert_eq!(type_of("A.PDF"), "application/pdf");
        assert_eq!(type_of("pdf"), "application/octet-stream");
    }
}
