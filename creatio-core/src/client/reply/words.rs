//! Finds Creatio's own words in the error bodies it is known to send.
//!
//! Observed on 8.x: OData errors (`{"error":{"code":"","message":…,"innererror":{…}}}`), ASP.NET
//! ones (`{"Message":…,"ExceptionMessage":…}`), the routing error of a set that is not served
//! (`{"Message":…,"MessageDetail":…}`), `{"Code":…,"Message":…}`, and `{"error":"…"}` on .NET. Over
//! OData 3 the message of an error is `{"lang":…,"value":…}`, as WCF Data Services has it.

use memchr::memmem;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;

use crate::error::ServerMessage;

/// What an error body says.
#[derive(Debug, PartialEq)]
pub(super) struct Words {
    pub(super) message: ServerMessage,
    pub(super) meaning: Meaning,
}

/// What the words tell about the kind of failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// A request that was understood.
    Rejection,
    /// The address leads to no service.
    NoRoute,
    /// The address leads to no set, or to no row of one: OData 3 has the same words for both.
    NoSegment,
    /// Nobody is logged in.
    NoSession,
    /// The user lacks a right.
    Denial,
}

/// The words of an error body; `None` if it is none that Creatio sends.
pub(super) fn find(body: &[u8]) -> Option<Words> {
    let body: Value = serde_json::from_slice(body).ok()?;
    match body.get("error") {
        Some(Value::String(text)) => Some(reject(ServerMessage::new(text))),
        Some(error) => odata(error),
        None => asp_net(&body),
    }
}

/// Like [`find`], for a reply whose status says success: most of them are rows.
pub(super) fn find_in_success(body: &[u8]) -> Option<Words> {
    if begins_with_context(body) || !looks_like_error(body) {
        return None;
    }
    find(body)
}

/// Whether a reply begins as the rows of OData 4 do. Asked first, this saves passes over every page
/// of them.
pub(super) fn begins_with_context(body: &[u8]) -> bool {
    let head = &body[..body.len().min(512)];
    memmem::find(head, b"\"@odata.context\"").is_some()
}

/// A row may have columns named `Message` or `Code`, so that only what is no row may be an error.
fn looks_like_error(body: &[u8]) -> bool {
    #[derive(Deserialize)]
    struct Members {
        #[serde(rename = "@odata.context")]
        context: Option<IgnoredAny>,
        value: Option<IgnoredAny>,
        #[serde(rename = "Id")]
        id: Option<IgnoredAny>,
        error: Option<IgnoredAny>,
        #[serde(rename = "Message")]
        message: Option<IgnoredAny>,
    }
    serde_json::from_slice::<Members>(body).is_ok_and(|members| {
        let is_data = members.context.is_some() || members.value.is_some() || members.id.is_some();
        !is_data && (members.error.is_some() || members.message.is_some())
    })
}

fn odata(error: &Value) -> Option<Words> {
    let verbose = || text(error.get("message")?, "value");
    let (said, is_odata_3) = match text(error, "message") {
        Some(said) => (said, false),
        None => (verbose()?, true),
    };
    let message = ServerMessage::new(said)
        .with_code(text(error, "code"))
        .with_detail(innermost(error));
    let leads_nowhere = message
        .message
        .starts_with("Resource not found for the segment");
    let meaning = match (leads_nowhere, is_odata_3) {
        (true, true) => Meaning::NoSegment,
        (true, false) => Meaning::NoRoute,
        (false, _) => Meaning::Rejection,
    };
    Some(Words { message, meaning })
}

/// The message of the innermost error that has one.
fn innermost(error: &Value) -> Option<String> {
    let mut deepest = None;
    let mut level = error;
    while let Some(inner) = ["innererror", "internalexception"]
        .iter()
        .find_map(|m| level.get(*m))
    {
        deepest = text(inner, "message").or(deepest);
        level = inner;
    }
    deepest
}

fn asp_net(body: &Value) -> Option<Words> {
    let said = text(body, "Message")?;
    if said == "Authentication failed." {
        return Some(Words {
            message: ServerMessage::new(said),
            meaning: Meaning::NoSession,
        });
    }
    if let Some(detail) = text(body, "MessageDetail") {
        // `Message` repeats the address with its query here, which may hold personal data.
        return Some(Words {
            message: ServerMessage::new(detail),
            meaning: Meaning::NoRoute,
        });
    }
    if said.starts_with("No HTTP resource was found") {
        let message = ServerMessage::new("No HTTP resource was found.");
        return Some(Words {
            message,
            meaning: Meaning::NoRoute,
        });
    }
    let code = text(body, "Code").or_else(|| text(body, "ExceptionType"));
    let message = ServerMessage::new(said)
        .with_code(code)
        .with_detail(innermost_exception(body));
    Some(reject(message))
}

fn innermost_exception(body: &Value) -> Option<String> {
    let mut deepest = text(body, "ExceptionMessage");
    let mut level = body;
    while let Some(inner) = level
        .get("InnerException")
        .filter(|inner| inner.is_object())
    {
        deepest = text(inner, "ExceptionMessage").or(deepest);
        level = inner;
    }
    deepest
}

fn reject(message: ServerMessage) -> Words {
    Words {
        message,
        meaning: Meaning::Rejection,
    }
}

/// A member that is text or a number, on one line.
pub(super) fn text(of: &Value, member: &str) -> Option<String> {
    match of.get(member)? {
        Value::String(text) => Some(text.split_whitespace().collect::<Vec<_>>().join(" ")),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(body: &str) -> String {
        find(body.as_bytes()).unwrap().message.to_string()
    }

    #[test]
    fn the_reason_is_found_in_the_innermost_exception() {
        let body = r#"{"error":{"code":"","message":"An error has occurred.","innererror":{
            "message":"The 'ObjectContent`1' type failed to serialize the response body.","type":"",
            "internalexception":{"message":"Column by path AccountId not found in schema Contact.",
            "type":"","stacktrace":""}}}}"#;
        assert_eq!(
            said(body),
            "An error has occurred. Column by path AccountId not found in schema Contact."
        );
    }

    #[test]
    fn an_odata_error_says_its_reason_once() {
        let body = r#"{"error":{"code":"","message":"The query specified in the URI is not valid. Could not find a property named 'Foo'.","innererror":{"message":"Could not find a property named 'Foo'."}}}"#;
        assert_eq!(
            said(body),
            "The query specified in the URI is not valid. Could not find a property named 'Foo'."
        );
    }

    #[test]
    fn every_known_error_body_gives_words() {
        assert_eq!(
            said(r#"{"error":"An error has occured."}"#),
            "An error has occured."
        );
        assert_eq!(
            said(r#"{"Code":1,"Message":"No licence."}"#),
            "No licence. (code 1)"
        );
        let odata_3 =
            r#"{"error":{"code":"","message":{"lang":"en-US","value":"No such property."}}}"#;
        assert_eq!(said(odata_3), "No such property.");
        let asp_net = r#"{"Message":"An error has occurred.","ExceptionMessage":"Outer.","ExceptionType":"System.Exception","InnerException":{"ExceptionMessage":"Deadlock victim."}}"#;
        assert_eq!(
            said(asp_net),
            "An error has occurred. Deadlock victim. (code System.Exception)"
        );
    }

    #[test]
    fn the_address_that_a_routing_error_repeats_is_left_out() {
        let body = r#"{"Message":"No HTTP resource was found that matches the request URI 'https://h/0/odata/UsrX?$filter=Name eq 'Bob''.","MessageDetail":"No type was found that matches the controller named 'UsrX'."}"#;
        let words = find(body.as_bytes()).unwrap();
        assert_eq!(words.meaning, Meaning::NoRoute);
        assert_eq!(
            words.message.to_string(),
            "No type was found that matches the controller named 'UsrX'."
        );
        let bare = r#"{"Message":"No HTTP resource was found that matches the request URI 'https://h?Bob'."}"#;
        assert_eq!(said(bare), "No HTTP resource was found.");
    }

    #[test]
    fn a_row_with_a_column_named_message_is_a_row() {
        for row in [
            r#"{"@odata.context":"x/$metadata#UsrLog/$entity","Message":"boom","Code":"1"}"#,
            r#"{"Message":"boom","Code":"1","@odata.context":"x"}"#,
            r#"{"Message":"boom","Id":"00000000-0000-0000-0000-000000000001"}"#,
            r#"{"value":[],"error":"boom"}"#,
        ] {
            assert_eq!(find_in_success(row.as_bytes()), None, "{row}");
        }
        assert!(find_in_success(br#"{"Message":"boom"}"#).is_some());
        assert!(find_in_success(br#"{"error":{"message":"boom"}}"#).is_some());
    }

    #[test]
    fn a_body_that_is_no_error_gives_no_words() {
        for body in [
            "",
            "[]",
            "null",
            "{",
            r#"{"error":{}}"#,
            r#"{"error":null}"#,
            r#"{"a":1}"#,
        ] {
            assert_eq!(find(body.as_bytes()), None, "{body}");
        }
    }
}
