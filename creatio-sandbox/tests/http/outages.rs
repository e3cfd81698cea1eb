//! Bad days of a whole application: restarts, slow and dying connections, faults by chance.

use std::time::Duration;

use creatio_sandbox::{Fault, Sandbox, Seed};
use reqwest::Client;
use serde_json::json;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use crate::support::Server;

#[tokio::test]
async fn a_restart_ends_sessions_and_leaves_tokens() {
    let server = Server::with_known_rows().await;
    let http = Client::builder().redirect(reqwest::redirect::Policy::none());
    let http = http.build().unwrap();
    let form = json!({"UserName": "Supervisor", "UserPassword": "Supervisor"});
    let login = format!(
        "{}/ServiceModel/AuthService.svc/Login",
        server.sandbox.url()
    );
    let reply = http.post(&login).json(&form).send().await.unwrap();
    let cookies = reply.headers().get_all("set-cookie").iter();
    let pair = |line: &str| line.split(';').next().unwrap().to_owned();
    let cookies: Vec<_> = cookies.map(|line| pair(line.to_str().unwrap())).collect();
    let with_session = async || {
        let url = format!("{}/0/odata/Account", server.sandbox.url());
        let request = http.get(url).header("cookie", cookies.join("; "));
        request
            .header("forceusesession", "true")
            .send()
            .await
            .unwrap()
            .status()
    };
    assert_eq!(with_session().await, 200);
    server.sandbox.restart(2);
    let down = server.get("Account").await;
    assert_eq!(
        (down.status().as_u16(), down.headers().get("retry-after")),
        (503, None)
    );
    assert!(down.text().await.unwrap().contains("Service Unavailable"));
    assert_eq!(
        http.post(&login).json(&form).send().await.unwrap().status(),
        503
    );
    assert_eq!(server.get("Account").await.status(), 200, "tokens live on");
    assert_eq!(with_session().await, 401);
    assert_eq!(server.sandbox.requests().len(), 6);
}

#[tokio::test]
async fn a_restart_may_last_and_faults_wait_for_its_end() {
    let server = Server::with_known_rows().await;
    server.sandbox.inject(Fault::HtmlNotFound);
    server.sandbox.restart(Duration::MAX);
    for _ in 0..3 {
        assert_eq!(server.get("Account").await.status(), 503);
    }
    server.sandbox.restart(Duration::ZERO);
    assert_eq!(server.get("Account").await.status(), 404);
    assert_eq!(server.get("Account").await.status(), 200);
}

#[tokio::test]
async fn a_slow_body_comes_bit_by_bit() {
    let server = Server::with_known_rows().await;
    server
        .sandbox
        .inject(Fault::slow_body(10, Duration::from_secs(3600)));
    let mut reply = server.get("Account").await;
    assert_eq!(reply.status(), 200);
    assert_eq!(reply.chunk().await.unwrap().unwrap().len(), 10);
    let soon = Duration::from_millis(50);
    assert!(tokio::time::timeout(soon, reply.chunk()).await.is_err());

    let whole = server.get("Account").await.text().await.unwrap();
    server.sandbox.inject(Fault::slow_body(7, Duration::ZERO));
    assert_eq!(server.get("Account").await.text().await.unwrap(), whole);
}

/// What comes over a connection that the client keeps open, until the server closes it.
async fn until_closed(server: &Server, token: &str) -> String {
    let authority = server.sandbox.url().strip_prefix("http://").unwrap();
    let mut connection = TcpStream::connect(authority).await.unwrap();
    let request = format!(
        "GET /0/odata/Account HTTP/1.1\r\nhost: {authority}\r\nauthorization: Bearer {token}\r\n\r\n"
    );
    connection.write_all(request.as_bytes()).await.unwrap();
    let mut received = String::new();
    connection.read_to_string(&mut received).await.unwrap();
    received
}

#[tokio::test]
async fn a_connection_may_close_after_an_answer_without_a_word() {
    // Three hundred rows: more than one write.
    let server = Server::start(Sandbox::builder().seed(Seed::demo())).await;
    server.sandbox.inject(Fault::AnsweredThenClosed);
    let received = until_closed(&server, &server.sandbox.issue_token()).await;
    let (head, body) = received.split_once("\r\n\r\n").unwrap();
    assert!(
        head.starts_with("HTTP/1.1 200") && !head.contains("connection: close"),
        "{head}"
    );
    assert!(
        head.contains(&format!("content-length: {}", body.len())),
        "{head}"
    );
    assert!(body.len() > 100_000, "{}", body.len());
    assert_eq!(server.sandbox.requests()[0].status, Some(200));
}

#[tokio::test]
async fn an_answer_without_a_body_is_cut_off_whole() {
    let server = Server::with_known_rows().await;
    server.sandbox.inject(Fault::TruncatedBody);
    let url = format!("/0/odata/AccountType({})", crate::support::guid(92));
    let deleted = server.to(reqwest::Method::DELETE, &url).send().await;
    assert!(deleted.is_err(), "{deleted:?}");
}

#[tokio::test]
async fn faults_come_by_chance_until_they_are_taken_back() {
    let server = Server::with_known_rows().await;
    server
        .sandbox
        .inject_randomly(7, 0.5, [Fault::status(429), Fault::status(502)]);
    let mut seen = Vec::new();
    for _ in 0..40 {
        seen.push(server.get("Account").await.status().as_u16());
    }
    for status in [200, 429, 502] {
        assert!(seen.contains(&status), "{status}: {seen:?}");
    }
    server
        .sandbox
        .inject_randomly(7, 0.5, [Fault::status(429), Fault::status(502)]);
    for status in &seen {
        assert_eq!(
            server.get("Account").await.status(),
            *status,
            "the same again"
        );
    }
    server.sandbox.clear_faults();
    for _ in 0..10 {
        assert_eq!(server.get("Account").await.status(), 200);
    }
}

#[tokio::test]
async fn tokens_that_live_two_seconds_say_so() {
    let lifetime = Duration::from_secs(2);
    let builder = Sandbox::builder()
        .seed(Seed::empty())
        .token_lifetime(lifetime);
    let server = Server::start(builder).await;
    let form = [
        ("grant_type", "client_credentials"),
        ("client_id", server.sandbox.client_id()),
        ("client_secret", server.sandbox.client_secret()),
    ];
    let url = format!("{}/connect/token", server.sandbox.identity_url());
    let token = Client::new().post(url).form(&form).send().await.unwrap();
    let token: serde_json::Value = token.json().await.unwrap();
    assert_eq!(token["expires_in"], 2);
    let token = token["access_token"].as_str().unwrap();
    let url = format!("{}/0/odata/Account/$count", server.sandbox.url());
    let reply = Client::new()
        .get(url)
        .bearer_auth(token)
        .send()
        .await
        .unwrap();
    assert_eq!(reply.status(), 200);
}
