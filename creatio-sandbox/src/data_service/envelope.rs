//! What every answer of the DataService has around its content.
//!
//! Failures come with status 200 as a rule: `success` says what became of a request.

use serde_json::{Map, Value as Json, json};

use crate::reply::{JSON, Reply};

/// An answer with these members.
pub(crate) fn success<const N: usize>(members: [(&str, Json); N]) -> Reply {
    let mut body = Map::new();
    body.insert("success".to_owned(), Json::Bool(true));
    body.extend(members.map(|(name, value)| (name.to_owned(), value)));
    Reply::new(200, JSON, Json::Object(body).to_string())
}

/// A refusal: the name of a .NET exception, or a code of Creatio's own, and a message.
pub(crate) fn failure(code: &str, message: &str) -> Reply {
    let body = json!({
        "success": false,
        "errorInfo": { "errorCode": code, "message": message, "stackTrace": null },
    });
    Reply::new(200, JSON, body.to_string())
}

/// The answer to a body that is no JSON object.
pub(super) fn malformed() -> Reply {
    let body = json!({
        "responseStatus": {
            "ErrorCode": "SerializationException",
            "Message": "Type definitions should start with a '{'.",
            "Errors": [],
        },
    });
    Reply::new(400, JSON, body.to_string())
}
