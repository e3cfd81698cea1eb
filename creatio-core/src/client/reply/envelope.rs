//! What the DataService has around its replies: `success`, and why not.
//!
//! Observed on 8.x: `success` decides, and may be missing, null or text. A refusal explains itself
//! in `responseStatus` (members with capitals) or `errorInfo` (without), or not at all; on success
//! both may be there, empty.

use std::borrow::Cow;
use std::collections::HashMap;

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;
use serde_json::value::RawValue;

use super::words::{Meaning, Words, text};
use crate::error::ServerMessage;

/// The members that tell; all others, which may be thousands of rows, are passed over.
#[derive(Deserialize)]
struct Envelope {
    #[serde(default)]
    success: Value,
    #[serde(default, rename = "responseStatus")]
    response_status: Value,
    #[serde(default, rename = "errorInfo")]
    error_info: Value,
}

/// The refusal in a reply; `None` if it is none.
pub(super) fn refusal(body: &[u8]) -> Option<Words> {
    let body: Envelope = serde_json::from_slice(body).ok()?;
    let explained = explanation(&body);
    match &body.success {
        Value::Bool(true) => None,
        Value::String(text) if text.eq_ignore_ascii_case("true") => None,
        Value::Null => explained,
        _ => Some(explained.unwrap_or_else(|| Words {
            message: ServerMessage::new("Creatio refused without giving a reason"),
            meaning: Meaning::Rejection,
        })),
    }
}

/// Whether the reply to a batch has answers to its items. With them, what is said about the whole,
/// such as `hasErrors`, adds nothing.
pub(super) fn has_answers(body: &[u8]) -> bool {
    #[derive(Deserialize)]
    struct Members {
        responses: Option<Vec<IgnoredAny>>,
        #[serde(rename = "queryResults")]
        query_results: Option<Vec<IgnoredAny>>,
    }
    serde_json::from_slice::<Members>(body).is_ok_and(|members| {
        let answers = members.responses.or(members.query_results);
        answers.is_some_and(|answers| !answers.is_empty())
    })
}

/// The refusal in a reply of a web service: as of the DataService, in what the method returns
/// (`{"XResult":{"success":false,…}}`, observed on 8.x), or as `{"error":"…"}`, with which services
/// on .NET answer.
pub(super) fn refusal_of_method(body: &[u8]) -> Option<Words> {
    // Values and lists are no envelopes.
    if !body.trim_ascii_start().starts_with(b"{") {
        return None;
    }
    if let Some(words) = refusal(body) {
        return Some(words);
    }
    let members: HashMap<Cow<'_, str>, &RawValue> = serde_json::from_slice(body).ok()?;
    let mut members = members.into_iter();
    let (Some((name, value)), None) = (members.next(), members.next()) else {
        return None;
    };
    if name == "error" {
        let text: String = serde_json::from_str(value.get()).ok()?;
        return Some(Words {
            message: ServerMessage::new(text),
            meaning: Meaning::Rejection,
        });
    }
    let is_returned = name.ends_with("Result") && value.get().starts_with('{');
    is_returned
        .then(|| refusal(value.get().as_bytes()))
        .flatten()
}

fn explanation(body: &Envelope) -> Option<Words> {
    let forms = [
        (&body.response_status, "ErrorCode", "Message"),
        (&body.error_info, "errorCode", "message"),
    ];
    forms.into_iter().find_map(|(status, code, message)| {
        let code = text(status, code).filter(|code| !code.is_empty());
        let message = text(status, message).filter(|message| !message.is_empty());
        let said = message.or_else(|| code.clone())?;
        let meaning = match &code {
            Some(code) if is_denial(code) => Meaning::Denial,
            Some(code) if is_half_a_session(code, &said) => Meaning::NoSession,
            _ => Meaning::Rejection,
        };
        let code = code.filter(|code| *code != said);
        let message = ServerMessage::new(said).with_code(code);
        Some(Words { message, meaning })
    })
}

/// Exception types that say that the user lacks a right.
fn is_denial(code: &str) -> bool {
    matches!(
        code,
        "AccessDenied" | "SecurityException" | "OperationRightsException"
    )
}

/// Whether the service found a session without a user behind it, as it is left by some restarts.
fn is_half_a_session(code: &str, message: &str) -> bool {
    code.contains("ArgumentNullOrEmptyException") && message.contains("userConnection")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(body: &str) -> Option<(String, Meaning)> {
        let words = refusal(body.as_bytes())?;
        Some((words.message.to_string(), words.meaning))
    }

    #[test]
    fn success_decides_whatever_else_is_there() {
        for body in [
            r#"{"success":true,"responseStatus":{"ErrorCode":"X","Message":"old"}}"#,
            r#"{"success":"True"}"#,
            r#"{"rows":[]}"#,
            r#"{"success":null,"responseStatus":{"ErrorCode":"","Message":"","Errors":[]}}"#,
            r#"{"responseStatus":null,"errorInfo":{}}"#,
        ] {
            assert_eq!(said(body), None, "{body}");
        }
    }

    #[test]
    fn a_session_without_a_user_is_no_session() {
        let body = r#"{"success":false,"responseStatus":{"ErrorCode":"ArgumentNullOrEmptyException","Message":"Value for argument \"userConnection\" must be specified."}}"#;
        assert_eq!(
            said(body).map(|(_, meaning)| meaning),
            Some(Meaning::NoSession)
        );
        let other = body.replace("userConnection", "rootSchemaName");
        assert_eq!(
            said(&other).map(|(_, meaning)| meaning),
            Some(Meaning::Rejection)
        );
    }

    #[test]
    fn a_refusal_gives_the_reason_in_either_form() {
        let reason = |text: &str, meaning| Some((text.to_owned(), meaning));
        for (body, expected) in [
            (
                r#"{"responseStatus":{"ErrorCode":"ItemNotFoundException","Message":"No Foo."},"success":false}"#,
                reason("No Foo. (code ItemNotFoundException)", Meaning::Rejection),
            ),
            (
                r#"{"success":false,"errorInfo":{"errorCode":"AccessDenied","message":"No."}}"#,
                reason("No. (code AccessDenied)", Meaning::Denial),
            ),
            (
                r#"{"success":"false","errorInfo":{"errorCode":17,"message":null}}"#,
                reason("17", Meaning::Rejection),
            ),
            (
                r#"{"success":false}"#,
                reason(
                    "Creatio refused without giving a reason",
                    Meaning::Rejection,
                ),
            ),
            (
                r#"{"responseStatus":{"ErrorCode":"FormatException","Message":"Bad guid."}}"#,
                reason("Bad guid. (code FormatException)", Meaning::Rejection),
            ),
        ] {
            assert_eq!(said(body), expected, "{body}");
        }
    }
}
