//! Finds Creatio's own words in the error bodies it is known to send.
//!
//! Observed on 8.x: OData errors (`{"error":{"code":"","message":…,"innererror":{…}}}`), ASP.NET
//! ones (`{"Message":…,"ExceptionMessage":…}`), the routing error of a set that is not served
//! (`{"Message":…,"MessageDetail":…}`), `{"Code":…,"Message":…}`, and `{"error":"…"}` on .NET. OData 3
//! writes what WCF Data Services do: the message with its language, in JSON or as `<m:error>`.

use std::borrow::Cow;

use memchr::memmem;
use roxmltree::Document;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;

use crate::error::ServerMessage;

/// What WCF services say where nobody is signed in.
const SIGNED_OUT: &str = "Authentication failed.";

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

/// The words of an error that OData 3 writes in XML.
pub(super) fn find_in_xml(body: &[u8]) -> Option<Words> {
    let document = Document::parse(std::str::from_utf8(body).ok()?).ok()?;
    let error = document.root_element();
    let texts = |name| {
        let of_this_name = error
            .descendants()
            .filter(move |it| it.tag_name().name() == name);
        let texts = of_this_name.filter_map(|element| element.text());
        texts.map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "))
    };
    let said = texts("message")
        .next()
        .filter(|_| error.tag_name().name() == "error")?;
    let message = ServerMessage::new(said).with_code(texts("code").next());
    Some(reject(message.with_detail(texts("message").next_back())))
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

/// Whether a reply with a status of success is WCF's word that nobody is signed in. What a method of
/// a service returns may have a `Message` of its own; one with the type of an exception is none.
pub(super) fn says_signed_out(body: &[u8]) -> bool {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Members<'b> {
        #[serde(borrow)]
        message: Cow<'b, str>,
        #[serde(rename = "ExceptionType")]
        _exception_type: Cow<'b, str>,
    }
    memmem::find(&body[..body.len().min(512)], SIGNED_OUT.as_bytes()).is_some()
        && serde_json::from_slice::<Members<'_>>(body)
            .is_ok_and(|members| members.message == SIGNED_OUT)
}

fn odata(error: &Value) -> Option<Words> {
    if let Some(said) = error.get("message").and_then(|it| text(it, "value")) {
        // That a segment leads nowhere it also says of a row that is not there.
        let message = ServerMessage::new(said).with_code(text(error, "code"));
        return Some(reject(message.with_detail(innermost(error))));
    }
    let message = ServerMessage::new(text(error, "message")?)
        .with_code(text(error, "code"))
        .with_detail(innermost(error));
    let no_route = message
        .message
        .starts_with("Resource not found for the segment");
    let meaning = if no_route {
        Meaning::NoRoute
    } else {
        Meaning::Rejection
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
    if said == SIGNED_OUT {
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
        assert_eq!(
            said(r#"{"error":{"code":"","message":{"lang":"en-US","value":"No \n segment."}}}"#),
            "No segment."
        );
        let asp_net = r#"{"Message":"An error has occurred.","ExceptionMessage":"Outer.","ExceptionType":"System.Exception","InnerException":{"ExceptionMessage":"Deadlock victim."}}"#;
        assert_eq!(
            said(asp_net),
            "An error has occurred. Deadlock victim. (code System.Exception)"
        );
    }

    #[test]
    fn words_in_xml_are_found_as_well() {
        let error = |inner: &str| {
            let xml = format!(
                "<?xml version=\"1.0\"?><m:error xmlns:m=\"urn:m\"><m:code>7</m:code>\
                 <m:message xml:lang=\"en-US\">Outer &amp;\n more.</m:message>{inner}</m:error>"
            );
            find_in_xml(xml.as_bytes()).map(|words| words.message.to_string())
        };
        assert_eq!(error("").unwrap(), "Outer & more. (code 7)");
        let inner = "<m:innererror><m:message>Column by path X.</m:message></m:innererror>";
        assert_eq!(
            error(inner).unwrap(),
            "Outer & more. Column by path X. (code 7)"
        );
        for other in [
            "<a/>",
            "<html><message>x</message></html>",
            "<error/>",
            "<error>",
            "",
        ] {
            assert_eq!(find_in_xml(other.as_bytes()), None, "{other}");
        }
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
