//! One raw value of a reply: the JSON token as it stands in the bytes, not parsed yet.
//!
//! Cells are what the row scanner collects and what [`Scalar`](crate::value::Scalar) types parse,
//! so a value is looked at once, by the type that wants it.

use std::borrow::Cow;

/// A JSON token of a reply, borrowed from its bytes.
#[derive(Debug, Clone, Copy)]
pub struct Cell<'a> {
    /// The token's text, quotes included; empty when the reply has no such member.
    raw: &'a str,
    /// Whether a string token holds escape sequences.
    escaped: bool,
}

/// What kind of token a cell holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Token<'a> {
    /// The reply has no such member.
    Absent,
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number, as written.
    Number(&'a str),
    /// A string without escapes, between its quotes.
    Plain(&'a str),
    /// A string with escapes, quotes included.
    Escaped(&'a str),
    /// An object or an array.
    Composite(&'a str),
}

impl<'a> Cell<'a> {
    pub(crate) const ABSENT: Cell<'static> = Cell {
        raw: "",
        escaped: false,
    };

    /// A cell over one complete JSON token.
    #[inline]
    pub(crate) fn new(raw: &'a str, escaped: bool) -> Self {
        Cell { raw, escaped }
    }

    /// The token's text as it stands in the reply, empty when there is none.
    #[inline]
    pub fn raw(self) -> &'a str {
        self.raw
    }

    /// The token by kind.
    #[inline]
    pub fn token(self) -> Token<'a> {
        match self.raw.as_bytes() {
            [] => Token::Absent,
            [b'"', .., b'"'] if self.escaped => Token::Escaped(self.raw),
            [b'"', .., b'"'] => Token::Plain(&self.raw[1..self.raw.len() - 1]),
            b"null" => Token::Null,
            b"true" => Token::Bool(true),
            b"false" => Token::Bool(false),
            [b'{' | b'[', ..] => Token::Composite(self.raw),
            _ => Token::Number(self.raw),
        }
    }

    /// Whether there is nothing here: no such member, or `null`.
    #[inline]
    pub fn is_none(self) -> bool {
        matches!(self.token(), Token::Absent | Token::Null)
    }

    /// The text of a string token, `None` for `null` and a missing member.
    ///
    /// # Errors
    /// [`CellError`] when the token is no string, or has a broken escape.
    #[inline]
    pub fn text(self) -> Result<Option<Cow<'a, str>>, CellError> {
        match self.token() {
            Token::Absent | Token::Null => Ok(None),
            Token::Plain(text) => Ok(Some(Cow::Borrowed(text))),
            Token::Escaped(raw) => match unescape(raw) {
                Some(text) => Ok(Some(Cow::Owned(text))),
                None => Err(CellError::Expected("a string with valid escapes")),
            },
            Token::Bool(_) | Token::Number(_) | Token::Composite(_) => {
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
        match self.token() {
            Token::Absent | Token::Null => Ok(None),
            Token::Number(text) | Token::Plain(text) => Ok(Some(text)),
            Token::Bool(_) | Token::Escaped(_) | Token::Composite(_) => {
                Err(CellError::Expected("a number"))
            }
        }
    }
}

/// The text of a string token with escapes, quotes included; `None` if one of them is broken.
fn unescape(raw: &str) -> Option<String> {
    // The parser's own `String` would be grown step by step; the text is at most as long as this.
    let mut text = String::with_capacity(raw.len());
    let mut rest = &raw[1..raw.len() - 1];
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
}
