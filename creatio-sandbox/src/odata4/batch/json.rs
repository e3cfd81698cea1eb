//! The JSON form of a batch.

use std::{borrow::Cow, collections::BTreeMap};

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use bytes::Bytes;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json, value::RawValue};

use super::{
    mime::MediaType,
    request::{self, Item, Unit, refused},
    run::{Answer, Answered},
};
use crate::{
    odata4::refusal::Refusal,
    reply::{ODATA_JSON, Reply},
};

#[derive(Deserialize)]
struct Requests<'j> {
    #[serde(borrow)]
    requests: Vec<Object<'j>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Object<'j> {
    id: String,
    method: String,
    url: String,
    atomicity_group: Option<String>,
    #[serde(default)]
    depends_on: Vec<String>,
    #[serde(rename = "if", borrow)]
    condition: Option<&'j RawValue>,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    #[serde(borrow)]
    body: Option<&'j RawValue>,
}

/// Reads a batch.
pub(super) fn read(body: &[u8]) -> Result<Vec<Unit>, Refusal> {
    let batch: Requests<'_> = serde_json::from_slice(body)
        .map_err(|error| refused(format!("The batch request cannot be read: {error}.")))?;
    let requests = batch.requests.into_iter().map(Object::item);
    request::units(requests.collect::<Result<Vec<_>, _>>()?)
}

impl Object<'_> {
    fn item(self) -> Result<(Option<String>, Item), Refusal> {
        // It becomes a header of a multipart answer.
        if self.id.is_empty() || self.id.contains(char::is_control) {
            return Err(refused(format!("{:?} cannot be an id.", self.id)));
        }
        let method = self.method.to_ascii_uppercase();
        if !["GET", "POST", "PATCH", "PUT", "DELETE"].contains(&&*method) {
            return Err(refused(format!(
                "The method '{}' of request '{}' is none of get, post, patch, put and delete.",
                self.method, self.id
            )));
        }
        if self.body.is_some() && matches!(&*method, "GET" | "DELETE") {
            return Err(refused(format!(
                "Request '{}' has a body, which {method} has not.",
                self.id
            )));
        }
        let content_type = self.headers.into_iter();
        let content_type = content_type.into_iter().find_map(|(name, value)| {
            let is_it = name.eq_ignore_ascii_case("content-type");
            is_it.then_some(value)
        });
        let content = match self.body {
            Some(json) => {
                content(json, content_type.as_deref()).ok_or_else(|| unreadable(&self.id))?
            }
            None => Bytes::new(),
        };
        let item = Item {
            id: Some(self.id),
            depends_on: self.depends_on,
            is_conditional: self.condition.is_some(),
            method,
            url: self.url,
            content_type,
            body: content,
        };
        Ok((self.atomicity_group, item))
    }
}

/// A body as it would be sent alone: JSON stands as it is, text in a string, other bytes in Base64.
fn content(json: &RawValue, content_type: Option<&str>) -> Option<Bytes> {
    let kind = Kind::of(content_type);
    if kind == Kind::Json {
        return Some(Bytes::copy_from_slice(json.get().as_bytes()));
    }
    let text: String = serde_json::from_str(json.get()).ok()?;
    match kind {
        Kind::Text => Some(text.into()),
        _ => BASE64_URL_SAFE_NO_PAD
            .decode(text.trim_end_matches('='))
            .ok()
            .map(Bytes::from),
    }
}

fn unreadable(id: &str) -> Refusal {
    refused(format!(
        "The body of request '{id}' must be a string: text, or bytes in base64url, as its \
         content-type says."
    ))
}

/// How a body of a media type stands in JSON.
#[derive(PartialEq, Eq)]
enum Kind {
    Json,
    Text,
    Bytes,
}

impl Kind {
    fn of(content_type: Option<&str>) -> Self {
        let Some(content_type) = content_type else {
            return Self::Json;
        };
        let media_type = MediaType::read(content_type).name;
        if media_type == "application/json" {
            Self::Json
        } else if media_type.starts_with("text/") {
            Self::Text
        } else {
            Self::Bytes
        }
    }
}

#[derive(Serialize)]
struct Responses<'a> {
    responses: Vec<Response<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Response<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    atomicity_group: Option<String>,
    status: u16,
    headers: Map<String, Json>,
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<Body<'a>>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Body<'a> {
    Json(&'a RawValue),
    Text(Cow<'a, str>),
}

/// Writes the answer to a batch.
pub(super) fn write(answered: &[Answered]) -> Result<Reply, Refusal> {
    let responses = answered.iter().flat_map(|unit| {
        let group = unit.group.map(|group| group.to_string());
        let answers = unit.answers.iter();
        answers.map(move |answer| response(answer, group.clone()))
    });
    let body = Responses {
        responses: responses.collect(),
    };
    let body = serde_json::to_vec(&body).map_err(|error| Refusal::Internal(error.to_string()))?;
    Ok(Reply::new(200, ODATA_JSON, body).with("odata-version", "4.0"))
}

fn response(answer: &Answer, group: Option<String>) -> Response<'_> {
    let Answer { id, reply } = answer;
    let headers = reply.headers.iter();
    let headers = headers.map(|(name, value)| ((*name).to_owned(), Json::from(value.as_str())));
    Response {
        id: id.as_deref(),
        atomicity_group: group,
        status: reply.status,
        headers: headers.collect(),
        body: body(reply),
    }
}

fn body(reply: &Reply) -> Option<Body<'_>> {
    if reply.body.is_empty() {
        return None;
    }
    let content_type = reply
        .headers
        .iter()
        .find(|(name, _)| *name == "content-type");
    let kind = Kind::of(content_type.map(|(_, value)| &**value));
    Some(match (kind, serde_json::from_slice(&reply.body)) {
        (Kind::Json, Ok(json)) => Body::Json(json),
        (Kind::Bytes, _) => Body::Text(BASE64_URL_SAFE_NO_PAD.encode(&reply.body).into()),
        _ => Body::Text(String::from_utf8_lossy(&reply.body)),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read_one(request: &Json) -> Result<Item, Refusal> {
        let batch = json!({ "requests": [request] });
        let mut units = read(batch.to_string().as_bytes())?;
        Ok(units.remove(0).items.remove(0))
    }

    fn body_of(content_type: &str, body: &Json) -> Result<Bytes, Refusal> {
        let headers = json!({ "Content-Type": content_type });
        let request =
            json!({ "id": "1", "method": "put", "url": "X", "headers": headers, "body": body });
        read_one(&request).map(|item| item.body)
    }

    #[test]
    fn a_body_is_json_text_or_base64_by_its_media_type() {
        let json = json!({ "Name": "A" });
        let verbose = body_of("application/json;odata=verbose", &json).unwrap();
        assert_eq!(verbose, r#"{"Name":"A"}"#);
        assert_eq!(body_of("text/plain", &json!("A")).unwrap(), "A");
        let bytes = body_of("application/octet-stream", &json!("_-8=")).unwrap();
        assert_eq!(&*bytes, [0xff, 0xef]);
        assert!(body_of("text/plain", &json).is_err());
        assert!(body_of("image/png", &json!("?")).is_err());
    }

    #[test]
    fn numbers_of_a_body_keep_their_digits() {
        let body = br#"{"requests":[{"id":"1","method":"POST","url":"X","body":{"A":99999999999999.9990}}]}"#;
        let units = read(body).unwrap();
        assert_eq!(units[0].items[0].body, r#"{"A":99999999999999.9990}"#);
    }

    #[test]
    fn what_does_not_fit_the_form_is_refused() {
        for request in [
            json!({ "method": "GET", "url": "X" }),
            json!({ "id": 1, "method": "GET", "url": "X" }),
            json!({ "id": "", "method": "GET", "url": "X" }),
            json!({ "id": "1\r\n", "method": "GET", "url": "X" }),
            json!({ "id": "1", "url": "X" }),
            json!({ "id": "1", "method": "GET" }),
            json!({ "id": "1", "method": "MERGE", "url": "X" }),
            json!({ "id": "1", "method": "DELETE", "url": "X", "body": {} }),
            json!({ "id": "1", "method": "GET", "url": "X", "atomicitygroup": "g" }),
        ] {
            assert!(
                matches!(read_one(&request), Err(Refusal::Body(_))),
                "{request}"
            );
        }
        assert!(read(b"[]").is_err());
        assert!(read(b"").is_err());
        let deleted = json!({ "id": "1", "method": "delete", "url": "X", "body": null });
        assert_eq!(read_one(&deleted).unwrap().method, "DELETE");
    }

    #[test]
    fn answers_carry_json_text_and_bytes() {
        let answer = |content_type: &str, body: &[u8]| Answer {
            id: Some("1".to_owned()),
            reply: Reply::new(200, content_type, body),
        };
        let answered = Answered {
            group: None,
            answers: vec![
                answer("application/json; odata.metadata=minimal", b"{\"A\":1.50}"),
                answer("text/plain; charset=utf-8", b"7"),
                answer("application/octet-stream", &[0xff, 0xef]),
                Answer {
                    id: None,
                    reply: Reply::empty(204),
                },
            ],
            failed: None,
        };
        let reply = write(&[answered]).unwrap();
        let text = String::from_utf8(reply.body).unwrap();
        for part in [
            r#""body":{"A":1.50}"#,
            r#""body":"7""#,
            r#""body":"_-8""#,
            r#"{"status":204,"headers":{}}"#,
        ] {
            assert!(text.contains(part), "{part} in {text}");
        }
    }
}
