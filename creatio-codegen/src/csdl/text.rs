//! From bytes to XML text: what can be said about a document before it is parsed as XML.

use super::error::{Error, Problem};
use crate::schema::Position;

/// More attributes than any element of CSDL has; roxmltree compares each with all before it.
const MAX_ATTRIBUTES: usize = 256;

/// Far more attributes than a whole document has: 2,000 entities of Creatio need 400,000.
const MAX_ALL_ATTRIBUTES: usize = 4_000_000;

/// Declarations of XML namespaces within each other; roxmltree copies the outer ones each time.
const MAX_NESTED_NAMESPACES: usize = 1024;

/// The document as text, or why it cannot be a CSDL document.
pub(super) fn decode<'d>(bytes: &'d [u8], origin: &str) -> Result<&'d str, Error> {
    let encoding = |found: &str| Problem::Encoding {
        found: found.to_owned(),
    };
    match bytes {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => {
            return Err(Error::whole(origin, encoding("it starts as UTF-16 does")));
        }
        [0x1f, 0x8b, ..] => {
            return Err(Error::whole(origin, encoding("it is compressed with gzip")));
        }
        _ => {}
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let (valid, rest) = bytes.split_at(error.valid_up_to());
        let byte = rest.first().copied().unwrap_or_default();
        let valid = std::str::from_utf8(valid).unwrap_or_default();
        let found = format!("the byte 0x{byte:02x} cannot stand here");
        Error::at(origin, position(valid, valid.len()), encoding(&found))
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let start = text.trim_start();
    if start.is_empty() {
        return Err(Error::whole(origin, Problem::Empty));
    }
    if starts_with(start, "<!doctype html") || starts_with(start, "<html") {
        return Err(Error::whole(origin, Problem::Html));
    }
    if start.starts_with(['{', '[']) {
        return Err(Error::whole(origin, Problem::Json));
    }
    if !start.starts_with('<') {
        let start = start
            .chars()
            .take(40)
            .collect::<String>()
            .escape_debug()
            .to_string();
        return Err(Error::whole(origin, Problem::NotXml(start)));
    }
    refuse_floods(text, origin)?;
    Ok(text)
}

fn starts_with(text: &str, prefix: &str) -> bool {
    text.get(..prefix.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}

/// Refuses what the XML parser would take minutes or all memory for.
fn refuse_floods(text: &str, origin: &str) -> Result<(), Error> {
    let bytes = text.as_bytes();
    if memchr::memchr_iter(b'=', bytes).count() > MAX_ALL_ATTRIBUTES {
        let problem = Problem::Size("attributes", MAX_ALL_ATTRIBUTES);
        return Err(Error::whole(origin, problem));
    }
    // An attribute takes four bytes at least, so most elements need no look.
    let crowded = tags(bytes)
        .find(|(_, tag)| tag.len() > 4 * MAX_ATTRIBUTES && attributes(tag) > MAX_ATTRIBUTES);
    if let Some((offset, _)) = crowded {
        let problem = Problem::Attributes(MAX_ATTRIBUTES);
        return Err(Error::at(origin, position(text, offset), problem));
    }
    if memchr::memmem::find_iter(bytes, "xmlns").count() > MAX_NESTED_NAMESPACES {
        refuse_nested_namespaces(text, origin)?;
    }
    Ok(())
}

/// Each `<` with all up to the next one: `<` cannot stand in an attribute's value.
fn tags(bytes: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    let ends = memchr::memchr_iter(b'<', bytes)
        .skip(1)
        .chain([bytes.len()]);
    memchr::memchr_iter(b'<', bytes)
        .zip(ends)
        .map(|(start, end)| (start, &bytes[start..end]))
        .filter(|(_, tag)| !tag.starts_with(b"<!"))
}

/// An upper bound of the attributes in a tag: `=` before a quote.
fn attributes(tag: &[u8]) -> usize {
    let quoted = |at: usize| {
        let value = tag[at + 1..].trim_ascii_start();
        value.starts_with(b"\"") || value.starts_with(b"'")
    };
    memchr::memchr_iter(b'=', tag)
        .filter(|at| quoted(*at))
        .count()
}

fn refuse_nested_namespaces(text: &str, origin: &str) -> Result<(), Error> {
    let (mut depth, mut declaring) = (0_usize, Vec::new());
    for (offset, tag) in tags(text.as_bytes()) {
        if tag.starts_with(b"</") {
            if declaring.last() == Some(&depth) {
                declaring.pop();
            }
            depth = depth.saturating_sub(1);
        } else if !tag.starts_with(b"<?") && !closes_itself(tag) {
            depth += 1;
            if memchr::memmem::find(tag, b"xmlns").is_some() {
                declaring.push(depth);
            }
        }
        if declaring.len() > MAX_NESTED_NAMESPACES {
            let problem = Problem::Namespaces(MAX_NESTED_NAMESPACES);
            return Err(Error::at(origin, position(text, offset), problem));
        }
    }
    Ok(())
}

/// Whether a tag ends with `/>`; within quotes that ends nothing.
fn closes_itself(tag: &[u8]) -> bool {
    let (mut quote, mut last) = (None, b' ');
    for byte in tag {
        match (quote, byte) {
            (None, b'>') => return last == b'/',
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
        last = *byte;
    }
    false
}

/// Line and column of a byte offset.
pub(super) fn position(text: &str, offset: usize) -> Position {
    Cursor::new(text).advance(offset)
}

/// Turns ascending byte offsets into positions in one pass over the text.
///
/// The whole of `$metadata` is often one line of megabytes: counting from its start for every
/// place would make many places quadratic.
pub(super) struct Cursor<'d> {
    text: &'d str,
    offset: usize,
    position: Position,
}

impl<'d> Cursor<'d> {
    /// A cursor at the start of `text`.
    pub(super) fn new(text: &'d str) -> Self {
        Self {
            text,
            offset: 0,
            position: Position { line: 1, column: 1 },
        }
    }

    /// The position of `offset`, which must not lie before the last one.
    pub(super) fn advance(&mut self, offset: usize) -> Position {
        let passed = self.text.get(self.offset..offset).unwrap_or_default();
        for char in passed.chars() {
            if char == '\n' {
                self.position.line += 1;
                self.position.column = 1;
            } else {
                self.position.column += 1;
            }
        }
        self.offset = offset;
        self.position
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_lines_count_from_one() {
        let text = "äb\ncd";
        let mut cursor = Cursor::new(text);
        assert_eq!(cursor.advance(0), Position { line: 1, column: 1 });
        assert_eq!(cursor.advance("ä".len()), Position { line: 1, column: 2 });
        assert_eq!(
            cursor.advance("äb\nc".len()),
            Position { line: 2, column: 2 }
        );
    }

    #[test]
    fn many_attributes_on_one_element_are_refused_and_in_a_comment_are_not() {
        let flood = "a=\">\" ".repeat(MAX_ATTRIBUTES + 1);
        let error = decode(format!("<r>\n<e {flood}/></r>").as_bytes(), "m.xml").unwrap_err();
        assert_eq!(error.problem(), &Problem::Attributes(MAX_ATTRIBUTES));
        assert_eq!(error.position(), Some(Position { line: 2, column: 1 }));
        decode(format!("<r><!-- {flood}--></r>").as_bytes(), "m.xml").unwrap();
    }

    #[test]
    fn namespaces_within_each_other_are_bounded_and_beside_each_other_are_not() {
        let declaring = |n| format!("<a xmlns:n{n}='u{n}'>");
        let nested: String = (0..=MAX_NESTED_NAMESPACES).map(declaring).collect();
        let error = decode(nested.as_bytes(), "m.xml").unwrap_err();
        assert_eq!(error.problem(), &Problem::Namespaces(MAX_NESTED_NAMESPACES));
        let beside = "<a xmlns:p='u'><b/></a>".repeat(MAX_NESTED_NAMESPACES + 1);
        decode(format!("<r>{beside}</r>").as_bytes(), "m.xml").unwrap();
    }
}
