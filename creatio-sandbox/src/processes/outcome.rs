//! What goes into a process, and what comes out.

use serde_json::{Map, Value as Json};

/// The parameters that a process was started with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProcessInput(Vec<(String, String)>);

impl ProcessInput {
    pub(super) fn new(values: Vec<(String, String)>) -> Self {
        Self(values)
    }

    /// The value of a parameter, as text: the form in which all of them travel.
    pub fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(parameter, _)| parameter == name);
        found.map(|(_, value)| value.as_str())
    }

    /// All of them, in the order they came.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

/// What became of a process.
///
/// ```
/// use creatio_sandbox::{ProcessOutcome, Sandbox};
///
/// let builder = Sandbox::builder().process("UsrDouble", |input| {
///     match input.get("Number").and_then(|text| text.parse::<i64>().ok()) {
///         Some(number) => ProcessOutcome::completed([("Doubled", 2 * number)]),
///         None => ProcessOutcome::failed("Number is not a number."),
///     }
/// });
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct ProcessOutcome(pub(super) End);

#[derive(Debug, Clone, PartialEq)]
pub(super) enum End {
    Completed(Map<String, Json>),
    Running,
    Failed(String),
}

impl ProcessOutcome {
    /// It has come to its end, with these results.
    pub fn completed<N: Into<String>, V: Into<Json>>(
        results: impl IntoIterator<Item = (N, V)>,
    ) -> Self {
        let results = results.into_iter();
        let results = results.map(|(name, value)| (name.into(), value.into()));
        Self(End::Completed(results.collect()))
    }

    /// It waits for something, a user for example.
    pub fn running() -> Self {
        Self(End::Running)
    }

    /// It ended with an error.
    pub fn failed(message: impl Into<String>) -> Self {
        Self(End::Failed(message.into()))
    }
}
