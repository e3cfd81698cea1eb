//! [`Scanner`]: walks JSON without building anything.
//!
//! It checks the structure it walks through; what stands inside a number is left to the type that
//! parses it. Nesting costs no stack: what is skipped is only counted.

use memchr::memchr2;

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
    pub(crate) fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    /// Moves past this byte, which must come next.
    pub(crate) fn expect(&mut self, byte: u8, what: &'static str) -> Result<(), DecodeError> {
        if self.take(byte) {
            Ok(())
        } else {
            Err(self.unexpected(what))
        }
    }

    /// After a member or an element: whether another one follows, and not the closing byte.
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

    /// A member's name and the colon after it.
    pub(crate) fn key(&mut self) -> Result<StringToken<'a>, DecodeError> {
        if self.peek() != Some(b'"') {
            return Err(self.unexpected("a member's name"));
        }
        let key = self.string()?;
        self.expect(b':', "a colon")?;
        Ok(key)
    }

    /// Any value, as a cell.
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
    fn string(&mut self) -> Result<StringToken<'a>, DecodeError> {
        let start = self.at;
        let bytes = self.text.as_bytes();
        let mut at = start + 1;
        let mut escaped = false;
        loop {
            match bytes.get(at..).and_then(|rest| memchr2(b'"', b'\\', rest)) {
                Some(step) if bytes[at + step] == b'"' => {
                    self.at = at + step + 1;
                    return Ok(StringToken {
                        raw: &self.text[start..self.at],
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
