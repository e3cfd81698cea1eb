//! What was asked, for tests to look at.

use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};

use super::fault::Fault;

/// One of the two hosts of a sandbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Host {
    /// The application itself.
    Crm,
    /// The Identity Service, which hands out tokens.
    Identity,
}

/// One request that arrived. Headers and bodies are not kept: they hold secrets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct RequestRecord {
    /// Which host was asked.
    pub host: Host,
    /// The HTTP verb.
    pub method: String,
    /// Path and query, percent-encoded as they came.
    pub target: String,
    /// The status that was answered; `None` if there was no answer.
    pub status: Option<u16>,
    /// What went wrong with it, if something did. Of an outage it is the status 503.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fault: Option<Fault>,
}

/// All requests in the order of their answers.
#[derive(Debug, Default)]
pub(crate) struct Log(Mutex<Vec<RequestRecord>>);

impl Log {
    pub(super) fn add(&self, record: RequestRecord) {
        self.records().push(record);
    }

    pub(crate) fn all(&self) -> Vec<RequestRecord> {
        self.records().clone()
    }

    pub(crate) fn clear(&self) {
        self.records().clear();
    }

    fn records(&self) -> MutexGuard<'_, Vec<RequestRecord>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
