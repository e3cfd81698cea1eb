//! [`DecodeError`]: what was wrong with a reply, and where.

use std::fmt;

use crate::cell::CellError;

/// How much of an offending text an error repeats, in characters.
const EXCERPT: usize = 80;

/// A reply that could not be turned into rows.
///
/// One pointer, so that reading a value costs no more for being able to fail.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(transparent)]
pub struct DecodeError(Box<DecodeErrorKind>);

/// What was wrong with a reply.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DecodeErrorKind {
    /// The reply is not the JSON it should be. Byte offsets count from 0.
    #[error(
        "the reply is not the expected JSON at byte {offset}: {expected} was expected, found {found}"
    )]
    Malformed {
        /// Where, in bytes from the start of the reply.
        offset: usize,
        /// What should stand there.
        expected: &'static str,
        /// The beginning of what does.
        found: Excerpt,
    },
    /// A value does not fit the Rust type that the model gives its column.
    ///
    /// Most often the instance has changed since the models were generated: generate them again.
    #[error("row {row} of {entity}, column {column}: {reason}, found {found}")]
    Value {
        /// Wire name of the query's entity.
        entity: &'static str,
        /// The column, with the lookups and collections that lead to it.
        column: String,
        /// Number of the row in the whole result, from 1.
        row: u64,
        /// The value as it stands in the reply.
        found: Excerpt,
        /// What is wrong with it.
        reason: CellError,
    },
    /// DataService found no such columns, and left them out.
    ///
    /// Most often the instance has changed since the models were generated: generate them again.
    #[error("{entity} has no such columns: {columns}")]
    NotFoundColumns {
        /// Wire name of the query's entity.
        entity: &'static str,
        /// The columns by their paths, with commas between them.
        columns: String,
    },
    /// What a web service, a process or a system setting holds is not of the type that was asked for.
    ///
    /// The reason says where and what was expected, and repeats nothing of the value.
    #[error("what {place} gave does not fit: {reason}")]
    Returned {
        /// Whose value it is.
        place: String,
        /// What was expected, and where.
        reason: String,
    },
    /// DataService found no row by this key.
    #[error("no row of {entity} has this key")]
    NoRow {
        /// Wire name of the query's entity.
        entity: &'static str,
    },
}

impl DecodeError {
    /// What was wrong.
    pub fn kind(&self) -> &DecodeErrorKind {
        &self.0
    }

    pub(crate) fn malformed(text: &str, offset: usize, expected: &'static str) -> Self {
        let found = Excerpt::new(text.get(offset..).unwrap_or_default());
        DecodeErrorKind::Malformed {
            offset,
            expected,
            found,
        }
        .into()
    }

    /// The same error, seen from a row that holds the erring one in a collection.
    pub(crate) fn inside(
        mut self,
        outer_entity: &'static str,
        outer_row: u64,
        collection: &str,
    ) -> Self {
        if let DecodeErrorKind::Value {
            entity,
            column,
            row,
            ..
        } = &mut *self.0
        {
            *column = format!("{collection}[{row}].{column}");
            *row = outer_row;
            *entity = outer_entity;
        }
        self
    }
}

impl From<DecodeErrorKind> for DecodeError {
    fn from(kind: DecodeErrorKind) -> Self {
        DecodeError(Box::new(kind))
    }
}

/// The beginning of a text from a reply, for an error message.
#[derive(Clone, PartialEq, Eq)]
pub struct Excerpt(String);

impl Excerpt {
    pub(crate) fn new(text: &str) -> Self {
        match text.char_indices().nth(EXCERPT) {
            Some((end, _)) => Excerpt(format!("`{}…`", printable(&text[..end]))),
            None if text.is_empty() => Excerpt("nothing".to_owned()),
            None => Excerpt(format!("`{}`", printable(text))),
        }
    }
}

/// The text on one line: a reply must not be able to break the lines of a log.
fn printable(text: &str) -> String {
    text.chars()
        .flat_map(|character| {
            let escaped = character.is_control().then(|| character.escape_default());
            let plain = escaped.is_none().then_some(character);
            escaped.into_iter().flatten().chain(plain)
        })
        .collect()
}

impl fmt::Display for Excerpt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Excerpt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_is_one_line_whatever_the_reply_holds() {
        let shown = Excerpt::new("a\r\nERROR \u{1b}[31mé`").to_string();
        assert_eq!(shown, "`a\\r\\nERROR \\u{1b}[31mé``");
    }

    #[test]
    fn an_excerpt_of_a_long_text_is_its_beginning() {
        let shown = Excerpt::new(&"é".repeat(200)).to_string();
        assert_eq!(shown, format!("`{}…`", "é".repeat(80)));
    }
}
