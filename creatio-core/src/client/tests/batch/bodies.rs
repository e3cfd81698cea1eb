//! The three bodies as golden text.

use super::*;
use crate::Uuid;
use crate::client::test_server::Received;

/// The only request that a batch with one item of each kind makes; the outcome does not matter.
fn sent(server: &TestServer) -> Received {
    let [request] = server.requests().try_into().unwrap();
    request
}

async fn silent() -> TestServer {
    TestServer::start(|_| Answer::new(400, "application/json", r#"{"error":{"message":"no"}}"#))
        .await
}

macro_rules! one_of_each {
    ($batch:expr) => {{
        let mut batch = $batch;
        batch.add(names().filter(account::name.eq("Città & \"Söhne\"")).top(5));
        batch.add(insert(1));
        let mut group = batch.group();
        group.add(update(2));
        group.add(Account::delete(id(3)));
        batch.add(insert(4));
        batch
    }};
}

#[tokio::test]
async fn in_json_bodies_are_part_of_the_text() {
    let server = silent().await;
    let batch = one_of_each!(client(&server).batch().continue_on_error());
    batch.send().await.unwrap_err();
    let request = sent(&server);
    assert_eq!(request.target, "/0/odata/$batch");
    assert_eq!(
        request.header("content-type"),
        Some("application/json; odata=verbose")
    );
    assert_eq!(request.header("accept"), Some("application/json"));
    assert_eq!(request.header("prefer"), Some("continue-on-error"));
    insta::assert_snapshot!(request.body.replace(",{\"method", ",\n{\"method"));
}

#[tokio::test]
async fn in_parts_writes_stand_in_change_sets() {
    let server = silent().await;
    let batch = one_of_each!(client(&server).batch().multipart());
    batch.send().await.unwrap_err();
    let request = sent(&server);
    assert_eq!(request.target, "/0/odata/$batch");
    assert_eq!(request.header("accept"), Some("multipart/mixed"));
    assert_eq!(request.header("prefer"), None);
    let content_type = request.header("content-type").unwrap();
    let boundary = content_type
        .strip_prefix("multipart/mixed; boundary=")
        .unwrap();
    let lines: Vec<_> = request.body.split("\r\n").collect();
    assert!(
        lines.iter().all(|line| !line.contains('\n')),
        "lines end with CRLF"
    );
    insta::assert_snapshot!(lines.join("\n").replace(boundary, "BOUNDARY"));
}

#[tokio::test]
async fn over_the_data_service_the_type_comes_first_and_the_group_by_itself() {
    let server = TestServer::start(|_| Answer::json(r#"{"queryResults":[]}"#)).await;
    let batch = one_of_each!(client(&server).data_service().batch().continue_on_error());
    let _ = batch.send().await.unwrap();
    let requests = server.requests();
    let batches = requests.iter().map(|request| {
        assert_eq!(request.target, "/0/DataService/json/SyncReply/BatchQuery");
        let items = request.body.replace(",{\"__type", ",\n{\"__type");
        // What is random.
        let mut text = items;
        for (member, name) in [
            ("\"queryId\":\"", "QUERY"),
            ("\"instanceId\":\"", "INSTANCE"),
        ] {
            let ids: Vec<String> = text
                .match_indices(member)
                .map(|(at, _)| text[at + member.len()..][..36].to_owned())
                .collect();
            for id in ids {
                assert!(id.parse::<Uuid>().is_ok(), "{id}");
                text = text.replace(&id, name);
            }
        }
        text
    });
    // Those before the group, the group, those behind it; then a look for the rows of each.
    let writes = batches.filter(|text| text.contains("columnValues"));
    insta::assert_snapshot!(writes.collect::<Vec<_>>().join("\n\n"));
}

#[tokio::test]
async fn a_filter_of_any_length_is_sent_as_one_request() {
    let server = server(vec![responses(&[&rows(1, r#"{"Name":"x"}"#)])]).await;
    let ids: Vec<_> = (1..=5_000).map(id).collect();
    let mut batch = client(&server).batch();
    let query = batch.add(names().filter(account::id.is_in(ids)));
    let mut outcomes = batch.send().await.unwrap();
    assert_eq!(outcomes.take(query).into_result().unwrap(), ["x"]);
    assert!(sent(&server).body.len() > 200_000);
}
