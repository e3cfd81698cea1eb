//! Requests to the DataService, and what comes back.

use serde_json::json;

use super::super::test_server::{Answer, TestServer};
use super::client;
use crate::{Error, Protocol};

const OPERATION: &str = "RuntimeEntitySchemaRequest";

/// The outcome of a request that is answered so.
async fn outcome(answer: Answer) -> Result<serde_json::Value, Error> {
    let server = TestServer::start(move |_| answer.clone()).await;
    client(&server)
        .data_service_request(OPERATION, &json!({ "Name": "City" }))
        .await
}

#[tokio::test]
async fn the_body_is_posted_to_the_operation_and_the_reply_given_as_it_is() {
    let server = TestServer::start(|_| Answer::json(r#"{"success":true,"schema":{"a":1}}"#)).await;
    let body = json!({ "Name": "Città" });
    let reply = client(&server).data_service_request(OPERATION, &body).await;
    assert_eq!(
        reply.unwrap(),
        json!({ "success": true, "schema": { "a": 1 } })
    );
    let [request] = server.requests().try_into().unwrap();
    assert_eq!(request.method, "POST");
    assert_eq!(
        request.target,
        "/0/DataService/json/SyncReply/RuntimeEntitySchemaRequest"
    );
    assert_eq!(request.body, r#"{"Name":"Città"}"#);
    let content_type = request.header("content-type");
    assert_eq!(content_type, Some("application/json; charset=utf-8"));
    assert_eq!(request.header("authorization"), Some("Bearer fixed-token"));
}

#[tokio::test]
async fn a_name_of_an_operation_cannot_lead_elsewhere() {
    let server = TestServer::start(|_| Answer::json("{}")).await;
    let operation = "../SelectQuery?a=b#c";
    client(&server)
        .data_service_request(operation, &json!({}))
        .await
        .unwrap();
    assert_eq!(
        server.targets(),
        ["POST /0/DataService/json/SyncReply/..%2FSelectQuery%3Fa=b%23c"]
    );
}

#[tokio::test]
async fn a_refusal_with_status_200_is_an_error() {
    let body = r#"{"success":false,"errorInfo":{"errorCode":"E","message":"no such schema"}}"#;
    let error = outcome(Answer::json(body)).await.unwrap_err();
    assert!(matches!(error, Error::Rejected { .. }), "{error:?}");
    assert_eq!(
        error.to_string(),
        "Creatio rejected the request: no such schema (code E) [DataService: POST \
         /0/DataService/json/SyncReply/RuntimeEntitySchemaRequest, status 200]"
    );
    assert_eq!(error.call().unwrap().protocol(), Protocol::DataService);
    assert!(!error.is_retryable());
}

#[tokio::test]
async fn a_lacking_right_is_told_from_other_refusals() {
    let body = r#"{"responseStatus":{"ErrorCode":"SecurityException","Message":"No right."}}"#;
    let error = outcome(Answer::new(500, "application/json", body))
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Forbidden { .. }), "{error:?}");
}

#[tokio::test]
async fn a_refusal_that_passes_by_itself_is_worth_another_try() {
    let message = "Collection was modified; enumeration operation may not execute.";
    let body = format!(r#"{{"success":false,"errorInfo":{{"message":"{message}"}}}}"#);
    let error = outcome(Answer::json(body)).await.unwrap_err();
    assert!(error.is_retryable(), "{error}");
}

#[tokio::test]
async fn what_is_no_reply_of_the_data_service_is_refused() {
    let page = Answer::new(404, "text/html", "<html><title>Not found</title></html>");
    assert!(matches!(outcome(page).await, Err(Error::NotServed { .. })));
    for answer in [
        Answer::json(""),
        Answer::json("{\"success\":tr"),
        Answer::new(200, "text/plain", "{\"success\":true}"),
    ] {
        assert!(matches!(
            outcome(answer).await,
            Err(Error::NotCreatio { .. })
        ));
    }
    let login = outcome(Answer::login_page()).await;
    assert!(matches!(login, Err(Error::SessionLost { .. })));
}
