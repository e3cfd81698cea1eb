//! [`Scanner`]: walks JSON without building anything.
//!
//! It checks the structure it walks through; what stands inside a number is left to the type that
//! parses it. Nesting costs no stack: what is skipped is only counted.

use std::borrow::Cow;

use memchr::memchr2;

use crate::cell::{Cell, unescape};
use crate::decode::DecodeError;

/// A position in a JSON text.
#[derive(Debug, Clone)]
pub(crate) struct Scanner<'a> {
    text: &'a str,
    at: usize,
}

/// A string token.
#[derive(Debug, Clone, Copy)]
pub(crate) struct StringToken<'a> {
    /// What stands between the quotes.
    pub(crate) text: &'a str,
    pub(crate) escaped: bool,
}

impl<'a> StringToken<'a> {
    /// What the string says. With a broken escape it is taken as it stands: as a member's name it
    /// then is none that anybody wants.
    pub(crate) fn meaning(self) -> Cow<'a, str> {
        match self.escaped.then(|| unescape(self.text)) {
            Some(Some(text)) => Cow::Owned(text),
            _ => Cow::Borrowed(self.text),
        }
    }
}

impl<'a> Scanner<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Scanner { text, at: 0 }
    }

    /// The next byte that is not white space, without moving past it.
    #[inline]
    pub(crate) fn peek(&mut self) -> Option<u8> {
        let bytes = self.text.as_bytes();
        loop {
            match bytes.get(self.at) {
                Some(b' ' | b'\n' | b'\r' | b'\t') => self.at += 1,
                other => return other.copied(),
            }
        }
    }

    /// Moves past this byte if it comes next.
    #[inline]
    pub(crate) fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    /// Moves past this byte, which must come next.
    #[inline]
    pub(crate) fn expect(&mut self, byte: u8, what: &'static str) -> Result<(), DecodeError> {
        if self.take(byte) {
            Ok(())
        } else {
            Err(self.unexpected(what))
        }
    }

    /// After a member or an element: whether another one follows, and not the closing byte.
    #[inline]
    pub(crate) fn another(&mut self, close: u8, what: &'static str) -> Result<bool, DecodeError> {
        match self.peek() {
            Some(b',') => {
                self.at += 1;
                Ok(true)
            }
            Some(byte) if byte == close => {
                self.at += 1;
                Ok(false)
            }
            _ => Err(self.unexpected(what)),
        }
    }

    /// Moves past this text if it comes next, to the letter.
    #[inline]
    pub(crate) fn take_text(&mut self, text: &str) -> bool {
        let found = starts_with(&self.text.as_bytes()[self.at..], text.as_bytes());
        if found {
            self.at += text.len();
        }
        found
    }

    /// The text between an earlier position and this one.
    pub(crate) fn since(&self, start: usize) -> &'a str {
        &self.text[start..self.at]
    }

    /// This position, for [`since`](Scanner::since).
    pub(crate) fn position(&self) -> usize {
        self.at
    }

    /// A member's name and the colon after it.
    #[inline]
    pub(crate) fn key(&mut self) -> Result<StringToken<'a>, DecodeError> {
        if self.peek() != Some(b'"') {
            return Err(self.unexpected("a member's name"));
        }
        let key = self.string()?;
        self.expect(b':', "a colon")?;
        Ok(key)
    }

    /// Hands out the names of an object's members, whose values are then to be read.
    #[inline]
    pub(crate) fn object(
        &mut self,
        what: &'static str,
        mut member: impl FnMut(Cow<'a, str>, &mut Self) -> Result<(), DecodeError>,
    ) -> Result<(), DecodeError> {
        self.expect(b'{', what)?;
        if self.take(b'}') {
            return Ok(());
        }
        loop {
            let name = self.key()?.meaning();
            member(name, self)?;
            if !self.another(b'}', "a comma or the end of the object")? {
                return Ok(());
            }
        }
    }

    /// Any value, as a cell.
    #[inline]
    pub(crate) fn value(&mut self) -> Result<Cell<'a>, DecodeError> {
        // Most values are strings: guids, dates and texts.
        if self.peek() == Some(b'"') {
            let token = self.string()?;
            let cell = if token.escaped {
                Cell::Escaped
            } else {
                Cell::Plain
            };
            return Ok(cell(token.text));
        }
        self.other_value()
    }

    fn other_value(&mut self) -> Result<Cell<'a>, DecodeError> {
        match self.peek() {
            Some(b'-' | b'0'..=b'9') => Ok(Cell::Number(self.number())),
            Some(b'{' | b'[') => Ok(Cell::Composite(self.composite()?)),
            Some(b't') => self.word("true", Cell::True),
            Some(b'f') => self.word("false", Cell::False),
            Some(b'n') => self.word("null", Cell::Null),
            _ => Err(self.unexpected("a value")),
        }
    }

    /// The end of the text.
    pub(crate) fn end(&mut self) -> Result<(), DecodeError> {
        match self.peek() {
            None => Ok(()),
            Some(_) => Err(self.unexpected("the end of the reply")),
        }
    }

    #[cold]
    pub(crate) fn unexpected(&self, expected: &'static str) -> DecodeError {
        DecodeError::malformed(self.text, self.at, expected)
    }

    fn word(&mut self, word: &str, cell: Cell<'static>) -> Result<Cell<'a>, DecodeError> {
        if self.take_text(word) {
            Ok(cell)
        } else {
            Err(self.unexpected("a value"))
        }
    }

    #[inline]
    fn number(&mut self) -> &'a str {
        let start = self.at;
        let rest = &self.text.as_bytes()[start..];
        let length = rest
            .iter()
            .position(|byte| !matches!(byte, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E'))
            .unwrap_or(rest.len());
        self.at += length;
        &self.text[start..self.at]
    }

    /// A string; the scanner stands on its opening quote.
    #[inline]
    fn string(&mut self) -> Result<StringToken<'a>, DecodeError> {
        let start = self.at;
        let bytes = self.text.as_bytes();
        let mut at = start + 1;
        let mut escaped = false;
        // Creatio writes a text without value as `""`: every third string of a row.
        if bytes.get(at) == Some(&b'"') {
            self.at = at + 1;
            return Ok(StringToken {
                text: &self.text[start + 1..self.at - 1],
                escaped,
            });
        }
        loop {
            match bytes.get(at..).and_then(|rest| memchr2(b'"', b'\\', rest)) {
                Some(step) if bytes[at + step] == b'"' => {
                    self.at = at + step + 1;
                    return Ok(StringToken {
                        text: &self.text[start + 1..self.at - 1],
                        escaped,
                    });
                }
                Some(step) => {
                    escaped = true;
                    at += step + 2;
                }
                None => return Err(self.unexpected("a string with its closing quote")),
            }
        }
    }

    /// An object or an array, skipped; the scanner stands on its opening bracket.
    fn composite(&mut self) -> Result<&'a str, DecodeError> {
        let start = self.at;
        let mut depth = 0_usize;
        while let Some(byte) = self.text.as_bytes().get(self.at) {
            match byte {
                b'"' => {
                    self.string()?;
                    continue;
                }
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth -= 1,
                _ => {}
            }
            self.at += 1;
            if depth == 0 {
                return Ok(&self.text[start..self.at]);
            }
        }
        Err(self.unexpected("a closing bracket"))
    }
}

/// `text.starts_with(start)`, in words of eight bytes: names of members are too short to be worth the
/// call that comparing slices of unknown length is.
#[inline]
fn starts_with(text: &[u8], start: &[u8]) -> bool {
    let Some(text) = text.get(..start.len()) else {
        return false;
    };
    match (text.last_chunk::<8>(), start.last_chunk::<8>()) {
        (Some(tail), Some(start_tail)) => {
            let mut words = text.chunks_exact(8).zip(start.chunks_exact(8));
            tail == start_tail && words.all(|(one, other)| one == other)
        }
        _ => text == start,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str) -> Result<Vec<String>, DecodeError> {
        let mut scanner = Scanner::new(text);
        let mut cells = Vec::new();
        scanner.expect(b'[', "an array")?;
        if scanner.take(b']') {
            return Ok(cells);
        }
        loop {
            cells.push(scanner.value()?.to_string());
            if !scanner.another(b']', "a comma or the end of the array")? {
                scanner.end()?;
                return Ok(cells);
            }
        }
    }

    #[test]
    fn values_are_returned_as_they_stand() {
        let text = r#" [ 1 , -2.50e3, "a\"]" , {"b":[1,"}"]} ,true,false,null,"" ] "#;
        let expected = [
            "1",
            "-2.50e3",
            r#""a\"]""#,
            r#"{"b":[1,"}"]}"#,
            "true",
            "false",
            "null",
            "\"\"",
        ];
        assert_eq!(cells(text).unwrap(), expected);
    }

    #[test]
    fn a_text_that_ends_early_is_an_error_wherever_it_is_cut() {
        let text = r#"[1,"aé\n",{"b":[true]},null]"#;
        for (end, _) in text.char_indices() {
            assert!(cells(&text[..end]).is_err(), "{}", &text[..end]);
        }
    }

    #[test]
    fn nesting_costs_no_stack() {
        let text = format!("[{}{}]", "[".repeat(1_000_000), "]".repeat(1_000_000));
        assert_eq!(cells(&text).unwrap().len(), 1);
    }

    #[test]
    fn an_error_says_where_and_what_was_expected() {
        let error = cells("[1 2]").unwrap_err();
        assert_eq!(
            error.to_string(),
            "the reply is not the expected JSON at byte 3: a comma or the end of the array was \
             expected, found `2]`"
        );
    }
}
