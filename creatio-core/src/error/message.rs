//! Creatio's own words about a failure.

use std::fmt;

/// What Creatio said about a request it refused.
///
/// OData errors of Creatio have an empty code as a rule, and often hide the reason in the
/// innermost of several nested messages ("An error has occurred." outside, "Column by path
/// `AccountId` not found in schema Contact." inside): that one is the [`detail`](Self::detail).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ServerMessage {
    /// The error's code or exception type, where Creatio gives one.
    pub code: Option<String>,
    /// The message.
    pub message: String,
    /// The innermost message, where it says more than the outer one.
    pub detail: Option<String>,
}

impl ServerMessage {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self {
            code: None,
            message: message.into(),
            detail: None,
        }
    }

    /// Adds the code, unless it is empty as Creatio's usually are.
    pub(crate) fn with_code(mut self, code: Option<String>) -> Self {
        self.code = code.filter(|code| !code.is_empty());
        self
    }

    /// Adds the innermost message, unless the outer one says it already.
    pub(crate) fn with_detail(mut self, detail: Option<String>) -> Self {
        self.detail = detail.filter(|text| !text.is_empty() && !self.message.contains(&**text));
        self
    }

    /// Whether the words are of a kind that goes away by itself: two requests were in each other's
    /// way (observed on 8.x, with status 200). OData says so in the innermost message.
    pub(super) fn is_transient(&self) -> bool {
        let words = ["Collection was modified", "deadlock", "Deadlock"];
        words.iter().any(|words| self.mentions(words))
    }

    /// Whether a row was refused because there is one with its key: words of SQL Server and of
    /// PostgreSQL, and what of them is the same in every language that they speak.
    pub(crate) fn is_duplicate(&self) -> bool {
        let words = ["duplicate key", "PRIMARY KEY", "UNIQUE KEY", "23505"];
        words.iter().any(|words| self.mentions(words))
    }

    fn mentions(&self, words: &str) -> bool {
        let texts = [Some(&self.message), self.detail.as_ref()];
        texts.into_iter().flatten().any(|text| text.contains(words))
    }
}

impl fmt::Display for ServerMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        if let Some(detail) = &self.detail {
            write!(f, " {detail}")?;
        }
        match &self.code {
            Some(code) => write!(f, " (code {code})"),
            None => Ok(()),
        }
    }
}

/// The message as the end of a sentence, or nothing.
pub(super) fn after_colon(message: Option<&ServerMessage>) -> String {
    message.map_or_else(String::new, |message| format!(": {message}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_inner_message_is_shown_when_it_says_more() {
        let outer = ServerMessage::new("An error has occurred.");
        let message = outer.with_detail(Some("Column by path AccountId not found.".into()));
        assert_eq!(
            message.to_string(),
            "An error has occurred. Column by path AccountId not found."
        );
    }

    #[test]
    fn the_inner_message_is_not_repeated() {
        let outer = ServerMessage::new("The query is not valid. No property 'Foo'.");
        let message = outer.with_detail(Some("No property 'Foo'.".into()));
        assert_eq!(
            message.to_string(),
            "The query is not valid. No property 'Foo'."
        );
    }

    #[test]
    fn requests_in_each_others_way_are_known_by_either_message() {
        let outer = ServerMessage::new("An error has occurred.");
        assert!(!outer.is_transient());
        let inner = "Transaction (Process ID 52) was deadlocked on lock resources.";
        assert!(outer.with_detail(Some(inner.into())).is_transient());
        assert!(ServerMessage::new("40P01: deadlock detected").is_transient());
        assert!(ServerMessage::new("Deadlock found when trying to get lock").is_transient());
    }

    #[test]
    fn a_row_that_is_there_already_is_known_in_every_language() {
        for words in [
            "Violation of PRIMARY KEY constraint 'PK1'. Cannot insert duplicate key in object 'dbo.X'.",
            "Verletzung der PRIMARY KEY-Einschränkung 'PK1'. Ein doppelter Schlüssel kann nicht eingefügt werden.",
            "23505: повторяющееся значение ключа нарушает ограничение уникальности",
        ] {
            assert!(ServerMessage::new(words).is_duplicate(), "{words}");
        }
        let foreign = "The INSERT statement conflicted with the FOREIGN KEY constraint \"FK1\".";
        assert!(!ServerMessage::new(foreign).is_duplicate());
    }

    #[test]
    fn an_empty_code_is_no_code() {
        let message = ServerMessage::new("No.");
        assert_eq!(
            message.clone().with_code(Some(String::new())).to_string(),
            "No."
        );
        assert_eq!(
            message.with_code(Some("5".into())).to_string(),
            "No. (code 5)"
        );
    }
}
