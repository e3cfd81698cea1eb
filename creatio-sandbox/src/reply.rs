//! An HTTP answer before it meets the HTTP library.

/// Status, headers and body of one answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reply {
    /// HTTP status.
    pub(crate) status: u16,
    /// Headers besides `Content-Length`.
    pub(crate) headers: Vec<(&'static str, String)>,
    /// The whole body.
    pub(crate) body: Vec<u8>,
    /// Whether the body is bytes of a user's, of which a part may be asked for.
    pub(crate) is_file: bool,
}

/// Creatio's usual content type for OData 4.
pub(crate) const ODATA_JSON: &str = "application/json; odata.metadata=minimal";
/// Plain JSON.
pub(crate) const JSON: &str = "application/json; charset=utf-8";
/// Plain text.
pub(crate) const TEXT: &str = "text/plain; charset=utf-8";
/// XML of services.
pub(crate) const XML: &str = "application/xml; charset=utf-8";
/// Web pages.
pub(crate) const HTML: &str = "text/html; charset=utf-8";

impl Reply {
    /// An answer with a body.
    pub(crate) fn new(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        let headers = vec![("content-type", content_type.to_owned())];
        Self {
            status,
            headers,
            body: body.into(),
            is_file: false,
        }
    }

    /// An answer of bytes that somebody has stored.
    pub(crate) fn file(content_type: &str, bytes: Vec<u8>) -> Self {
        Self {
            is_file: true,
            ..Self::new(200, content_type, bytes)
        }
    }

    /// An answer without a body.
    pub(crate) fn empty(status: u16) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: Vec::new(),
            is_file: false,
        }
    }

    /// The same with one more header.
    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}
