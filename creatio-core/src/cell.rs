//! One raw value of a reply: the JSON token as it stands in the bytes, not parsed yet.
//!
//! Cells are what the row scanner collects and what [`Scalar`](crate::value::Scalar) types parse,
//! so a value is looked at once, by the type that wants it.

use std::borrow::Cow;
use std::fmt;

use jiff::tz::TimeZone;

/// A JSON token of a reply, borrowed from its bytes.
///
/// Every variant is empty or two words. A variant with a smaller payload would make copying a cell
/// two overlapping moves, and that was a tenth of the time of reading a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cell<'a> {
    /// The reply has no such member.
    Absent,
    /// `null`
    Null,
    /// `true`
    True,
    /// `false`
    False,
    /// A number, as written.
    Number(&'a str),
    /// A string without escapes, between its quotes.
    Plain(&'a str),
    /// A string with escapes, between its quotes.
    Escaped(&'a str),
    /// An object or an array, with its brackets.
    Composite(&'a str),
    /// A string without escapes that has the form of a date and time without a zone, from a service
    /// that means the clock of a zone. A column of another type takes it as the text that it is.
    Local {
        /// The text, behind a reference for the sake of the payload's size.
        text: &'a &'a str,
        /// The zone.
        zone: &'a TimeZone,
    },
}

impl<'a> Cell<'a> {
    /// Whether there is nothing here: no such member, or `null`.
    #[inline]
    pub fn is_none(self) -> bool {
        matches!(self, Cell::Absent | Cell::Null)
    }

    /// The text of a string token, `None` for `null` and a missing member.
    ///
    /// # Errors
    /// [`CellError`] when the token is no string, or has a broken escape.
    #[inline]
    pub fn text(self) -> Result<Option<Cow<'a, str>>, CellError> {
        match self {
            Cell::Plain(text) | Cell::Local { text: &text, .. } => Ok(Some(Cow::Borrowed(text))),
            Cell::Escaped(text) => match unescape(text) {
                Some(text) => Ok(Some(Cow::Owned(text))),
                None => Err(CellError::Expected("a string with valid escapes")),
            },
            Cell::Absent | Cell::Null => Ok(None),
            Cell::True | Cell::False | Cell::Number(_) | Cell::Composite(_) => {
                Err(CellError::Expected("a string"))
            }
        }
    }

    /// The text of a number, whether it came bare or as a string.
    ///
    /// OData sends decimals and 64-bit integers as strings when the reply is
    /// `IEEE754Compatible=true`, and as bare numbers otherwise; both are taken.
    ///
    /// # Errors
    /// [`CellError`] when the token is neither.
    #[inline]
    pub fn number(self) -> Result<Option<&'a str>, CellError> {
        match self {
            Cell::Number(text) | Cell::Plain(text) => Ok(Some(text)),
            Cell::Absent | Cell::Null => Ok(None),
            Cell::True
            | Cell::False
            | Cell::Escaped(_)
            | Cell::Composite(_)
            | Cell::Local { .. } => Err(CellError::Expected("a number")),
        }
    }
}

/// The cell as JSON, as it stands in the reply; nothing when it is absent.
impl fmt::Display for Cell<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Cell::Absent => Ok(()),
            Cell::Null => f.write_str("null"),
            Cell::True => f.write_str("true"),
            Cell::False => f.write_str("false"),
            Cell::Number(text) | Cell::Composite(text) => f.write_str(text),
            Cell::Plain(text) | Cell::Escaped(text) | Cell::Local { text: &text, .. } => {
                write!(f, "\"{text}\"")
            }
        }
    }
}

/// The text of a string with escapes; `None` if one of them is broken.
pub(crate) fn unescape(escaped: &str) -> Option<String> {
    // The text is at most as long as what stands for it.
    let mut text = String::with_capacity(escaped.len());
    let mut rest = escaped;
    while let Some(backslash) = memchr::memchr(b'\\', rest.as_bytes()) {
        text.push_str(&rest[..backslash]);
        let (character, length) = escape(&rest[backslash..])?;
        text.push(character);
        rest = &rest[backslash + length..];
    }
    text.push_str(rest);
    Some(text)
}

/// The character that an escape stands for, and the length of the escape.
fn escape(text: &str) -> Option<(char, usize)> {
    let simple = match text.as_bytes().get(1)? {
        b'"' => '"',
        b'\\' => '\\',
        b'/' => '/',
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'u' => return unicode_escape(text),
        _ => return None,
    };
    Some((simple, 2))
}

/// `\uXXXX`, or two of them that form a surrogate pair.
fn unicode_escape(text: &str) -> Option<(char, usize)> {
    let unit = |at: usize| match text.as_bytes().get(at..at + 6)? {
        [b'\\', b'u', digits @ ..] if digits.iter().all(u8::is_ascii_hexdigit) => {
            u16::from_str_radix(&text[at + 2..at + 6], 16).ok()
        }
        _ => None,
    };
    let first = unit(0)?;
    if let Some(character) = char::from_u32(first.into()) {
        return Some((character, 6));
    }
    let pair = char::decode_utf16([first, unit(6)?]).next()?.ok()?;
    Some((pair, 12))
}

/// Why a cell could not become a value. The row adds entity, column and row number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CellError {
    /// The column has no value, and its Rust type has no room for that.
    #[error(
        "the column has no value, and its type has no room for that: make the field an `Option`"
    )]
    NoValue,
    /// The reply has no such member, and the Rust type is no `Option`.
    #[error("the reply has no such member")]
    Missing,
    /// The token is something else.
    #[error("{0} was expected")]
    Expected(&'static str),
    /// The server sent only the first rows of a nested collection.
    #[error(
        "the server sent only some of the collection's rows, and a link to the others: read them \
         with a query of their own"
    )]
    Incomplete,
    /// A member of a complex type has no value, and its Rust type has no room for that.
    #[error("`{0}`: the reply has no such member")]
    MissingWithin(&'static str),
    /// A member of a complex type is something else.
    #[error("`{name}`: {expected} was expected")]
    ExpectedWithin {
        /// Wire name of the innermost member.
        name: &'static str,
        /// What was expected there.
        expected: &'static str,
    },
}

impl CellError {
    /// The same error as of a member of a complex type; the innermost member keeps its name.
    pub(crate) fn within(self, name: &'static str) -> Self {
        match self {
            Self::Missing => Self::MissingWithin(name),
            Self::NoValue => Self::ExpectedWithin {
                name,
                expected: "a value",
            },
            Self::Expected(expected) => Self::ExpectedWithin { name, expected },
            inner @ (Self::Incomplete | Self::MissingWithin(_) | Self::ExpectedWithin { .. }) => {
                inner
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Cells are copied once per value that is read.
    #[test]
    fn a_cell_is_three_words() {
        assert_eq!(size_of::<Cell<'_>>(), 3 * size_of::<usize>());
    }
}
