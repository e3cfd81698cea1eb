//! Filter text to tokens.

use super::{
    SyntaxError,
    literal::{Literal, is_guid},
};

/// A token and the character it begins at.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) at: usize,
}

/// What a token is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    Open,
    Close,
    Comma,
    Slash,
    Colon,
    /// A name or a keyword.
    Word(String),
    Literal(Literal),
}

/// The number of rows of a detail, as a name at the end of a path.
pub(super) const COUNT: &str = "$count";
/// The row that the whole filter is about, as a name at the beginning of a path.
pub(crate) const ROW_ITSELF: &str = "$it";

/// Splits a filter into tokens.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, SyntaxError> {
    let mut lexer = Lexer {
        text,
        rest: text,
        at: 0,
    };
    let mut tokens = Vec::new();
    while let Some(token) = lexer.next()? {
        tokens.push(token);
    }
    Ok(tokens)
}

struct Lexer<'a> {
    text: &'a str,
    rest: &'a str,
    at: usize,
}

impl Lexer<'_> {
    fn next(&mut self) -> Result<Option<Token>, SyntaxError> {
        let blanks = self.rest.len() - self.rest.trim_start_matches([' ', '\t']).len();
        self.take(blanks);
        let at = self.at;
        let Some(first) = self.rest.chars().next() else {
            return Ok(None);
        };
        let kind = match first {
            '(' => self.single(Kind::Open),
            ')' => self.single(Kind::Close),
            ',' => self.single(Kind::Comma),
            '/' => self.single(Kind::Slash),
            ':' => self.single(Kind::Colon),
            '$' => self.system_name()?,
            '\'' => Kind::Literal(Literal::Text(self.quoted()?)),
            first if first.is_alphanumeric() || "_-".contains(first) => self.word()?,
            other => return Err(self.invalid_character(other)),
        };
        Ok(Some(Token { kind, at }))
    }

    fn single(&mut self, kind: Kind) -> Kind {
        self.take(1);
        kind
    }

    /// A text in quotes; a doubled quote stands for one.
    fn quoted(&mut self) -> Result<String, SyntaxError> {
        let mut value = String::new();
        let mut rest = &self.rest[1..];
        loop {
            let Some((part, after)) = rest.split_once('\'') else {
                return Err(SyntaxError(format!(
                    "There is an unterminated string literal at position {} in '{}'.",
                    self.text.chars().count(),
                    self.text
                )));
            };
            value.push_str(part);
            rest = after;
            match rest.strip_prefix('\'') {
                Some(after) => {
                    value.push('\'');
                    rest = after;
                }
                None => break,
            }
        }
        self.take(self.rest.len() - rest.len());
        Ok(value)
    }

    /// A run of characters that names and unquoted constants are made of.
    fn word(&mut self) -> Result<Kind, SyntaxError> {
        let belongs = |c: char| c.is_alphanumeric() || "_-:.+".contains(c);
        let end = self.rest.find(|c| !belongs(c)).unwrap_or(self.rest.len());
        let mut word = &self.rest[..end];
        let at = self.at;
        let starts_constant = word.starts_with(|c: char| c.is_ascii_digit() || c == '-');
        if !starts_constant && let Some((name, _)) = word.split_once(':') {
            word = name;
        }
        let kind = if starts_constant || is_guid(word) {
            let literal = Literal::from_word(word).map_err(|ty| {
                SyntaxError(format!(
                    "Unrecognized '{ty}' literal '{word}' at '{at}' in '{}'.",
                    self.text
                ))
            })?;
            Kind::Literal(literal)
        } else if word.chars().all(|c| c.is_alphanumeric() || c == '_') {
            keyword_or_name(word)
        } else {
            return Err(syntax_error(at, self.text));
        };
        self.take(word.len());
        // `guid'…'`, `datetime'…'`: prefixes of OData 3 and earlier.
        if self.rest.starts_with('\'') {
            return Err(syntax_error(self.at, self.text));
        }
        Ok(kind)
    }

    /// `$count` after a detail and `$it` for the row itself.
    fn system_name(&mut self) -> Result<Kind, SyntaxError> {
        let is_end = |rest: &str| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_');
        for name in [COUNT, ROW_ITSELF] {
            if self.rest.strip_prefix(name).is_some_and(is_end) {
                self.take(name.len());
                return Ok(Kind::Word(name.to_owned()));
            }
        }
        Err(self.invalid_character('$'))
    }

    fn invalid_character(&self, character: char) -> SyntaxError {
        SyntaxError(format!(
            "Syntax error: character '{character}' is not valid at position {} in '{}'.",
            self.at, self.text
        ))
    }

    fn take(&mut self, bytes: usize) {
        let (taken, rest) = self.rest.split_at(bytes);
        self.at += taken.chars().count();
        self.rest = rest;
    }
}

fn keyword_or_name(word: &str) -> Kind {
    match word {
        "null" => Kind::Literal(Literal::Null),
        "true" => Kind::Literal(Literal::Bool(true)),
        "false" => Kind::Literal(Literal::Bool(false)),
        name => Kind::Word(name.to_owned()),
    }
}

/// The service's words for an unexpected token.
pub(super) fn syntax_error(at: usize, text: &str) -> SyntaxError {
    SyntaxError(format!("Syntax error at position {at} in '{text}'."))
}
