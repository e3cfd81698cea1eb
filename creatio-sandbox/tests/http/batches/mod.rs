//! OData 4 batches over the wire, written out by hand.

mod json;
mod multipart;
mod rollback;

use serde_json::{Value, json};

use crate::support::{Server, guid};

const BATCH: &str = "/0/odata/$batch";

/// The status and the JSON of the answer to a batch of these requests.
async fn send(server: &Server, requests: Value) -> (u16, Value) {
    let batch = json!({ "requests": requests });
    let reply = server.post(BATCH, &batch).send().await.unwrap();
    (reply.status().as_u16(), reply.json().await.unwrap())
}

/// The answers to a batch of these requests, which must have been run.
async fn responses(server: &Server, requests: Value) -> Vec<Value> {
    let (status, reply) = send(server, requests).await;
    assert_eq!(status, 200, "{reply}");
    reply["responses"].as_array().unwrap().clone()
}

/// Ids and statuses of answers, such as `t1 201`.
fn statuses(responses: &[Value]) -> Vec<String> {
    let shown = responses
        .iter()
        .map(|it| format!("{} {}", it["id"].as_str().unwrap(), it["status"]));
    shown.collect()
}

/// One column of all stored contacts, in the order of their making.
async fn contacts(server: &Server, column: &str) -> Vec<Value> {
    let rows = server.sandbox.rows("Contact").await.unwrap();
    rows.iter().map(|row| row[column].clone()).collect()
}

fn contact(number: u32) -> String {
    format!("Contact({})", guid(number))
}
