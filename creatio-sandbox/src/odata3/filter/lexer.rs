//! Filter text to tokens.

use super::SyntaxError;
use crate::odata3::literal::Literal;

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
    Minus,
    /// A name or a keyword.
    Word(String),
    Literal(Literal),
}

/// Splits a filter into tokens.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, SyntaxError> {
    let mut lexer = Lexer { rest: text, at: 0 };
    let mut tokens = Vec::new();
    while let Some(token) = lexer.next()? {
        tokens.push(token);
    }
    Ok(tokens)
}

/// Constants separated by commas, as skip tokens are.
pub(in crate::odata3) fn literals(text: &str) -> Result<Vec<Literal>, SyntaxError> {
    let tokens = tokens(text)?;
    let mut literals = Vec::new();
    for (position, token) in tokens.into_iter().enumerate() {
        match (position % 2, token.kind) {
            (0, Kind::Literal(literal)) => literals.push(literal),
            (1, Kind::Comma) => {}
            _ => return Err(syntax_error(token.at)),
        }
    }
    Ok(literals)
}

struct Lexer<'a> {
    rest: &'a str,
    at: usize,
}

impl<'a> Lexer<'a> {
    fn next(&mut self) -> Result<Option<Token>, SyntaxError> {
        let blanks = self.rest.len() - self.rest.trim_start_matches([' ', '\t']).len();
        self.take(blanks);
        let at = self.at;
        let Some(first) = self.rest.chars().next() else {
            return Ok(None);
        };
        let follows_digit = || self.rest[1..].starts_with(|c: char| c.is_ascii_digit());
        let kind = match first {
            '(' => self.single(Kind::Open),
            ')' => self.single(Kind::Close),
            ',' => self.single(Kind::Comma),
            '/' => self.single(Kind::Slash),
            ':' => self.single(Kind::Colon),
            '\'' => Kind::Literal(Literal::text(self.quoted()?)),
            '-' if follows_digit() => self.number()?,
            '-' => self.single(Kind::Minus),
            first if first.is_ascii_digit() => self.number()?,
            first if first.is_alphabetic() || first == '_' => self.word()?,
            _ => return Err(syntax_error(at)),
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
                let end = self.at + self.rest.chars().count();
                let message = format!("Unterminated string literal at position {end}.");
                return Err(SyntaxError(message));
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

    fn number(&mut self) -> Result<Kind, SyntaxError> {
        let at = self.at;
        let word = self.run(|c| c.is_alphanumeric() || "_.+-".contains(c));
        // `1-2` is a number and nothing else; `1e-3` is one, too.
        let literal = Literal::number(word);
        literal
            .map(Kind::Literal)
            .map_err(|ty| unrecognized(ty, word, at))
    }

    /// A name, a keyword, or the prefix of a constant in quotes.
    fn word(&mut self) -> Result<Kind, SyntaxError> {
        let at = self.at;
        let word = self.run(|c| c.is_alphanumeric() || c == '_');
        if !self.rest.starts_with('\'') {
            return Ok(keyword_or_name(word));
        }
        let text = self.quoted()?;
        match Literal::prefixed(word, &text) {
            Some(Ok(literal)) => Ok(Kind::Literal(literal)),
            Some(Err(ty)) => Err(unrecognized(ty, &format!("{word}'{text}'"), at)),
            None => Err(syntax_error(at)),
        }
    }

    fn run(&mut self, belongs: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest;
        let end = rest.find(|c| !belongs(c)).unwrap_or(rest.len());
        self.take(end);
        &rest[..end]
    }

    fn take(&mut self, bytes: usize) {
        let (taken, rest) = self.rest.split_at(bytes);
        self.at += taken.chars().count();
        self.rest = rest;
    }
}

fn keyword_or_name(word: &str) -> Kind {
    match word {
        "null" => Kind::Literal(Literal::NULL),
        "true" => Kind::Literal(Literal::truth(true)),
        "false" => Kind::Literal(Literal::truth(false)),
        name => Kind::Word(name.to_owned()),
    }
}

fn unrecognized(ty: &str, text: &str, at: usize) -> SyntaxError {
    SyntaxError(format!(
        "Unrecognized '{ty}' literal '{text}' at position {at}."
    ))
}

/// The service's words for an unexpected token.
pub(super) fn syntax_error(at: usize) -> SyntaxError {
    SyntaxError(format!("Syntax error at position {at}."))
}
