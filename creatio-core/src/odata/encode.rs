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

/// A name from `$metadata`: an OData identifier, so only letters beyond ASCII need encoding.
pub(crate) fn push_name(url: &mut String, name: &str) {
    if name.is_ascii() {
        url.push_str(name);
    } else {
        url.extend(utf8_percent_encode(name, RESERVED));
    }
}

/// A string literal: in single quotes, quotes inside doubled.
pub(crate) fn push_string(url: &mut String, text: &str) {
    url.push('\'');
    for (position, part) in text.split('\'').enumerate() {
        if position > 0 {
            url.push_str("''");
        }
        url.extend(utf8_percent_encode(part, RESERVED));
    }
    url.push('\'');
}
