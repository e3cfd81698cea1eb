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
    pub(crate) fn new(raw: &'a str, escaped: bool) -> Self {
        Cell { raw, escaped }
    }

    /// The token's text as it stands in the reply, empty when there is none.
    pub fn raw(self) -> &'a str {
        self.raw
    }

    /// The token by kind.
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
    pub fn is_none(self) -> bool {
        matches!(self.token(), Token::Absent | Token::Null)
    }

    /// The text of a string token, `None` for `null` and a missing member.
    ///
    /// # Errors
    /// [`CellError`] when the token is no string, or has a broken escape.
    pub fn text(self) -> Result<Option<Cow<'a, str>>, CellError> {
        match self.token() {
            Token::Absent | Token::Null => Ok(None),
            Token::Plain(text) => Ok(Some(Cow::Borrowed(text))),
            Token::Escaped(raw) => match serde_json::from_str::<String>(raw) {
                Ok(text) => Ok(Some(Cow::Owned(text))),
                Err(_) => Err(CellError::Expected("a string with valid escapes")),
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
