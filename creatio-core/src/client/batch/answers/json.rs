//! The reply to an OData batch in JSON.

use bytes::Bytes;
use reqwest::StatusCode;
use reqwest::header::HeaderValue;
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::{Answer, Found};

#[derive(Deserialize)]
struct Reply<'b> {
    #[serde(borrow)]
    responses: Vec<Response<'b>>,
}

/// Bodies stay as they are in the reply: rows are read from them by the query's own reader.
#[derive(Deserialize)]
struct Response<'b> {
    #[serde(default)]
    id: Value,
    #[serde(default)]
    status: Value,
    #[serde(default)]
    headers: Map<String, Value>,
    #[serde(borrow, default)]
    body: Option<&'b RawValue>,
}

pub(super) fn find(reply: &Bytes, items: usize) -> Option<Vec<Found>> {
    let responses = serde_json::from_slice::<Reply<'_>>(reply).ok()?.responses;
    let mut found = vec![Found::Nothing; items];
    for response in responses {
        let slot = position(&response.id).and_then(|position| found.get_mut(position));
        if let (Some(slot), Some(answer)) = (slot, answer(reply, &response)) {
            slot.note(answer);
        }
    }
    Some(found)
}

/// The place of an item by its number.
fn position(id: &Value) -> Option<usize> {
    let number = match id {
        Value::String(text) => text.parse().ok()?,
        id => usize::try_from(id.as_u64()?).ok()?,
    };
    usize::checked_sub(number, 1)
}

fn answer(reply: &Bytes, response: &Response<'_>) -> Option<Answer> {
    let status = u16::try_from(response.status.as_u64()?).ok()?;
    let content_type = content_type(&response.headers);
    let raw = response.body.map_or("", RawValue::get);
    let is_text = raw.starts_with('"');
    let body = if is_text {
        // What is no JSON comes as text.
        serde_json::from_str::<String>(raw).ok()?.into()
    } else {
        reply.slice_ref(raw.as_bytes())
    };
    let is_json = !is_text && !raw.is_empty();
    let json = is_json.then(|| HeaderValue::from_static("application/json"));
    Some(Answer {
        status: StatusCode::from_u16(status).ok()?,
        content_type: content_type.or(json),
        body,
    })
}

fn content_type(headers: &Map<String, Value>) -> Option<HeaderValue> {
    let mut headers = headers.iter();
    let (_, value) = headers.find(|(name, _)| name.eq_ignore_ascii_case("content-type"))?;
    HeaderValue::from_str(value.as_str()?).ok()
}
