//! Splits Rust into names and punctuation; comments and literals are left out.
//!
//! Anything is accepted: what is no Rust gives tokens, too, and never an error.

/// A name, or a piece of punctuation: one character, or `::`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Token<'s> {
    /// Its text; a raw identifier comes without its `r#`.
    pub(crate) text: &'s str,
    /// Whether it is a name.
    pub(crate) is_name: bool,
    /// Line, from 1.
    pub(crate) line: usize,
    /// Column in characters, from 1.
    pub(crate) column: usize,
}

/// The tokens of a source.
pub(crate) fn tokens(source: &str) -> Vec<Token<'_>> {
    let mut lexer = Lexer {
        rest: source,
        line: 1,
        column: 1,
    };
    let mut tokens = Vec::new();
    while !lexer.rest.is_empty() {
        tokens.extend(lexer.next());
    }
    tokens
}

struct Lexer<'s> {
    rest: &'s str,
    line: usize,
    column: usize,
}

impl<'s> Lexer<'s> {
    /// Takes one token, or one thing that is none.
    fn next(&mut self) -> Option<Token<'s>> {
        let first = self.rest.chars().next()?;
        if self.rest.starts_with("//") {
            self.take(self.rest.find('\n').unwrap_or(self.rest.len()));
        } else if self.rest.starts_with("/*") {
            self.take(block_comment(self.rest));
        } else if let Some(length) = string(self.rest) {
            self.take(length);
        } else if first == '\'' {
            self.take(quote(self.rest));
        } else if first.is_ascii_digit() {
            self.take(number(self.rest));
        } else if is_name_start(first) {
            let start = if self.rest.starts_with("r#") { 2 } else { 0 };
            return Some(self.name(start));
        } else if self.rest.starts_with("::") {
            return Some(self.token(0, 2, false));
        } else if first.is_whitespace() {
            self.take(first.len_utf8());
        } else {
            return Some(self.token(0, first.len_utf8(), false));
        }
        None
    }

    fn name(&mut self, start: usize) -> Token<'s> {
        let name = &self.rest[start..];
        let length = name.find(|char| !is_name(char)).unwrap_or(name.len());
        self.token(start, start + length, true)
    }

    fn token(&mut self, start: usize, end: usize, is_name: bool) -> Token<'s> {
        let (line, column) = (self.line, self.column);
        let text = self.take(end).get(start..).unwrap_or_default();
        Token {
            text,
            is_name,
            line,
            column,
        }
    }

    fn take(&mut self, length: usize) -> &'s str {
        let (taken, rest) = self.rest.split_at(length);
        match taken.rfind('\n') {
            None => self.column += taken.chars().count(),
            Some(last) => {
                self.line += taken.matches('\n').count();
                self.column = taken[last..].chars().count();
            }
        }
        self.rest = rest;
        taken
    }
}

fn is_name_start(char: char) -> bool {
    char.is_alphabetic() || char == '_'
}

fn is_name(char: char) -> bool {
    char.is_alphanumeric() || char == '_'
}

/// Length of a block comment, which may hold others.
fn block_comment(text: &str) -> usize {
    let bytes = text.as_bytes();
    let (mut depth, mut at) = (0_usize, 0);
    while at < bytes.len() {
        match bytes.get(at..at + 2) {
            Some(b"/*") => (depth, at) = (depth + 1, at + 2),
            Some(b"*/") => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            return at;
        }
    }
    bytes.len()
}

/// Length of a string literal of any kind, if one starts here.
fn string(text: &str) -> Option<usize> {
    let prefix = ["br", "cr", "r", "b", "c", ""]
        .into_iter()
        .find(|prefix| text.starts_with(prefix))?;
    let body = &text[prefix.len()..];
    let hashes = body.bytes().take_while(|byte| *byte == b'#').count();
    let raw = prefix.ends_with('r');
    if !body[hashes..].starts_with('"') || (hashes > 0 && !raw) {
        return None;
    }
    let start = prefix.len() + hashes + 1;
    let length = if raw {
        let end = format!("\"{}", "#".repeat(hashes));
        text[start..].find(&end).map(|found| found + end.len())
    } else {
        escaped_end(&text[start..], b'"')
    };
    Some(start + length.unwrap_or(text.len() - start))
}

/// Length up to and with the first `end` that no backslash precedes.
fn escaped_end(text: &str, end: u8) -> Option<usize> {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            byte if byte == end => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// Length of a character literal, or of a lifetime.
fn quote(text: &str) -> usize {
    let mut chars = text[1..].chars();
    match (chars.next(), chars.next()) {
        (Some('\\'), _) => escaped_end(&text[1..], b'\'').map_or(text.len(), |end| end + 1),
        (Some(char), Some('\'')) => 2 + char.len_utf8(),
        _ => {
            let name = &text[1..];
            1 + name.find(|char| !is_name(char)).unwrap_or(name.len())
        }
    }
}

/// Length of a number with its suffix; `0.name` is the number 0.
fn number(text: &str) -> usize {
    let end = |from: usize| {
        let rest = &text[from..];
        from + rest.find(|char| !is_name(char)).unwrap_or(rest.len())
    };
    let whole = end(0);
    let fraction = text[whole..].strip_prefix('.');
    let digit = |rest: &str| rest.starts_with(|char: char| char.is_ascii_digit());
    if fraction.is_some_and(digit) {
        end(whole + 1)
    } else {
        whole
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn names(source: &str) -> Vec<&str> {
        let tokens = tokens(source).into_iter();
        let names = tokens.filter(|token| token.is_name);
        names.map(|token| token.text).collect()
    }

    #[test]
    fn comments_and_literals_hold_no_names() {
        let source =
            "a // b\n/* c /* d */ e */ f \"g \\\" h\" r#\"i \" j\"# br\"k\" b'l' '\\'' 'm' n";
        assert_eq!(names(source), ["a", "f", "b", "n"]);
    }

    #[test]
    fn lifetimes_are_none_and_raw_identifiers_are_plain() {
        assert_eq!(
            names("fn r#type<'a>(x: &'a r#struct)"),
            ["fn", "type", "x", "struct"]
        );
        assert_eq!(names("'static 'x' y"), ["y"]);
    }

    #[test]
    fn a_field_of_a_tuple_field_is_a_name() {
        assert_eq!(
            names("x.0.name + 1.5e3 + 0xff_u8 + 1..n"),
            ["x", "name", "n"]
        );
    }

    #[test]
    fn places_count_lines_and_characters() {
        let tokens = tokens("ä::b\n  /* x\n y */ c");
        let places: Vec<_> = tokens
            .iter()
            .map(|it| (it.text, it.line, it.column))
            .collect();
        assert_eq!(
            places,
            [("ä", 1, 1), ("::", 1, 2), ("b", 1, 4), ("c", 3, 7)]
        );
    }

    proptest! {
        #[test]
        fn any_text_gives_tokens_that_are_in_it(
            source in "[a-z0-9\"'#/*:.\\\\{}ä \n]{0,60}",
        ) {
            for token in tokens(&source) {
                let line = source.lines().nth(token.line - 1).unwrap_or_default();
                prop_assert!(line.contains(token.text), "{token:?}");
            }
        }

        #[test]
        fn rustc_finds_the_same_names(words in proptest::collection::vec(
            prop_oneof!["[a-z_][a-z0-9_]{0,5}", "\"[a-z ]{0,4}\"", "'[a-z]'", "/\\*[a-z ]{0,4}\\*/", "r#\"[a-z\"]{0,3}\"#", "[0-9]{1,3}"], 0..12)
        ) {
            let source = words.join(" ");
            let stream: Result<proc_macro2::TokenStream, _> = source.parse();
            prop_assume!(stream.is_ok());
            let idents: Vec<String> = stream.unwrap().into_iter().filter_map(|tree| match tree {
                proc_macro2::TokenTree::Ident(ident) => Some(ident.to_string()),
                _ => None,
            }).collect();
            prop_assert_eq!(names(&source), idents);
        }
    }
}
