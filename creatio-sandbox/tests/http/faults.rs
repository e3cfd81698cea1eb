//! Faults on request.

use std::time::Duration;

use creatio_sandbox::{Fault, Host, Injection};
use reqwest::Client;

use crate::support::Server;

#[tokio::test]
async fn html_pages_stand_in_for_answers_once() {
    let server = Server::with_known_rows().await;
    server.sandbox.inject(Fault::HtmlLogin);
    server.sandbox.inject(Fault::HtmlNotFound);
    for (status, words) in [
        (200, "bootstrap.login"),
        (404, "404 - File or directory not found"),
    ] {
        let reply = server.get("Account").await;
        assert_eq!(reply.status(), status);
        assert_eq!(reply.headers()["content-type"], "text/html; charset=utf-8");
        assert!(reply.text().await.unwrap().contains(words));
    }
    assert_eq!(
        server.json("Account").await["value"]
            .as_array()
            .unwrap()
            .len(),
        4
    );
}

#[tokio::test]
async fn a_status_may_say_when_to_come_back() {
    let server = Server::with_known_rows().await;
    server
        .sandbox
        .inject(Fault::status_after(503, Duration::from_secs(7)));
    server.sandbox.inject(Fault::status(429));
    let busy = server.get("Account").await;
    assert_eq!(
        (busy.status().as_u16(), &busy.headers()["retry-after"]),
        (503, &"7".parse().unwrap())
    );
    let limited = server.get("Account").await;
    assert_eq!(
        (
            limited.status().as_u16(),
            limited.headers().get("retry-after")
        ),
        (429, None)
    );
}

#[tokio::test]
async fn a_truncated_body_ends_before_its_length() {
    let server = Server::with_known_rows().await;
    server.sandbox.inject(Fault::TruncatedBody);
    let reply = server.get("Account").await;
    assert_eq!(reply.status(), 200);
    assert!(reply.bytes().await.is_err());
    assert_eq!(server.get("Account").await.status(), 200);
}

#[tokio::test]
async fn a_wrong_content_type_carries_the_right_body() {
    let server = Server::with_known_rows().await;
    let right = server.get("Account").await.text().await.unwrap();
    server.sandbox.inject(Fault::WrongContentType);
    let reply = server.get("Account").await;
    assert_eq!(reply.headers()["content-type"], "text/plain");
    assert_eq!(reply.text().await.unwrap(), right);
}

#[tokio::test]
async fn a_dropped_connection_gives_no_answer_and_is_logged_without_a_status() {
    let server = Server::with_known_rows().await;
    server
        .sandbox
        .inject(Injection::from(Fault::DropConnection).times(2));
    let url = format!("{}/0/odata/Account", server.sandbox.url());
    for _ in 0..2 {
        assert!(Client::new().get(&url).send().await.is_err());
    }
    assert_eq!(server.get("Account").await.status(), 200);
    let statuses: Vec<_> = server
        .sandbox
        .requests()
        .iter()
        .map(|it| it.status)
        .collect();
    // The HTTP library may try again on its own: what counts is that two got nothing.
    assert_eq!(statuses.iter().filter(|status| status.is_none()).count(), 2);
}

#[tokio::test]
async fn faults_of_the_identity_service_leave_the_crm_alone() {
    let server = Server::with_known_rows().await;
    server
        .sandbox
        .inject(Injection::from(Fault::status(503)).on(Host::Identity));
    assert_eq!(server.get("Account").await.status(), 200);
    let url = format!("{}/connect/token", server.sandbox.identity_url());
    let reply = Client::new()
        .post(&url)
        .form(&[("a", "b")])
        .send()
        .await
        .unwrap();
    assert_eq!(reply.status(), 503);
    server.sandbox.inject(Fault::HtmlLogin);
    server.sandbox.clear_faults();
    assert!(server.json("Account").await["value"].is_array());
}
