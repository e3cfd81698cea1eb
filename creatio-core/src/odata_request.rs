//! [`ODataRequest`]: a query's URL.

use std::fmt;

/// The URL of a read, relative to the OData service's root, percent-encoded.
///
/// Made by [`Query::odata4`](crate::Query::odata4) and [`Query::odata3`](crate::Query::odata3); its
/// `Display` is the URL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ODataRequest {
    entity: &'static str,
    url: String,
}

impl ODataRequest {
    pub(crate) fn new(entity: &'static str, url: String) -> Self {
        ODataRequest { entity, url }
    }

    /// The same URL with a further query option at its end, whose value needs no encoding.
    #[cfg(feature = "client")]
    pub(crate) fn with_option(mut self, name: &str, value: &str) -> Self {
        self.url
            .push(if self.url.contains('?') { '&' } else { '?' });
        self.url.push_str(name);
        self.url.push('=');
        self.url.push_str(value);
        self
    }

    /// Wire name of the entity that is read.
    pub fn entity(&self) -> &'static str {
        self.entity
    }

    /// The URL as text, for example `Account?$select=Name`.
    pub fn as_str(&self) -> &str {
        &self.url
    }
}

impl fmt::Display for ODataRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.url)
    }
}

impl AsRef<str> for ODataRequest {
    fn as_ref(&self) -> &str {
        &self.url
    }
}
