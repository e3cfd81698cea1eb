//! The tokens of a filter, and a reader of them that looks one ahead.

/// Parentheses, negations and calls nested deeper than this are refused. What parses stays well
/// inside the stack of a thread and the depth that SQLite allows an expression.
pub(crate) const MAX_DEPTH: usize = 100;

/// A token and the character it begins at. Constants are of the version's own type.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Token<L> {
    pub(crate) kind: Kind<L>,
    pub(crate) at: usize,
}

/// What a token is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Kind<L> {
    Open,
    Close,
    Comma,
    Slash,
    Colon,
    /// The sign of what is no constant; OData 3 alone reads it here.
    Minus,
    /// A name or a keyword.
    Word(String),
    Literal(L),
}

impl<L> Kind<L> {
    /// The token that a character is by itself.
    pub(crate) fn of_mark(character: char) -> Option<Self> {
        Some(match character {
            '(' => Self::Open,
            ')' => Self::Close,
            ',' => Self::Comma,
            '/' => Self::Slash,
            ':' => Self::Colon,
            _ => return None,
        })
    }
}

/// The tokens that are still to be read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tokens<'a, L> {
    rest: &'a [Token<L>],
    /// The number of characters of the text.
    end: usize,
}

impl<'a, L: PartialEq> Tokens<'a, L> {
    /// All tokens of a text.
    pub(crate) fn new(tokens: &'a [Token<L>], text: &str) -> Self {
        Self {
            rest: tokens,
            end: text.chars().count(),
        }
    }

    /// The next token, if there is one.
    pub(crate) fn peek(&self) -> Option<&'a Token<L>> {
        self.rest.first()
    }

    /// Takes the next token.
    pub(crate) fn take(&mut self) -> Option<&'a Token<L>> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(first)
    }

    /// Takes the next token if it is this one.
    pub(crate) fn accept(&mut self, kind: &Kind<L>) -> bool {
        let is_next = self.peek().is_some_and(|next| next.kind == *kind);
        if is_next {
            self.rest = &self.rest[1..];
        }
        is_next
    }

    /// Takes the next token if it is this word.
    pub(crate) fn keyword(&mut self, word: &str) -> bool {
        let next = self.peek().map(|next| &next.kind);
        let is_next = matches!(next, Some(Kind::Word(next)) if next == word);
        if is_next {
            self.rest = &self.rest[1..];
        }
        is_next
    }

    /// Takes the next token if it is a word.
    pub(crate) fn word(&mut self) -> Option<&'a str> {
        match &self.peek()?.kind {
            Kind::Word(word) => {
                self.rest = &self.rest[1..];
                Some(word)
            }
            _ => None,
        }
    }

    /// The character that the next token begins at, or that the text ends at.
    pub(crate) fn position(&self) -> usize {
        self.peek().map_or(self.end, |token| token.at)
    }
}
