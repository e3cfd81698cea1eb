//! Filter text to tokens.

use super::SyntaxError;
use crate::{
    odata::{scanner::Scanner, tokens},
    odata3::literal::Literal,
};

type Token = tokens::Token<Literal>;
type Kind = tokens::Kind<Literal>;

/// Splits a filter into tokens.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, SyntaxError> {
    let mut lexer = Lexer(Scanner::new(text));
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

struct Lexer<'a>(Scanner<'a>);

impl Lexer<'_> {
    fn next(&mut self) -> Result<Option<Token>, SyntaxError> {
        let Some(first) = self.0.next_character() else {
            return Ok(None);
        };
        let at = self.0.at();
        let rest = self.0.rest();
        let follows_digit = || rest[1..].starts_with(|c: char| c.is_ascii_digit());
        let kind = match first {
            '\'' => Kind::Literal(Literal::text(self.quoted()?)),
            '-' if follows_digit() => self.number()?,
            '-' => self.single(Kind::Minus),
            first if first.is_ascii_digit() => self.number()?,
            first if first.is_alphabetic() || first == '_' => self.word()?,
            first => match Kind::of_mark(first) {
                Some(mark) => self.single(mark),
                None => return Err(syntax_error(at)),
            },
        };
        Ok(Some(Token { kind, at }))
    }

    fn single(&mut self, kind: Kind) -> Kind {
        self.0.take(1);
        kind
    }

    fn quoted(&mut self) -> Result<String, SyntaxError> {
        let end = self.0.end();
        self.0
            .quoted()
            .ok_or_else(|| SyntaxError(format!("Unterminated string literal at position {end}.")))
    }

    fn number(&mut self) -> Result<Kind, SyntaxError> {
        let at = self.0.at();
        let word = self.0.run(|c| c.is_alphanumeric() || "_.+-".contains(c));
        // `1-2` is a number and nothing else; `1e-3` is one, too.
        let literal = Literal::number(word);
        literal
            .map(Kind::Literal)
            .map_err(|ty| unrecognized(ty, word, at))
    }

    /// A name, a keyword, or the prefix of a constant in quotes.
    fn word(&mut self) -> Result<Kind, SyntaxError> {
        let at = self.0.at();
        let word = self.0.run(|c| c.is_alphanumeric() || c == '_');
        if !self.0.rest().starts_with('\'') {
            return Ok(keyword_or_name(word));
        }
        let text = self.quoted()?;
        match Literal::prefixed(word, &text) {
            Some(Ok(literal)) => Ok(Kind::Literal(literal)),
            Some(Err(ty)) => Err(unrecognized(ty, &format!("{word}'{text}'"), at)),
            None => Err(syntax_error(at)),
        }
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
