//! [`ODataWrite`]: a write as a request.

use std::fmt;

/// A write over OData: method, URL relative to the service's root, and body.
///
/// Made by [`Insert::odata4`](crate::Insert::odata4) and its like; its `Display` is method and URL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ODataWrite {
    pub(super) entity: &'static str,
    pub(super) method: &'static str,
    pub(super) url: String,
    pub(super) body: Option<String>,
}

impl ODataWrite {
    /// Wire name of the entity that is written.
    pub fn entity(&self) -> &'static str {
        self.entity
    }

    /// The HTTP method: `POST`, `PATCH` or `DELETE`.
    pub fn method(&self) -> &'static str {
        self.method
    }

    /// The URL, percent-encoded: `Account`, or `Account(…)` with a key.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The JSON of the body; a delete has none.
    pub fn body(&self) -> Option<&str> {
        self.body.as_deref()
    }
}

impl fmt::Display for ODataWrite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.url)
    }
}
