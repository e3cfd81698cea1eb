//! Percent-encoding of what goes into a URL.
//!
//! Values are encoded while they are written, names at the end and only if they need it. Names are
//! OData identifiers, so only letters beyond ASCII do, and no value has any left by then. Inside a
//! string literal everything but RFC 3986's unreserved characters is encoded: then no value can end
//! the literal, the option or the query, whatever splits the URL first.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

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

/// Text of the query itself, as a program wrote it: everything that would end the option is encoded.
pub(crate) fn push_plain(url: &mut String, text: &str) {
    const PLAIN: &AsciiSet = &RESERVED
        .remove(b'\'')
        .remove(b'(')
        .remove(b')')
        .remove(b',')
        .remove(b'/')
        .remove(b':')
        .remove(b'$');
    url.extend(utf8_percent_encode(text, PLAIN));
}
