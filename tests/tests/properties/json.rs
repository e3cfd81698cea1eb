//! JSON as some server might write it: any order, any escapes, any white space.
//!
//! A [`Style`] decides all of these from a list of random numbers, so that proptest can shrink it.

use std::fmt::Write as _;

/// A member of an object: its name, and its value as JSON.
pub(crate) type Member = (String, String);

/// Choices, as random as the numbers behind them.
#[derive(Debug, Clone)]
pub(crate) struct Style {
    choices: Vec<u32>,
    next: usize,
}

impl Style {
    pub(crate) fn new(choices: Vec<u32>) -> Self {
        Self { choices, next: 0 }
    }

    /// A number below `limit`; 0, the plainest choice, if there are no numbers.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        let Some(choice) = self.choices.get(self.next % self.choices.len().max(1)) else {
            return 0;
        };
        self.next += 1;
        // Numbers are used many times over; their position keeps the choices apart.
        let spread = (*choice as usize).rotate_right(u32::try_from(self.next % 29).unwrap());
        spread % limit
    }

    /// One of these.
    pub(crate) fn pick<T: Clone>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())].clone()
    }

    /// A string with its quotes, every character escaped in one of the ways there are.
    pub(crate) fn string(&mut self, text: &str) -> String {
        let mut json = String::from('"');
        for character in text.chars() {
            let short = match character {
                '"' => Some("\\\""),
                '\\' => Some("\\\\"),
                '/' => Some("\\/"),
                '\u{8}' => Some("\\b"),
                '\u{c}' => Some("\\f"),
                '\n' => Some("\\n"),
                '\r' => Some("\\r"),
                '\t' => Some("\\t"),
                _ => None,
            };
            let may_be_bare = !matches!(character, '"' | '\\' | '\0'..='\u{1f}');
            match (self.below(4), short) {
                (0 | 1, _) if may_be_bare => json.push(character),
                (0..=2, Some(short)) => json.push_str(short),
                _ => self.unicode_escape(character, &mut json),
            }
        }
        json.push('"');
        json
    }

    fn unicode_escape(&mut self, character: char, json: &mut String) {
        for unit in character.encode_utf16(&mut [0; 2]) {
            let written = if self.below(2) == 0 {
                write!(json, "\\u{unit:04x}")
            } else {
                write!(json, "\\u{unit:04X}")
            };
            written.unwrap();
        }
    }

    /// An object of these members in some order, strange ones among them.
    pub(crate) fn object(&mut self, mut members: Vec<Member>) -> String {
        for _ in 0..self.below(4) {
            let stranger = self.stranger();
            members.push(stranger);
        }
        for last in (1..members.len()).rev() {
            members.swap(last, self.below(last + 1));
        }
        let members = members.into_iter().map(|(name, value)| {
            let (before, after) = (self.space(), self.space());
            format!("{}{before}:{after}{value}", self.string(&name))
        });
        let members: Vec<_> = members.collect();
        self.enclosed('{', &members, '}')
    }

    /// An array of these values.
    pub(crate) fn array(&mut self, values: &[String]) -> String {
        self.enclosed('[', values, ']')
    }

    fn enclosed(&mut self, open: char, parts: &[String], close: char) -> String {
        let mut json = String::from(open);
        for (position, part) in parts.iter().enumerate() {
            json.push_str(if position == 0 { "" } else { "," });
            json.push_str(self.space());
            json.push_str(part);
            json.push_str(self.space());
        }
        json.push_str(if parts.is_empty() { self.space() } else { "" });
        json.push(close);
        json
    }

    fn space(&mut self) -> &'static str {
        self.pick(&["", "", "", " ", "\n", "\r\n\t", "  "])
    }

    /// A member that nobody asked for.
    fn stranger(&mut self) -> Member {
        let names = [
            "@odata.etag",
            "Logo@odata.mediaEditLink",
            "Text@odata.type",
            "UsrNewColumn",
            "text",
            "",
            "Te\"xt\\",
        ];
        let values = [
            "null",
            "\"W/\\\"08\\\"\"",
            "-12.5e+3",
            "true",
            "[]",
            "{}",
            "[{\"Text\":\"}]\\\\\"},[\"\\\"\"], 1 ]",
            "{\"Id\":{\"Text\":[null,\"]\"]}}",
        ];
        (self.pick(&names).to_owned(), self.pick(&values).to_owned())
    }
}
