//! The JSON form.

use serde_json::{Value, json};

use super::{BATCH, contact, contacts, responses, send, statuses};
use crate::support::{Server, guid};

#[tokio::test]
async fn the_documented_example_is_answered_as_documented() {
    let server = Server::with_known_rows().await;
    let headers = json!({
        "Content-Type": "application/json;odata=verbose",
        "Accept": "application/json;odata=verbose",
        "Prefer": "continue-on-error",
    });
    let row = format!("AccountType/{}", guid(91));
    let made = guid(92);
    let requests = json!([
        { "method": "POST", "atomicityGroup": "g1", "url": "AccountType", "id": "t1",
          "body": { "Id": made, "Name": "A" }, "headers": headers },
        { "method": "PATCH", "atomicityGroup": "g1", "url": format!("AccountType/{made}"), "id": "t2",
          "body": { "Name": "B" }, "headers": headers },
        { "method": "PATCH", "atomicityGroup": "g1", "url": row, "id": "t3",
          "body": { "Name": "C" }, "headers": headers },
        { "method": "DELETE", "atomicityGroup": "g1", "url": format!("AccountType/{made}"), "id": "t3",
          "headers": headers },
    ]);
    let responses = responses(&server, requests).await;
    assert_eq!(
        statuses(&responses),
        ["t1 201", "t2 204", "t3 204", "t3 204"]
    );
    let group = responses[0]["atomicityGroup"].as_str().unwrap();
    assert_ne!(group, "g1");
    assert!(responses.iter().all(|it| it["atomicityGroup"] == group));
    let headers = &responses[0]["headers"];
    let location = headers["location"].as_str().unwrap();
    assert!(
        location.ends_with(&format!("/0/odata/AccountType({made})")),
        "{location}"
    );
    let content_type = &headers["content-type"];
    assert_eq!(content_type, "application/json; odata.metadata=minimal");
    assert_eq!(headers["odata-version"], "4.0");
    assert_eq!(responses[0]["body"]["Name"], "A");
    assert_eq!(responses[1].get("body"), None);
    let rows = server.sandbox.rows("AccountType").await.unwrap();
    let names: Vec<_> = rows.iter().map(|row| &row["Name"]).collect();
    assert_eq!(names, ["C"]);
}

#[tokio::test]
async fn reads_see_what_was_written_before_them_and_keep_their_digits() {
    let server = Server::with_known_rows().await;
    let root = format!("{}/0/odata/", server.sandbox.url());
    let requests = json!([
        { "id": "1", "method": "patch", "url": format!("Order({})", guid(21)), "body": { "Amount": 0.5 } },
        { "id": "2", "method": "get", "url": "Order?$select=Amount&$orderby=Number&$top=3" },
        { "id": "3", "method": "GET", "url": "/0/odata/Order/$count" },
        { "id": "4", "method": "GET", "url": format!("{root}{}?$select=Name", contact(11)) },
    ]);
    let batch = json!({ "requests": requests });
    let reply = server.post(BATCH, &batch).send().await.unwrap();
    let text = reply.text().await.unwrap();
    assert!(text.contains("9007199254740993.0001"), "{text}");
    let reply: Value = serde_json::from_str(&text).unwrap();
    let responses = reply["responses"].as_array().unwrap();
    assert_eq!(statuses(responses), ["1 204", "2 200", "3 200", "4 200"]);
    assert_eq!(responses[1]["body"]["value"][0]["Amount"], 0.5);
    assert_eq!(responses[2]["body"], "4");
    assert_eq!(responses[3]["body"]["Name"], "Ann");
}

#[tokio::test]
async fn later_requests_may_begin_at_the_row_of_an_earlier_one() {
    let server = Server::with_known_rows().await;
    let requests = json!([
        { "id": "new", "method": "POST", "url": "Contact", "body": { "Name": "Dot" } },
        { "id": "2", "dependsOn": ["new"], "method": "PATCH", "url": "$new", "body": { "AccountId": guid(2) } },
        { "id": "3", "dependsOn": ["new", "2"], "method": "GET", "url": "/$new/Account?$select=Id" },
        { "id": "4", "dependsOn": ["2"], "method": "DELETE", "url": "$2" },
    ]);
    let responses = responses(&server, requests).await;
    assert_eq!(statuses(&responses), ["new 201", "2 204", "3 200", "4 204"]);
    assert_eq!(responses[2]["body"]["Id"], guid(2));
    assert_eq!(contacts(&server, "Name").await, ["Ann", "Bob", "Cid"]);
}

#[tokio::test]
async fn the_first_failure_ends_a_batch() {
    let server = Server::with_known_rows().await;
    let requests = json!([
        { "id": "1", "method": "PATCH", "url": contact(11), "body": { "Name": "X" } },
        { "id": "2", "method": "PATCH", "url": contact(99), "body": { "Name": "X" } },
        { "id": "3", "method": "PATCH", "url": contact(12), "body": { "Name": "X" } },
    ]);
    let responses = responses(&server, requests).await;
    assert_eq!(statuses(&responses), ["1 204", "2 404"]);
    assert_eq!(contacts(&server, "Name").await, ["X", "Bob", "Cid"]);
}

#[tokio::test]
async fn a_batch_goes_on_if_its_outer_request_prefers_that() {
    let server = Server::with_known_rows().await;
    let batch = json!({ "requests": [
        { "id": "1", "method": "GET", "url": "Nope" },
        { "id": "2", "method": "GET", "url": "Contact?$select=Nope" },
        { "id": "3", "method": "GET", "url": "http://example.com/0/odata/Contact" },
        { "id": "4", "dependsOn": ["1"], "method": "DELETE", "url": contact(13) },
        { "id": "5", "method": "PUT", "url": contact(13), "body": {} },
        { "id": "6", "method": "DELETE", "url": contact(13) },
    ]});
    let request = server.post(BATCH, &batch);
    let request = request.header("Prefer", "continue-on-error");
    let reply: Value = request.send().await.unwrap().json().await.unwrap();
    let responses = reply["responses"].as_array().unwrap();
    assert_eq!(
        statuses(responses),
        ["1 404", "2 400", "3 404", "4 424", "5 405", "6 204"]
    );
    let message = responses[1]["body"]["error"]["message"].as_str().unwrap();
    assert!(message.contains("'Nope'"), "{message}");
    assert_eq!(contacts(&server, "Name").await, ["Ann", "Bob"]);
}

#[tokio::test]
async fn a_hundred_requests_are_run_and_one_more_is_refused_with_all_others() {
    let server = Server::with_known_rows().await;
    let requests = |number: u32| {
        let requests = (1..=number).map(|id| {
            let body = json!({ "Name": "Many" });
            json!({ "id": id.to_string(), "method": "POST", "url": "Contact", "body": body })
        });
        requests.collect::<Value>()
    };
    let (status, refusal) = send(&server, requests(101)).await;
    assert_eq!(status, 400);
    assert_eq!(refusal["error"]["message"], "The request is invalid.");
    assert_eq!(contacts(&server, "Id").await.len(), 3);
    assert_eq!(responses(&server, requests(100)).await.len(), 100);
    assert_eq!(contacts(&server, "Id").await.len(), 103);
}

#[tokio::test]
async fn a_batch_that_does_not_fit_its_form_is_refused_before_anything_is_done() {
    let server = Server::with_known_rows().await;
    let first = json!({ "id": "1", "method": "DELETE", "url": contact(13) });
    for second in [
        json!({ "id": "2", "method": "GET" }),
        json!({ "id": "2", "method": "HEAD", "url": "Contact" }),
        json!({ "id": "2", "method": "GET", "url": "Contact", "dependsOn": ["3"] }),
        json!({ "id": "2", "method": "GET", "url": "$1" }),
    ] {
        let (status, refusal) = send(&server, json!([first, second])).await;
        assert_eq!(status, 400, "{second}");
        assert_eq!(refusal["error"]["code"], "", "{second}");
    }
    let nested = json!({ "id": "1", "method": "POST", "url": "$batch", "body": {} });
    assert_eq!(
        statuses(&responses(&server, json!([nested])).await),
        ["1 400"]
    );
    assert_eq!(server.get("$batch").await.status(), 405);
    assert_eq!(contacts(&server, "Id").await.len(), 3);
}

#[tokio::test]
async fn a_batch_is_one_request_for_the_log_and_for_faults() {
    let server = Server::with_known_rows().await;
    let requests = |number: u32| json!([{ "id": "1", "method": "POST", "url": "Contact", "body": { "Id": guid(number) } }]);
    server.sandbox.clear_requests();
    server
        .sandbox
        .inject(creatio_sandbox::Fault::AppliedThenDropped);
    let batch = json!({ "requests": requests(14) });
    assert!(server.post(BATCH, &batch).send().await.is_err());
    server
        .sandbox
        .inject(creatio_sandbox::Fault::AppliedThenFailed);
    assert_eq!(
        server
            .post(BATCH, &json!({ "requests": requests(15) }))
            .send()
            .await
            .unwrap()
            .status(),
        500
    );
    let ids = contacts(&server, "Id").await;
    assert!(ids.contains(&json!(guid(14))) && ids.contains(&json!(guid(15))));
    let log = server.sandbox.requests();
    let logged: Vec<_> = log.iter().map(|it| (&*it.target, it.status)).collect();
    assert_eq!(logged, [(BATCH, None), (BATCH, Some(500))]);
}
