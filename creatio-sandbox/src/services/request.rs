//! What a service is asked.

use bytes::Bytes;
use serde_json::{Map, Value as Json};

use crate::raw;

/// A request to a service of the configuration, as its method sees it.
#[derive(Debug, Clone)]
pub struct ServiceRequest {
    verb: String,
    query: Vec<(String, String)>,
    body: Bytes,
    members: Map<String, Json>,
}

impl ServiceRequest {
    pub(crate) fn new(verb: String, query: Option<&str>, body: Bytes) -> Self {
        let members = match serde_json::from_slice(&body) {
            Ok(Json::Object(members)) => members,
            _ => Map::new(),
        };
        Self {
            verb,
            query: raw::pairs(query.unwrap_or_default()),
            body,
            members,
        }
    }

    /// The HTTP verb: `GET` or `POST`.
    pub fn verb(&self) -> &str {
        &self.verb
    }

    /// The body as it came.
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// A parameter of the method: a member of the JSON in the body, or else a text from the
    /// address. Case matters, as it does to WCF.
    ///
    /// ```
    /// # use creatio_sandbox::{Sandbox, ServiceReply};
    /// # use serde_json::json;
    /// let builder = Sandbox::builder().service("UsrAmountService", "GetAmount", |request| {
    ///     let number = |name| Some(request.parameter(name)?.as_str()?.parse::<i64>().ok()?);
    ///     match (number("value1"), number("value2")) {
    ///         (Some(first), Some(second)) => ServiceReply::wrapped((first + second).to_string()),
    ///         _ => ServiceReply::exception(),
    ///     }
    /// });
    /// ```
    pub fn parameter(&self, name: &str) -> Option<Json> {
        if let Some(member) = self.members.get(name) {
            return Some(member.clone());
        }
        let found = self.query.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| Json::String(value.clone()))
    }

    /// A parameter that is text.
    pub fn text(&self, name: &str) -> Option<String> {
        match self.parameter(name)? {
            Json::String(text) => Some(text),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_come_from_the_body_or_else_from_the_address() {
        let body = Bytes::from_static(br#"{"a": 1, "b": null}"#);
        let request = ServiceRequest::new("POST".to_owned(), Some("a=2&c=x%20y"), body);
        assert_eq!(request.parameter("a"), Some(Json::from(1)));
        assert_eq!(request.parameter("b"), Some(Json::Null));
        assert_eq!(request.text("c").as_deref(), Some("x y"));
        assert_eq!(request.parameter("A"), None);
        assert_eq!(request.text("a"), None);
    }
}
