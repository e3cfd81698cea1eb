//! Percent-encoding of what goes into a URL.
//!
//! The URL is encoded while it is written, so nothing is encoded twice or looked at again. Inside a
//! string literal everything but RFC 3986's unreserved characters is encoded: then no value can end
//! the literal, the option or the query, whatever splits the URL first.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// A name from `$metadata`. A legal one has nothing to encode.
pub(crate) fn push_name(url: &mut String, name: &str) {
    url.extend(utf8_percent_encode(name, RESERVED));
}

/// A string literal: in single quotes, quotes inside doubled.
pub(crate) fn push_string(url: &mut String, text: &str) {
    url.push('\'');
    let mut parts = text.split('\'');
    if let Some(first) = parts.next() {
        url.extend(utf8_percent_encode(first, RESERVED));
    }
    for part in parts {
        url.push_str("''");
        url.extend(utf8_percent_encode(part, RESERVED));
    }
    url.push('\'');
}
