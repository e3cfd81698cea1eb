//! Filter text to tokens.

use super::{
    SyntaxError,
    literal::{Literal, is_guid},
};
use crate::odata::{scanner::Scanner, tokens};

type Token = tokens::Token<Literal>;
type Kind = tokens::Kind<Literal>;

/// The number of rows of a detail, as a name at the end of a path.
pub(super) const COUNT: &str = "$count";
/// The row that the whole filter is about, as a name at the beginning of a path.
pub(crate) const ROW_ITSELF: &str = "$it";

/// Splits a filter into tokens.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, SyntaxError> {
    let mut lexer = Lexer(Scanner::new(text));
    let mut tokens = Vec::new();
    while let Some(token) = lexer.next()? {
        tokens.push(token);
    }
    Ok(tokens)
}

struct Lexer<'a>(Scanner<'a>);

impl Lexer<'_> {
    fn next(&mut self) -> Result<Option<Token>, SyntaxError> {
        let Some(first) = self.0.next_character() else {
            return Ok(None);
        };
        let at = self.0.at();
        let kind = match first {
            '$' => self.system_name()?,
            '\'' => Kind::Literal(Literal::Text(self.quoted()?)),
            first if first.is_alphanumeric() || "_-".contains(first) => self.word()?,
            first => {
                let mark = Kind::of_mark(first).ok_or_else(|| self.invalid_character(first))?;
                self.0.take(1);
                mark
            }
        };
        Ok(Some(Token { kind, at }))
    }

    fn quoted(&mut self) -> Result<String, SyntaxError> {
        let (end, text) = (self.0.end(), self.0.text());
        self.0.quoted().ok_or_else(|| {
            SyntaxError(format!(
                "There is an unterminated string literal at position {end} in '{text}'."
            ))
        })
    }

    /// A run of characters that names and unquoted constants are made of.
    fn word(&mut self) -> Result<Kind, SyntaxError> {
        let belongs = |c: char| c.is_alphanumeric() || "_-:.+".contains(c);
        let (rest, at, text) = (self.0.rest(), self.0.at(), self.0.text());
        let end = rest.find(|c| !belongs(c)).unwrap_or(rest.len());
        let mut word = &rest[..end];
        let starts_constant = word.starts_with(|c: char| c.is_ascii_digit() || c == '-');
        if !starts_constant && let Some((name, _)) = word.split_once(':') {
            word = name;
        }
        let kind = if starts_constant || is_guid(word) {
            let literal = Literal::from_word(word).map_err(|ty| {
                SyntaxError(format!(
                    "Unrecognized '{ty}' literal '{word}' at '{at}' in '{text}'."
                ))
            })?;
            Kind::Literal(literal)
        } else if word.chars().all(|c| c.is_alphanumeric() || c == '_') {
            keyword_or_name(word)
        } else {
            return Err(syntax_error(at, text));
        };
        self.0.take(word.len());
        // `guid'…'`, `datetime'…'`: prefixes of OData 3 and earlier.
        if self.0.rest().starts_with('\'') {
            return Err(syntax_error(self.0.at(), text));
        }
        Ok(kind)
    }

    /// `$count` after a detail and `$it` for the row itself.
    fn system_name(&mut self) -> Result<Kind, SyntaxError> {
        let is_end = |rest: &str| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_');
        for name in [COUNT, ROW_ITSELF] {
            if self.0.rest().strip_prefix(name).is_some_and(is_end) {
                self.0.take(name.len());
                return Ok(Kind::Word(name.to_owned()));
            }
        }
        Err(self.invalid_character('$'))
    }

    fn invalid_character(&self, character: char) -> SyntaxError {
        SyntaxError(format!(
            "Syntax error: character '{character}' is not valid at position {} in '{}'.",
            self.0.at(),
            self.0.text()
        ))
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
