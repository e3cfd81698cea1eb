//! A text that is read from its beginning, with the place in it.

/// What is left of a text.
#[derive(Debug)]
pub(crate) struct Scanner<'a> {
    text: &'a str,
    rest: &'a str,
    at: usize,
}

impl<'a> Scanner<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self {
            text,
            rest: text,
            at: 0,
        }
    }

    /// The whole text.
    pub(crate) fn text(&self) -> &'a str {
        self.text
    }

    /// What is still to be read.
    pub(crate) fn rest(&self) -> &'a str {
        self.rest
    }

    /// The number of characters that were read.
    pub(crate) fn at(&self) -> usize {
        self.at
    }

    /// The number of characters of the whole text.
    pub(crate) fn end(&self) -> usize {
        self.text.chars().count()
    }

    /// Passes over so many bytes.
    pub(crate) fn take(&mut self, bytes: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at(bytes);
        self.at += taken.chars().count();
        self.rest = rest;
        taken
    }

    /// Passes over blanks; the character behind them.
    pub(crate) fn next_character(&mut self) -> Option<char> {
        let blanks = self.rest.len() - self.rest.trim_start_matches([' ', '\t']).len();
        self.take(blanks);
        self.rest.chars().next()
    }

    /// Takes all characters that belong to a run.
    pub(crate) fn run(&mut self, belongs: impl Fn(char) -> bool) -> &'a str {
        let end = self.rest.find(|c| !belongs(c)).unwrap_or(self.rest.len());
        self.take(end)
    }

    /// Takes a text in quotes, of which a doubled one stands for one; `None` if it does not end.
    pub(crate) fn quoted(&mut self) -> Option<String> {
        let mut value = String::new();
        let mut rest = self.rest.get(1..)?;
        loop {
            let (part, after) = rest.split_once('\'')?;
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
        Some(value)
    }
}
