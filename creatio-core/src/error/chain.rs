//! [`Chain`]: an error with its causes, as one line.

use std::error::Error;
use std::fmt;

/// An error and its causes in one line, made by [`Error::chain`](crate::Error::chain).
///
/// Causes follow behind colons. One whose words end the line already is left out, since many errors
/// repeat their cause; line breaks become spaces, so that a log has one line of it.
///
/// ```
/// use creatio_core::Chain;
///
/// let error = std::io::Error::other("the disk\nis full");
/// assert_eq!(Chain::new(&error).to_string(), "the disk is full");
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Chain<'e> {
    error: &'e (dyn Error + 'static),
}

impl<'e> Chain<'e> {
    /// The chain of any error: of an [`AuthError`](crate::AuthError), or of one that wraps errors of
    /// this crate.
    pub fn new(error: &'e (dyn Error + 'static)) -> Self {
        Self { error }
    }
}

impl fmt::Display for Chain<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut line = in_one_line(self.error);
        let mut cause = self.error.source();
        while let Some(error) = cause {
            let words = in_one_line(error);
            if !line.ends_with(&words) {
                line.push_str(": ");
                line.push_str(&words);
            }
            cause = error.source();
        }
        f.write_str(&line)
    }
}

fn in_one_line(error: &dyn Error) -> String {
    let text = error.to_string();
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An error of these words, with or without a cause.
    #[derive(Debug, thiserror::Error)]
    #[error("{words}")]
    struct Said {
        words: &'static str,
        source: Option<Box<Said>>,
    }

    fn chain(words: &[&'static str]) -> String {
        let said = words.iter().rev().fold(None, |source, words| {
            let source = source.map(Box::new);
            Some(Said { words, source })
        });
        Chain::new(&said.unwrap()).to_string()
    }

    #[test]
    fn every_cause_is_told_in_its_order() {
        assert_eq!(
            chain(&["no call", "no token", "reset"]),
            "no call: no token: reset"
        );
    }

    #[test]
    fn a_cause_that_an_error_repeats_is_told_once() {
        let words = ["no call: no token", "no token", "no token", "reset"];
        assert_eq!(chain(&words), "no call: no token: reset");
    }

    #[test]
    fn what_a_cause_says_takes_no_second_line() {
        let words = ["no call", "HTTP 500\r\n\n  forged: all is well\n"];
        assert_eq!(chain(&words), "no call: HTTP 500 forged: all is well");
        assert_eq!(chain(&["no call", ""]), "no call");
    }
}
