//! Reads without a model.

use futures_util::TryStreamExt;
use serde_json::json;

use super::*;
use crate::client::UntypedQuery;
use crate::{Error, Protocol};

async fn serving(answers: Vec<Answer>) -> TestServer {
    let next = in_turn(answers);
    TestServer::start(move |_| next()).await
}

/// The names that a read in pages of two gives.
async fn read(server: &TestServer, query: UntypedQuery) -> Result<Vec<String>, Error> {
    let client = builder(server).page_size(2).build().unwrap();
    let rows: Vec<_> = client.stream_untyped(query).try_collect().await?;
    let names = rows.iter().map(|row| row["Name"].as_str().unwrap());
    Ok(names.map(str::to_owned).collect())
}

fn query() -> UntypedQuery {
    UntypedQuery::new("UsrThing").select(["Id", "Name"])
}

#[tokio::test]
async fn windows_are_read_by_key_until_one_is_short() {
    let server = serving(vec![Answer::names(&["A", "B"]), Answer::names(&["C"])]).await;
    assert_eq!(read(&server, query()).await.unwrap(), ["A", "B", "C"]);
    assert_eq!(
        server.targets(),
        [
            "GET /0/odata/UsrThing?$select=Id,Name&$orderby=Id&$top=2",
            "GET /0/odata/UsrThing?$select=Id,Name&$orderby=Id&$top=2&$skip=2",
        ]
    );
}

#[tokio::test]
async fn a_server_that_cuts_pages_shorter_than_asked_loses_no_row() {
    let server = serving(vec![
        Answer::names(&["A"; 20]),
        Answer::names(&["B"; 20]),
        Answer::names(&["C"; 3]),
    ])
    .await;
    let rows = client(&server).stream_untyped(query());
    let rows: Vec<_> = rows.try_collect().await.unwrap();
    assert_eq!(rows.len(), 43);
    let targets = server.targets();
    assert!(targets[2].ends_with("&$skip=40"), "{targets:?}");
}

#[tokio::test]
async fn top_holds_for_the_whole_and_no_request_is_sent_in_vain() {
    let server = serving(vec![Answer::names(&["A", "B"]), Answer::names(&["C", "D"])]).await;
    assert_eq!(
        read(&server, query().top(3)).await.unwrap(),
        ["A", "B", "C"]
    );
    assert!(server.targets()[1].ends_with("&$top=1&$skip=2"));
    let silent = serving(vec![]).await;
    assert!(read(&silent, query().top(0)).await.unwrap().is_empty());
    assert!(silent.requests().is_empty());
}

#[tokio::test]
async fn next_links_are_followed_within_a_window() {
    let link = "\"@odata.nextLink\":\"UsrThing?$skiptoken=1\",";
    let server = serving(vec![
        Answer::names_with(link, &["A"]),
        Answer::names(&["B"]),
        Answer::names(&["C"]),
    ])
    .await;
    assert_eq!(read(&server, query()).await.unwrap(), ["A", "B", "C"]);
    let targets = server.targets();
    assert_eq!(targets[1], "GET /0/odata/UsrThing?$skiptoken=1");
    assert!(
        targets[2].ends_with("&$top=2&$skip=2"),
        "the window was full with its link: {targets:?}"
    );
}

#[tokio::test]
async fn a_page_that_is_too_long_is_asked_for_with_fewer_rows() {
    let server = TestServer::start(|request| {
        let is_first = !request.target.contains("$skip");
        let rows = match request.target.contains("$top=8") {
            true => 8,
            false if is_first => 4,
            false => 1,
        };
        Answer::names(&vec!["0123456789"; rows])
    })
    .await;
    let client = builder(&server).page_size(8).reply_limit(140);
    let rows = client.build().unwrap().stream_untyped(query());
    let rows: Vec<_> = rows.try_collect().await.unwrap();
    assert_eq!(rows.len(), 5);
    let asked = |target: &String| target.split_once("$top=").unwrap().1.to_owned();
    let asked: Vec<_> = server.targets().iter().map(asked).collect();
    assert_eq!(asked, ["8", "4", "4&$skip=4"]);
}

#[tokio::test]
async fn a_next_link_to_another_host_is_not_followed() {
    let link = "\"@odata.nextLink\":\"https://evil.example/0/odata/UsrThing\",";
    let server = serving(vec![Answer::names_with(link, &["A"])]).await;
    let error = read(&server, query()).await.unwrap_err();
    assert!(error.to_string().contains("leads out of the service"));
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn rows_are_given_as_they_came() {
    let body = r#"{"value":[{"@odata.etag":"x","Id":null,"Amount":1.50,"Tags":["a"]}]}"#;
    let server = serving(vec![Answer::json(body)]).await;
    let mut rows = client(&server).stream_untyped(UntypedQuery::new("Thing"));
    let first = rows.try_next().await.unwrap().unwrap();
    let row = json!({ "@odata.etag": "x", "Id": null, "Amount": 1.50, "Tags": ["a"] });
    assert_eq!(json!(first), row);
    assert_eq!(rows.try_next().await.unwrap(), None);
}

#[tokio::test]
async fn a_reply_without_rows_is_no_empty_result() {
    for body in ["{}", "[]", r#"{"value":{}}"#, r#"{"value":[1]}"#, "{\"val"] {
        let server = serving(vec![Answer::json(body)]).await;
        let error = read(&server, query()).await.unwrap_err();
        assert!(matches!(error, Error::NotCreatio { .. }), "{body}: {error}");
    }
}

#[tokio::test]
async fn errors_are_classified_as_those_of_every_call() {
    let denied = r#"{"error":{"code":"","message":"Current user has no right"}}"#;
    let server = serving(vec![Answer::new(403, "application/json", denied)]).await;
    let error = read(&server, query()).await.unwrap_err();
    assert!(matches!(error, Error::Forbidden { .. }), "{error:?}");
    assert_eq!(error.call().unwrap().protocol(), Protocol::OData4);
    let busy = serving(vec![Answer::new(503, "text/plain", "busy")]).await;
    assert!(read(&busy, query()).await.unwrap_err().is_retryable());
    let page = Answer::new(404, "text/html", "<html><title>Not found</title></html>");
    let error = read(&serving(vec![page]).await, query()).await.unwrap_err();
    assert!(error.to_string().contains("/0/odata/UsrThing"), "{error}");
}

#[tokio::test]
async fn a_name_of_a_set_cannot_lead_elsewhere() {
    let server = serving(vec![Answer::names(&[])]).await;
    let query = UntypedQuery::new("../rest/Service?a=b#c");
    read(&server, query).await.unwrap();
    let target = &server.targets()[0];
    assert!(
        target.starts_with("GET /0/odata/..%2Frest%2FService%3Fa=b%23c?"),
        "{target}"
    );
}
