//! What gets out: spans and events, errors, `Debug`. No secret is among it.

use std::error::Error as StdError;
use std::fmt::Write as _;

use super::log::{listen, logged};
use super::*;
use crate::Error;

const SECRETS: [&str; 5] = [
    "cl1ent-s3cret",
    "t0ken-one",
    "t0ken-two",
    "fixed-token",
    "Bearer ",
];

/// An error in all its forms, with all its causes.
fn shown(error: &Error) -> String {
    let mut text = format!("{error}\n{error:?}\n{error:#?}\n");
    let mut cause = error.source();
    while let Some(error) = cause {
        writeln!(text, "{error}\n{error:?}").unwrap();
        cause = error.source();
    }
    text
}

fn bobs() -> crate::Query<Account, String> {
    Account::query()
        .select(account::name)
        .filter(account::name.eq("Bob Private"))
}

/// A server that accepts the second token only, and gives each kind of answer in turn.
async fn moody_server() -> TestServer {
    let tokens = in_turn(vec![
        Answer::token("t0ken-one", 3600),
        Answer::token("t0ken-two", 3600),
        Answer::token("t0ken-two", 3600),
    ]);
    let data = in_turn(vec![
        Answer::names(&["Bob Private"]),
        Answer::names(&["x"]).cut_after(3),
        Answer::new(
            400,
            "application/json",
            r#"{"error":{"code":"","message":"No."}}"#,
        ),
        Answer::new(503, "text/html", "<html>"),
        Answer::new(302, "text/html", "").header("Location", "https://h/?Bob%20Private"),
        Answer::json("{\"@odata.context\":\"x\",\"value\":[{\"Name\":7}]}"),
        Answer::login_page(),
        Answer::login_page(),
    ]);
    TestServer::start(move |request| {
        match (
            is_token_request(&request.target),
            request.header("authorization"),
        ) {
            (true, _) => tokens(),
            (_, Some("Bearer t0ken-two")) => data(),
            _ => Answer::new(401, "text/html", ""),
        }
    })
    .await
}

#[tokio::test]
async fn no_secret_is_in_any_log_error_or_debug() {
    listen();
    let server = moody_server().await;
    let client = client_with_credentials(&server);
    let mut output = format!("{client:?}{client:#?}{:?}", client.stream(bobs()));
    let mut failures = 0;
    for _ in 0..8 {
        if let Err(error) = client.fetch(bobs()).await {
            failures += 1;
            output.push_str(&shown(&error));
        }
    }
    assert_eq!(failures, 7, "{output}");
    write!(
        output,
        "{:?}{:?}",
        builder(&server),
        BearerToken::new("fixed-token")
    )
    .unwrap();
    // The secrets were there to be leaked.
    let seen = server.requests();
    let second_token = Some("Bearer t0ken-two");
    assert!(
        seen.iter()
            .any(|request| request.body.contains("cl1ent-s3cret"))
    );
    assert!(
        seen.iter()
            .any(|request| request.header("authorization") == second_token)
    );
    let logged = logged();
    assert!(
        logged.contains("creatio.request") && logged.contains("new token"),
        "{logged}"
    );
    for secret in SECRETS {
        assert!(!output.contains(secret), "{secret} in {output}");
        assert!(!logged.contains(secret), "{secret} in {logged}");
    }
    assert!(
        !output.contains("Private"),
        "a query's values are in {output}"
    );
}

#[tokio::test]
async fn the_values_of_a_query_are_logged_at_trace_alone() {
    listen();
    let server = TestServer::start(|_| Answer::names(&["Body Private"])).await;
    client(&server).fetch(bobs()).await.unwrap();
    let logged = logged();
    let (traces, others): (Vec<&str>, Vec<&str>) =
        logged.lines().partition(|line| line.contains(" TRACE "));
    assert!(
        traces.iter().any(|line| line.contains("Bob%20Private")),
        "{logged}"
    );
    assert!(
        others.iter().any(|line| line.contains(" DEBUG ")),
        "{logged}"
    );
    assert!(!others.concat().contains("Private"), "{logged}");
    assert!(
        !logged.contains("Body Private"),
        "a body was logged: {logged}"
    );
}

#[tokio::test]
async fn a_span_tells_what_a_call_did() {
    listen();
    let server = moody_server().await;
    client_with_credentials(&server)
        .fetch(bobs())
        .await
        .unwrap();
    let logged = logged();
    let closed = |line: &&str| line.contains("creatio.request{") && line.contains("close");
    let last = logged.lines().rfind(closed).unwrap();
    for field in [
        "creatio.request",
        "protocol=OData 4",
        "method=GET",
        "entity=\"Account\"",
        "path=\"/0/odata/Account\"",
        "attempt=2",
        "status=200",
        "rows=1",
    ] {
        assert!(last.contains(field), "{field} is not in {last}");
    }
}
