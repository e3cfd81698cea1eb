//! JSON as text, written from left to right: decimals keep the scale that they are stored with, which
//! no JSON tree would.

/// What was written so far.
#[derive(Debug, Default)]
pub(crate) struct JsonText(Vec<u8>);

/// A value as text, with or without quotes in JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Scalar {
    /// A number, `true`, `null`, or what is JSON already.
    Bare(String),
    /// A text.
    Quoted(String),
}

impl JsonText {
    /// All of it.
    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.0
    }

    /// What is JSON already.
    pub(crate) fn raw(&mut self, text: &str) -> &mut Self {
        self.0.extend_from_slice(text.as_bytes());
        self
    }

    /// A text in quotes.
    pub(crate) fn text(&mut self, text: &str) -> &mut Self {
        // A Vec takes every byte and a str is valid JSON text: this cannot fail.
        let _ = serde_json::to_writer(&mut self.0, text);
        self
    }

    /// A value.
    pub(crate) fn scalar(&mut self, value: &Scalar) -> &mut Self {
        match value {
            Scalar::Bare(text) => self.raw(text),
            Scalar::Quoted(text) => self.text(text),
        }
    }

    /// The name of the next member of an object.
    pub(crate) fn name(&mut self, name: &str) -> &mut Self {
        self.item().text(name).raw(":")
    }

    /// What stands before the next item of a list or object: nothing, if it is the first.
    pub(crate) fn item(&mut self) -> &mut Self {
        match self.0.last() {
            None | Some(b'[' | b'{') => self,
            Some(_) => self.raw(","),
        }
    }
}
