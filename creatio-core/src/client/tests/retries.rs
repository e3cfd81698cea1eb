//! What is sent again, how often, and what is not.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;

use super::log::{listen, logged};
use super::*;
use crate::Error;
use crate::client::reply::classify::Expect;
use crate::client::request::Request;
use crate::error::Protocol;

fn quick() -> RetryPolicy {
    RetryPolicy::default().first_pause(Duration::from_millis(1))
}

fn names() -> crate::Query<Account, String> {
    Account::query().select(account::name)
}

fn busy(status: u16) -> Answer {
    Answer::new(status, "text/html", "<html><title>Busy</title></html>")
}

/// What a client with quick retries gets from these answers, and how many requests that took.
async fn outcome(answers: Vec<Answer>) -> (Result<Vec<String>, Error>, usize) {
    let next = in_turn(answers);
    let server = TestServer::start(move |_| next()).await;
    let client = builder(&server).retries(quick()).build().unwrap();
    let outcome = client.fetch(names()).await;
    (outcome, server.requests().len())
}

#[tokio::test]
async fn a_read_is_sent_again_until_it_succeeds() {
    listen();
    let answers = vec![
        busy(503),
        Answer::names(&["x"]).cut_after(3),
        busy(429),
        Answer::names(&["Acme"]),
    ];
    let (rows, requests) = outcome(answers).await;
    assert_eq!(rows.unwrap(), ["Acme"]);
    assert_eq!(requests, 4);
    let logged = logged();
    let closed = |line: &&str| line.contains("creatio.request{") && line.contains("close");
    let last = logged.lines().rfind(closed).unwrap();
    assert!(last.contains("attempt=4"), "{last}");
}

#[tokio::test]
async fn a_connection_that_closes_without_an_answer_is_tried_again() {
    let (rows, requests) = outcome(vec![
        Answer::names(&[]).cut_after(0),
        Answer::names(&["Acme"]),
    ])
    .await;
    assert_eq!(rows.unwrap(), ["Acme"]);
    assert_eq!(requests, 2);
}

#[tokio::test]
async fn after_the_last_retry_the_error_is_returned() {
    let (rows, requests) = outcome(vec![busy(502), busy(503), busy(504), busy(503)]).await;
    assert_eq!(rows.unwrap_err().status(), Some(503));
    assert_eq!(requests, 4);
}

#[tokio::test]
async fn what_time_does_not_heal_is_not_sent_again() {
    let rejected = r#"{"error":{"code":"","message":"No."}}"#;
    for answer in [
        Answer::new(400, "application/json", rejected),
        Answer::new(403, "text/html", ""),
        Answer::new(404, "text/html", "<html>"),
        Answer::json("{\"@odata.context\":\"x\",\"value\":[{\"Name\":7}]}"),
    ] {
        let (rows, requests) = outcome(vec![answer]).await;
        assert!(!rows.unwrap_err().is_retryable());
        assert_eq!(requests, 1);
    }
}

#[tokio::test]
async fn a_wait_that_no_number_holds_is_too_long() {
    let long = "99999999999999999999999";
    for longest in [Duration::from_secs(60), Duration::MAX] {
        let server = TestServer::start(move |_| busy(429).header("Retry-After", long)).await;
        let client = builder(&server)
            .retries(quick().longest_wait(longest))
            .deadline(Duration::from_secs(3600))
            .build()
            .unwrap();
        let error = client.fetch(names()).await.unwrap_err();
        assert!(matches!(error, Error::Unavailable { .. }), "{error:?}");
        assert_eq!(error.retry_after(), Some(Duration::from_secs(u64::MAX)));
        assert_eq!(server.requests().len(), 1);
    }
}

#[tokio::test]
async fn a_wait_that_is_too_long_is_left_to_the_caller() {
    let (rows, requests) = outcome(vec![busy(429).header("Retry-After", "3600")]).await;
    assert_eq!(
        rows.unwrap_err().retry_after(),
        Some(Duration::from_secs(3600))
    );
    assert_eq!(requests, 1);
}

#[tokio::test]
async fn reads_in_each_others_way_are_sent_again() {
    let deadlock = r#"{"success":false,"errorInfo":{"errorCode":"SqlException","message":"Transaction (Process ID 52) was deadlocked on lock resources."}}"#;
    let modified = r#"{"error":{"code":"","message":"Collection was modified; enumeration operation may not execute."}}"#;
    for (status, body) in [(200, deadlock), (500, modified)] {
        let next = in_turn(vec![
            Answer::new(status, "application/json", body),
            Answer::json(r#"{"success":true,"rows":[{"Name":"Acme"}]}"#),
        ]);
        let server = TestServer::start(move |_| next()).await;
        let client = builder(&server).retries(quick()).build().unwrap();
        client
            .data_service_request("SelectQuery", &serde_json::Value::Null)
            .await
            .unwrap();
        assert_eq!(server.requests().len(), 2, "{body}");
    }
}

#[tokio::test]
async fn what_may_not_be_repeated_is_sent_once() {
    let server = TestServer::start(|_| busy(503)).await;
    let client = builder(&server).retries(quick()).build().unwrap();
    let url = format!("{}/write", server.url()).parse().unwrap();
    let request = Request::post(Protocol::DataService, url, "{}", Expect::Service);
    let error = client.inner.transport.send(request).await.unwrap_err();
    assert_eq!(error.status(), Some(503));
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_token_that_is_not_to_be_had_at_the_moment_is_asked_for_again() {
    let next = in_turn(vec![
        busy(503),
        Answer::token("t", 3600),
        Answer::names(&["Acme"]),
    ]);
    let server = TestServer::start(move |_| next()).await;
    let credentials = ClientCredentials::new("client-id", "cl1ent-s3cret");
    let client = Client::builder(server.url())
        .auth(credentials.token_endpoint(format!("{}/token", server.url())))
        .retries(quick())
        .build()
        .unwrap();
    assert_eq!(client.fetch(names()).await.unwrap(), ["Acme"]);
}

#[tokio::test]
async fn retries_do_not_allow_a_second_replay() {
    let next = in_turn(vec![
        Answer::token("t1", 3600),
        Answer::new(401, "text/html", ""),
        Answer::token("t2", 3600),
        busy(503),
        Answer::new(401, "text/html", ""),
    ]);
    let server = TestServer::start(move |_| next()).await;
    let credentials = ClientCredentials::new("client-id", "cl1ent-s3cret");
    let client = Client::builder(server.url())
        .auth(credentials.token_endpoint(format!("{}/token", server.url())))
        .retries(quick())
        .build()
        .unwrap();
    assert_eq!(client.fetch(names()).await.unwrap_err().status(), Some(401));
    assert_eq!(server.requests().len(), 5);
}

/// A listener that answers in plain text, and counts connections.
async fn no_tls() -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    let connections = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&connections);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            count.fetch_add(1, Ordering::SeqCst);
            stream
                .write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                .await
                .unwrap();
            // Not closed: the greeting that was not read would break the connection off first.
            std::mem::forget(stream);
        }
    });
    (url, connections)
}

#[tokio::test]
async fn a_host_that_cannot_be_trusted_is_not_asked_again() {
    let (url, connections) = no_tls().await;
    let builder = Client::builder(url).auth(BearerToken::new("fixed-token"));
    let client = builder.retries(quick()).build().unwrap();
    let error = client.fetch(names()).await.unwrap_err();
    assert!(matches!(error, Error::Connect { .. }), "{error:?}");
    assert!(!error.is_retryable(), "{error:?}");
    assert_eq!(connections.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_refused_connection_is_tried_again() {
    listen();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let builder = Client::builder(url).auth(BearerToken::new("fixed-token"));
    let client = builder.retries(quick().retries(2)).build().unwrap();
    let error = client.fetch(names()).await.unwrap_err();
    assert!(
        matches!(error, Error::Connect { .. }) && error.is_retryable(),
        "{error:?}"
    );
    let logged = logged();
    let closed = |line: &&str| line.contains("creatio.request{") && line.contains("close");
    let last = logged.lines().rfind(closed).unwrap();
    assert!(last.contains("attempt=3"), "{last}");
}
