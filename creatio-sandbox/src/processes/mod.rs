//! Business processes: a process takes parameters and gives results.
//!
//! Its parameters travel as texts, its results as JSON. Which parameters a process has, a sandbox
//! does not know: those that are not given are absent, those that are not asked for are not told.

mod engine;
mod outcome;

use std::{collections::HashMap, fmt, sync::Arc};

pub(crate) use engine::{execute, run};
pub use outcome::{ProcessInput, ProcessOutcome};

/// What a process does.
type Process = Arc<dyn Fn(&ProcessInput) -> ProcessOutcome + Send + Sync>;

/// The processes of a sandbox by their names.
#[derive(Clone, Default)]
pub(crate) struct Processes(HashMap<String, Process>);

impl Processes {
    /// Adds a process. It replaces one of the same name.
    pub(crate) fn add(
        &mut self,
        name: impl Into<String>,
        process: impl Fn(&ProcessInput) -> ProcessOutcome + Send + Sync + 'static,
    ) {
        self.0.insert(name.into(), Arc::new(process));
    }
}

impl fmt::Debug for Processes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}
