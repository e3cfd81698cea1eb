//! What a service answers, in the ways that WCF knows.

use serde_json::{Map, Value as Json, json};

use crate::reply::{JSON, Reply};

/// The answer of a method of a service.
///
/// ```
/// use creatio_sandbox::ServiceReply;
/// use serde_json::json;
///
/// // {"GetAmountResult": 12.5}
/// let wrapped = ServiceReply::wrapped(12.5);
/// // {"GetAmountResult": "{\"success\":true}"}
/// let text = ServiceReply::wrapped_text(&json!({"success": true}));
/// // {"success": true}
/// let bare = ServiceReply::bare(json!({"success": true}));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceReply(Kind);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    Wrapped(Json),
    Ready(Reply),
    Exception,
}

impl ServiceReply {
    /// A result below the name of the method, `{"{Method}Result": …}`: the style of bodies that
    /// Creatio's services use as a rule.
    pub fn wrapped(result: impl Into<Json>) -> Self {
        Self(Kind::Wrapped(result.into()))
    }

    /// The same with JSON as text in it, as some of Creatio's own methods give it.
    pub fn wrapped_text(result: &Json) -> Self {
        Self::wrapped(result.to_string())
    }

    /// A result without anything around it.
    pub fn bare(result: impl Into<Json>) -> Self {
        let body = result.into().to_string();
        Self(Kind::Ready(Reply::new(200, JSON, body)))
    }

    /// A failure that the method reports itself: status 200 and a result with `success` false.
    pub fn failure(code: &str, message: &str) -> Self {
        Self::wrapped(json!({
            "success": false,
            "errorInfo": { "errorCode": code, "message": message, "stackTrace": "" },
            "rowsAffected": 0,
        }))
    }

    /// An exception in the method: the page "Request Error" on .NET Framework, a bare JSON on .NET.
    pub fn exception() -> Self {
        Self(Kind::Exception)
    }

    /// Any other answer, in its own words.
    pub fn raw(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self(Kind::Ready(Reply::new(status, content_type, body)))
    }

    /// The answer to a request for this method; `None` if it is an exception.
    pub(crate) fn into_reply(self, method: &str) -> Option<Reply> {
        Some(match self.0 {
            Kind::Wrapped(result) => {
                let members = Map::from_iter([(format!("{method}Result"), result)]);
                Reply::new(200, JSON, Json::Object(members).to_string())
            }
            Kind::Ready(reply) => reply,
            Kind::Exception => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(reply: ServiceReply) -> String {
        String::from_utf8(reply.into_reply("Get").unwrap().body).unwrap()
    }

    #[test]
    fn results_are_wrapped_in_the_name_of_the_method() {
        assert_eq!(body(ServiceReply::wrapped(1)), r#"{"GetResult":1}"#);
        assert_eq!(body(ServiceReply::bare(1)), "1");
        let text = ServiceReply::wrapped_text(&json!({"a": "b"}));
        assert_eq!(body(text), r#"{"GetResult":"{\"a\":\"b\"}"}"#);
        assert_eq!(ServiceReply::exception().into_reply("Get"), None);
    }
}
