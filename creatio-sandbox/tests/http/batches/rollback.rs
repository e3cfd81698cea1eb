//! Atomicity groups that fail.

use serde_json::{Value, json};

use super::{BATCH, contact, contacts, responses, statuses};
use crate::support::{Server, guid};

/// A group that renames a contact, makes one, and fails; and requests around it.
fn requests() -> Value {
    json!([
        { "id": "before", "method": "PATCH", "url": contact(13), "body": { "Name": "Before" } },
        { "id": "1", "atomicityGroup": "g", "method": "PATCH", "url": contact(11), "body": { "Name": "X" } },
        { "id": "2", "atomicityGroup": "g", "method": "POST", "url": "Contact", "body": { "Id": guid(14) } },
        { "id": "3", "atomicityGroup": "g", "method": "DELETE", "url": format!("Account({})", guid(1)) },
        { "id": "4", "atomicityGroup": "g", "method": "PATCH", "url": contact(12), "body": { "Name": "X" } },
        { "id": "after", "method": "PATCH", "url": contact(12), "body": { "Name": "After" } },
        { "id": "child", "dependsOn": ["g"], "method": "PATCH", "url": contact(12), "body": { "Name": "Child" } },
    ])
}

#[tokio::test]
async fn a_group_that_fails_leaves_no_trace() {
    let server = Server::with_known_rows().await;
    let modified = contacts(&server, "ModifiedOn").await;
    let responses = responses(&server, requests()).await;
    assert_eq!(
        statuses(&responses),
        ["before 204", "1 424", "2 424", "3 500", "4 424"]
    );
    assert_eq!(contacts(&server, "Name").await, ["Ann", "Bob", "Before"]);
    assert_eq!(
        contacts(&server, "ModifiedOn").await[..2],
        modified[..2],
        "undone as well"
    );
    let cause = &responses[3]["body"]["error"]["innererror"]["message"];
    assert!(cause.as_str().unwrap().starts_with("23503:"), "{cause}");
    let undone = &responses[1];
    assert!(undone["body"]["error"]["message"].is_string(), "{undone}");
    assert_eq!(undone["atomicityGroup"], responses[4]["atomicityGroup"]);
}

#[tokio::test]
async fn requests_that_depend_on_a_failed_group_are_not_run_and_others_are() {
    let server = Server::with_known_rows().await;
    let request = server.post(BATCH, &json!({ "requests": requests() }));
    let request = request.header("Prefer", "odata.continue-on-error");
    let reply: Value = request.send().await.unwrap().json().await.unwrap();
    let responses = reply["responses"].as_array().unwrap();
    assert_eq!(statuses(&responses[5..]), ["after 204", "child 424"]);
    assert_eq!(contacts(&server, "Name").await, ["Ann", "After", "Before"]);
}

#[tokio::test]
async fn a_row_of_a_group_that_was_undone_cannot_be_referred_to() {
    let server = Server::with_known_rows().await;
    let batch = json!({ "requests": [
        { "id": "1", "atomicityGroup": "g", "method": "POST", "url": "Contact", "body": { "Id": guid(14) } },
        { "id": "2", "atomicityGroup": "g", "dependsOn": ["1"], "method": "PATCH", "url": "$1", "body": { "Nope": 1 } },
        { "id": "3", "dependsOn": ["g"], "method": "GET", "url": "$1" },
        { "id": "4", "method": "GET", "url": contact(14) },
    ]});
    let request = server
        .post(BATCH, &batch)
        .header("Prefer", "continue-on-error");
    let reply: Value = request.send().await.unwrap().json().await.unwrap();
    let responses = reply["responses"].as_array().unwrap();
    assert_eq!(statuses(responses), ["1 424", "2 400", "3 424", "4 404"]);
}

#[tokio::test]
async fn a_write_after_a_batch_that_failed_is_for_good() {
    let server = Server::with_known_rows().await;
    responses(&server, requests()).await;
    let one =
        json!([{ "id": "1", "method": "PATCH", "url": contact(11), "body": { "Name": "Y" } }]);
    assert_eq!(statuses(&responses(&server, one).await), ["1 204"]);
    assert_eq!(contacts(&server, "Name").await[0], "Y");
}

#[tokio::test]
async fn bytes_travel_in_base64_and_are_undone_with_their_group() {
    let server = Server::with_known_rows().await;
    let logo = format!("Account({})/Logo", guid(1));
    let bytes = json!({ "Content-Type": "application/octet-stream" });
    let batch = |last: &str| {
        json!({ "requests": [
            { "id": "1", "atomicityGroup": "g", "method": "PUT", "url": logo, "headers": bytes, "body": "_-8" },
            { "id": "2", "atomicityGroup": "g", "method": "GET", "url": logo },
            { "id": "3", "atomicityGroup": "g", "method": "GET", "url": last },
        ]})
    };
    for (last, statuses_then, left) in [
        ("Nope", ["1 424", "2 424", "3 404"], &b"picture"[..]),
        ("Account/$count", ["1 200", "2 200", "3 200"], &[0xff, 0xef]),
    ] {
        let reply = server.post(BATCH, &batch(last)).send().await.unwrap();
        let reply: Value = reply.json().await.unwrap();
        let responses = reply["responses"].as_array().unwrap();
        assert_eq!(statuses(responses), statuses_then);
        if last != "Nope" {
            assert_eq!(responses[1]["body"], "_-8");
        }
        let stored = server.get(&logo).await.bytes().await.unwrap();
        assert_eq!(&*stored, left);
    }
}
