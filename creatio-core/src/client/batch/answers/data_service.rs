//! The reply to a `BatchQuery`.

use std::collections::HashMap;

use bytes::Bytes;
use reqwest::StatusCode;
use reqwest::header::HeaderValue;
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;
use uuid::Uuid;

use super::{Answer, Found};

#[derive(Deserialize)]
struct Reply<'b> {
    #[serde(borrow, rename = "queryResults")]
    results: Vec<&'b RawValue>,
}

/// The member that tells which query a result is of.
#[derive(Deserialize)]
struct Result {
    #[serde(default, rename = "queryId")]
    id: Value,
}

pub(super) fn find(reply: &Bytes, ids: &[Uuid]) -> Option<Vec<Found>> {
    let results = serde_json::from_slice::<Reply<'_>>(reply).ok()?.results;
    let positions: HashMap<Uuid, usize> = ids.iter().copied().zip(0..).collect();
    let mut found = vec![Found::Nothing; ids.len()];
    let mut without_id = Vec::new();
    for (place, result) in results.into_iter().enumerate() {
        match id(result) {
            Some(id) => {
                if let Some(&position) = positions.get(&id) {
                    found[position].note(answer(reply, result));
                }
            }
            None => without_id.push((place, result)),
        }
    }
    // Where the service repeats no ids, it answers in the order of the queries.
    for (place, result) in without_id {
        if let Some(slot @ Found::Nothing) = found.get_mut(place) {
            slot.note(answer(reply, result));
        }
    }
    Some(found)
}

fn id(result: &RawValue) -> Option<Uuid> {
    let result: Result = serde_json::from_str(result.get()).ok()?;
    result
        .id
        .as_str()?
        .parse()
        .ok()
        .filter(|id: &Uuid| !id.is_nil())
}

/// A result is what the operation would reply by itself.
fn answer(reply: &Bytes, result: &RawValue) -> Answer {
    Answer {
        status: StatusCode::OK,
        content_type: Some(HeaderValue::from_static("application/json")),
        body: reply.slice_ref(result.get().as_bytes()),
    }
}
