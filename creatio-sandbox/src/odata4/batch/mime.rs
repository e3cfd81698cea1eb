//! Multipart bodies taken apart, and media types.
//!
//! Lines may end in CRLF or in LF. Errors name the line of the whole body.

use super::request::refused;
use crate::odata4::refusal::Refusal;

/// A media type with its parameters.
#[derive(Debug)]
pub(super) struct MediaType {
    /// Type and subtype in small letters: `multipart/mixed`.
    pub(super) name: String,
    parameters: Vec<(String, String)>,
}

impl MediaType {
    /// Reads a `Content-Type`, or one range of an `Accept`.
    pub(super) fn read(header: &str) -> Self {
        let mut parts = header.split(';').map(str::trim);
        let name = parts.next().unwrap_or_default().to_ascii_lowercase();
        let parameters = parts.filter_map(|part| {
            let (name, value) = part.split_once('=')?;
            let value = value.trim().trim_matches('"').to_owned();
            Some((name.trim().to_ascii_lowercase(), value))
        });
        Self {
            name,
            parameters: parameters.collect(),
        }
    }

    /// What stands between parts.
    pub(super) fn boundary(&self) -> Option<String> {
        let mut parameters = self.parameters.iter();
        let (_, boundary) = parameters.find(|(name, _)| name == "boundary")?;
        (1..=70).contains(&boundary.len()).then(|| boundary.clone())
    }
}

/// One part of a multipart body.
#[derive(Debug)]
pub(super) struct Part<'b> {
    /// The line at which it begins, behind its delimiter.
    pub(super) line: usize,
    headers: Vec<(String, String)>,
    /// The line at which its content begins.
    pub(super) content_line: usize,
    /// What follows its headers.
    pub(super) content: &'b [u8],
}

impl<'b> Part<'b> {
    /// A header of the part.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        let (_, value) = headers.find(|(found, _)| found.eq_ignore_ascii_case(name))?;
        Some(value)
    }

    fn read(bytes: &'b [u8], line: usize) -> Result<Self, Refusal> {
        let mut headers = [httparse::EMPTY_HEADER; 32];
        let (length, headers) = match httparse::parse_headers(bytes, &mut headers) {
            Ok(httparse::Status::Complete(read)) => read,
            Ok(httparse::Status::Partial) => {
                return Err(at(
                    line,
                    "an empty line must follow the headers of the part",
                ));
            }
            Err(error) => return Err(at(line, &format!("not the headers of a part: {error}"))),
        };
        Ok(Self {
            line,
            headers: headers.iter().map(owned).collect(),
            content_line: line + line_ends(&bytes[..length]),
            content: &bytes[length..],
        })
    }
}

/// Name and value of a header.
pub(super) fn owned(header: &httparse::Header<'_>) -> (String, String) {
    let value = String::from_utf8_lossy(header.value).trim().to_owned();
    (header.name.to_owned(), value)
}

/// A body that cannot be read from this line on.
pub(super) fn at(line: usize, what: &str) -> Refusal {
    refused(format!("Line {line} of the batch request: {what}."))
}

/// The parts of a body, which begins at this line. What stands before the first delimiter and after
/// the last one is no part of it.
pub(super) fn parts<'b>(
    body: &'b [u8],
    boundary: &str,
    first_line: usize,
) -> Result<Vec<Part<'b>>, Refusal> {
    let delimiter = format!("--{boundary}");
    let mut parts = Vec::new();
    let mut open = None;
    let (mut offset, mut number) = (0, first_line);
    for line in body.split_inclusive(|byte| *byte == b'\n') {
        let rest = line.trim_ascii_end().strip_prefix(delimiter.as_bytes());
        if let Some(rest @ (b"" | b"--")) = rest {
            if let Some((start, line)) = open {
                parts.push(Part::read(without_line_end(&body[start..offset]), line)?);
            }
            if !rest.is_empty() {
                return Ok(parts);
            }
            open = Some((offset + line.len(), number + 1));
        }
        offset += line.len();
        number += 1;
    }
    let last = first_line + line_ends(body);
    Err(at(
        last,
        &format!("it ends without the line '{delimiter}--'"),
    ))
}

/// The line end before a delimiter is part of the delimiter.
fn without_line_end(bytes: &[u8]) -> &[u8] {
    let bytes = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    bytes.strip_suffix(b"\r").unwrap_or(bytes)
}

fn line_ends(bytes: &[u8]) -> usize {
    bytes.split(|byte| *byte == b'\n').skip(1).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &str = "preamble\r\n--b\r\nA: 1\r\n\r\none\r\n\r\n--b  \r\nA: 2\r\n\r\n--b-no\r\n--b--\r\nepilogue";

    fn contents(body: &str) -> Vec<(usize, usize, String)> {
        let parts = parts(body.as_bytes(), "b", 1).unwrap();
        let content = |part: &Part<'_>| String::from_utf8(part.content.to_vec()).unwrap();
        let shown = parts
            .iter()
            .map(|part| (part.line, part.content_line, content(part)));
        shown.collect()
    }

    #[test]
    fn the_line_end_before_a_delimiter_belongs_to_it() {
        let expected = [(3, 5, "one\r\n".to_owned()), (8, 10, "--b-no".to_owned())];
        assert_eq!(contents(BODY), expected);
    }

    #[test]
    fn bare_line_feeds_are_line_ends_too() {
        let expected = [(3, 5, "one\n".to_owned()), (8, 10, "--b-no".to_owned())];
        assert_eq!(contents(&BODY.replace("\r\n", "\n")), expected);
    }

    #[test]
    fn errors_name_their_line() {
        for (body, start) in [
            ("", "Line 1 of"),
            ("--b\n\nA", "Line 3 of"),
            ("--b\nA: 1\n--b--", "Line 2 of"),
            ("\n\n--b\n: 1\n\n--b--", "Line 4 of"),
        ] {
            let Err(Refusal::Body(message)) = parts(body.as_bytes(), "b", 1) else {
                panic!("{body:?} was read");
            };
            assert!(message.starts_with(start), "{body:?}: {message}");
        }
    }

    #[test]
    fn a_body_without_parts_has_none() {
        assert!(parts(b"--b--", "b", 1).unwrap().is_empty());
    }
}
