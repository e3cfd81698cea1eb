//! The name of a file in a `Content-Disposition` header.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use reqwest::header::HeaderValue;

/// What stands in a name as it is.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// The header for an upload. Creatio wants the name percent-encoded and without quotes; a quoted one
/// and the form `filename*=` are refused by its image service (observed on 8.x).
pub(super) fn attachment(file_name: &str) -> Option<HeaderValue> {
    let name = utf8_percent_encode(file_name, ENCODED);
    HeaderValue::try_from(format!("attachment; filename={name}")).ok()
}

/// The name in the header of a download.
pub(super) fn file_name(header: &str) -> Option<String> {
    let mut plain = None;
    for (name, value) in parameters(header) {
        if name.eq_ignore_ascii_case("filename*") {
            // charset'language'name
            let encoded = value.splitn(3, '\'').nth(2)?;
            return Some(percent_decode_str(encoded).decode_utf8_lossy().into_owned());
        }
        if name.eq_ignore_ascii_case("filename") {
            plain = Some(percent_decode_str(&value).decode_utf8_lossy().into_owned());
        }
    }
    plain.filter(|name| !name.is_empty())
}

/// Names and values after the first `;`. Quotes may hold semicolons.
fn parameters(header: &str) -> Vec<(&str, String)> {
    let mut found = Vec::new();
    let mut rest = header.split_once(';').map_or("", |(_, rest)| rest);
    while let Some((name, after)) = rest.split_once('=') {
        let (value, left) = value(after.trim_start());
        found.push((name.trim_matches([' ', '\t', ';']), value));
        rest = left;
    }
    found
}

/// A value, quoted or not, and what follows it.
fn value(text: &str) -> (String, &str) {
    let Some(quoted) = text.strip_prefix('"') else {
        let (value, rest) = text.split_once(';').unwrap_or((text, ""));
        return (value.trim().to_owned(), rest);
    };
    let mut value = String::new();
    let mut characters = quoted.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => return (value, &quoted[at + 1..]),
            '\\' => value.extend(characters.next().map(|(_, escaped)| escaped)),
            other => value.push(other),
        }
    }
    (value, "")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_name_is_found_in_every_form() {
        for (header, name) in [
            ("attachment; filename=a.zip", Some("a.zip")),
            (
                "attachment; filename=\"a; b.zip\"; size=3",
                Some("a; b.zip"),
            ),
            (r#"attachment; filename="a\"b.zip""#, Some("a\"b.zip")),
            (
                "attachment; filename=x.zip; filename*=UTF-8''%D0%B7%D0%B2.zip",
                Some("зв.zip"),
            ),
            ("attachment;FileName=offer%20v2.pdf", Some("offer v2.pdf")),
            ("attachment", None),
            ("inline; filename=\"\"", None),
        ] {
            assert_eq!(file_name(header).as_deref(), name, "{header}");
        }
    }

    proptest! {
        #[test]
        fn every_name_fits_into_the_header_and_is_read_back(name in ".{1,40}") {
            let header = attachment(&name).unwrap();
            let header = header.to_str().unwrap();
            prop_assert!(!header.contains('"'));
            prop_assert_eq!(file_name(header), Some(name));
        }

        #[test]
        fn no_header_makes_the_reader_stumble(header in ".{0,80}") {
            let _ = file_name(&header);
        }
    }
}
