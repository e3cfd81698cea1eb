//! [`Scanner`]: walks JSON without building anything.
//!
//! It checks the structure it walks through; what stands inside a number is left to the type that
//! parses it. Nesting costs no stack: what is skipped is only counted.

use super::DecodeError;
use crate::cell::Cell;

/// A position in a JSON text.
#[derive(Debug, Clone)]
pub(crate) struct Scanner<'a> {
    text: &'a str,
    at: usize,
}

/// A string token.
#[derive(Debug, Clone, Copy)]
pub(crate) struct StringToken<'a> {
    /// Its text with the quotes.
    pub(crate) raw: &'a str,
    pub(crate) escaped: bool,
}

impl<'a> StringToken<'a> {
    /// What stands between the quotes.
    pub(crate) fn inner(self) -> &'a str {
        &self.raw[1..self.raw.len() - 1]
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
        self.peek();
        let found = self.text.as_bytes()[self.at..].starts_with(text.as_bytes());
        if found {
            self.at += text.len();
        }
        found
    }

    /// The text between an earlier position and this one.
    pub(crate) fn since(&self, start: usize) -> &'a str {
        &self.text[start..self.at]
    }

    /// The position of the next byte that is not white space.
    pub(crate) fn position(&mut self) -> usize {
        self.peek();
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

    /// Any value, as a cell.
    #[inline]
    pub(crate) fn value(&mut self) -> Result<Cell<'a>, DecodeError> {
        match self.peek() {
            Some(b'"') => {
                let token = self.string()?;
                Ok(Cell::new(token.raw, token.escaped))
            }
            Some(b'{' | b'[') => Ok(Cell::new(self.composite()?, false)),
            Some(b't') => self.word("true"),
            Some(b'f') => self.word("false"),
            Some(b'n') => self.word("null"),
            Some(b'-' | b'0'..=b'9') => Ok(Cell::new(self.number(), false)),
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

    fn word(&mut self, word: &'static str) -> Result<Cell<'a>, DecodeError> {
        let start = self.at;
        match self.text.get(start..start + word.len()) {
            Some(found) if found == word => {
                self.at += word.len();
                Ok(Cell::new(found, false))
            }
            _ => Err(self.unexpected("a value")),
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
        loop {
            at = quote_or_backslash(bytes, at);
            match bytes.get(at) {
                Some(b'"') => {
                    self.at = at + 1;
                    return Ok(StringToken {
                        raw: &self.text[start..=at],
                        escaped,
                    });
                }
                Some(_) => {
                    escaped = true;
                    at += 2;
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

/// The position of the next quote or backslash at or after `at`; past the end if there is none.
///
/// Eight bytes at a time: most strings of a reply are too short for a search that sets up vector
/// registers first.
#[inline]
fn quote_or_backslash(bytes: &[u8], mut at: usize) -> usize {
    const ONES: u64 = u64::from_le_bytes([0x01; 8]);
    const HIGHS: u64 = u64::from_le_bytes([0x80; 8]);
    const QUOTES: u64 = u64::from_le_bytes([b'"'; 8]);
    const BACKSLASHES: u64 = u64::from_le_bytes([b'\\'; 8]);
    // Sets the high bit of the lowest byte that is zero, and of none below it.
    let zeros = |word: u64| word.wrapping_sub(ONES) & !word & HIGHS;

    while let Some(chunk) = bytes.get(at..).and_then(<[u8]>::first_chunk::<8>) {
        let word = u64::from_le_bytes(*chunk);
        let found = zeros(word ^ QUOTES) | zeros(word ^ BACKSLASHES);
        if found != 0 {
            return at + (found.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    while let Some(byte) = bytes.get(at) {
        if matches!(byte, b'"' | b'\\') {
            break;
        }
        at += 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str) -> Result<Vec<&str>, DecodeError> {
        let mut scanner = Scanner::new(text);
        let mut cells = Vec::new();
        scanner.expect(b'[', "an array")?;
        if scanner.take(b']') {
            return Ok(cells);
        }
        loop {
            cells.push(scanner.value()?.raw());
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
    fn a_quote_is_found_wherever_it_stands_in_a_word() {
        for length in 0..40 {
            for mark in ['"', '\\'] {
                let text = format!(
                    "{}{mark}é\"\\",
                    "ä".repeat(length / 2) + &"x".repeat(length % 2)
                );
                assert_eq!(quote_or_backslash(text.as_bytes(), 0), length, "{text}");
            }
        }
        assert_eq!(quote_or_backslash("none here".as_bytes(), 0), 9);
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
