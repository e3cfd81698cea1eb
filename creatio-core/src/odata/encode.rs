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

/// A name from `$metadata`: an OData identifier, so only letters beyond ASCII need encoding, and
/// [`finished`] sees to them.
pub(crate) fn push_name(url: &mut String, name: &str) {
    url.push_str(name);
}

/// The whole URL, with what is left beyond ASCII encoded: letters of names, which are rare, so that
/// one look at the URL costs less than one at each name.
pub(crate) fn finished(url: String) -> String {
    if url.is_ascii() {
        return url;
    }
    utf8_percent_encode(&url, &AsciiSet::EMPTY).to_string()
}

/// A string literal: in single quotes, quotes inside doubled.
pub(crate) fn push_string(url: &mut String, text: &str) {
    url.push('\'');
    for piece in utf8_percent_encode(text, RESERVED) {
        // Only a quote comes out like this: a percent sign of the text is encoded itself.
        url.push_str(if piece == "%27" { "''" } else { piece });
    }
    url.push('\'');
}
