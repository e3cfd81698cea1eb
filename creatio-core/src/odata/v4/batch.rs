//! Many requests in one: the two forms of a body for `$batch`.
//!
//! Shapes and headers are those of Creatio Academy's examples, where a key is a segment of the path
//! (`City/62f9…`). Addresses of reads stand in the body, so that no limit on addresses concerns them.

use std::fmt::Write as _;

use serde::ser::Error as _;
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

use crate::json::text_of;

/// One request of a batch.
#[derive(Debug, Clone, Copy)]
pub(crate) struct BatchedRequest<'p> {
    /// Its number in the batch, from 1, by which its reply is found.
    pub(crate) id: usize,
    /// Requests that stand side by side with the same number are carried out together or not at all.
    pub(crate) group: Option<usize>,
    pub(crate) method: &'p str,
    /// Relative to the root of the service.
    pub(crate) url: &'p str,
    /// JSON, if it has a body.
    pub(crate) body: Option<&'p str>,
}

const JSON: &str = "application/json; charset=utf-8";

/// The form in JSON, which newer servers take.
pub(crate) fn json(requests: &[BatchedRequest<'_>]) -> String {
    let requests = requests.iter().map(InJson::from).collect();
    text_of(&Envelope { requests })
}

#[derive(Serialize)]
struct Envelope<'p> {
    requests: Vec<InJson<'p>>,
}

/// Members in the order of Creatio's examples.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct InJson<'p> {
    method: &'p str,
    #[serde(skip_serializing_if = "Option::is_none")]
    atomicity_group: Option<String>,
    url: &'p str,
    id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<AsItIs<'p>>,
    headers: Headers,
}

/// JSON that is not taken apart: a decimal would lose digits.
struct AsItIs<'p>(&'p str);

impl Serialize for AsItIs<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let json: &RawValue = serde_json::from_str(self.0).map_err(S::Error::custom)?;
        json.serialize(to)
    }
}

#[derive(Serialize)]
struct Headers {
    #[serde(rename = "Content-Type", skip_serializing_if = "Option::is_none")]
    content_type: Option<&'static str>,
    #[serde(rename = "Accept")]
    accept: &'static str,
}

impl<'p> From<&BatchedRequest<'p>> for InJson<'p> {
    fn from(request: &BatchedRequest<'p>) -> Self {
        InJson {
            method: request.method,
            atomicity_group: request.group.map(|group| format!("g{group}")),
            url: request.url,
            id: request.id.to_string(),
            body: request.body.map(AsItIs),
            headers: Headers {
                content_type: request.body.map(|_| JSON),
                accept: "application/json",
            },
        }
    }
}

/// The form in MIME parts, which all servers take; `boundary` must occur in no value.
///
/// Every write stands in a change set, alone or with its group: older services take writes nowhere
/// else.
pub(crate) fn multipart(requests: &[BatchedRequest<'_>], boundary: &str) -> String {
    let mut text = String::new();
    for (number, unit) in units(requests).enumerate() {
        let _ = write!(text, "--{boundary}\r\n");
        match unit {
            [read] if read.method == "GET" => push_part(&mut text, read),
            writes => push_change_set(&mut text, writes, &format!("changeset_{number}_{boundary}")),
        }
    }
    let _ = write!(text, "--{boundary}--\r\n");
    text
}

/// The requests, those of a group together.
pub(crate) fn units<'r, 'p>(
    requests: &'r [BatchedRequest<'p>],
) -> impl Iterator<Item = &'r [BatchedRequest<'p>]> {
    requests.chunk_by(|one, next| one.group.is_some() && one.group == next.group)
}

fn push_change_set(text: &mut String, writes: &[BatchedRequest<'_>], boundary: &str) {
    let _ = write!(
        text,
        "Content-Type: multipart/mixed; boundary={boundary}\r\n\r\n"
    );
    for write in writes {
        let _ = write!(text, "--{boundary}\r\n");
        push_part(text, write);
    }
    let _ = write!(text, "--{boundary}--\r\n");
}

/// OData reads the number of a request from the head of its part, Creatio's examples have it in the
/// head of the request: it stands in both.
fn push_part(text: &mut String, request: &BatchedRequest<'_>) {
    let BatchedRequest {
        id, method, url, ..
    } = request;
    let _ = write!(
        text,
        "Content-Type: application/http\r\n\
         Content-Transfer-Encoding: binary\r\n\
         Content-ID: {id}\r\n\r\n\
         {method} {url} HTTP/1.1\r\n\
         Content-ID: {id}\r\n\
         Accept: application/json\r\n"
    );
    if let Some(body) = request.body {
        let _ = write!(text, "Content-Type: {JSON}\r\n\r\n{body}\r\n");
    } else {
        text.push_str("\r\n\r\n");
    }
}
