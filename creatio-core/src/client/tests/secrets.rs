//! What gets out: spans and events, errors, `Debug`. No secret is among it.

use std::error::Error as StdError;
use std::fmt::Write as _;
use std::io;
use std::sync::{Arc, Mutex};

use tracing::level_filters::LevelFilter;

use super::*;
use crate::Error;

const SECRETS: [&str; 5] = [
    "cl1ent-s3cret",
    "t0ken-one",
    "t0ken-two",
    "fixed-token",
    "Bearer ",
];

/// Everything that was logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }

    /// Collects what this thread logs, from `level` up, until the guard is dropped.
    fn listen(&self, level: LevelFilter) -> tracing::subscriber::DefaultGuard {
        let log = self.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(level)
            .with_ansi(false)
            .with_span_events(tracing_subscriber::fmt::format::FmtSpan::FULL)
            .with_writer(move || log.clone())
            .finish();
        tracing::subscriber::set_default(subscriber)
    }
}

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

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
    let log = Log::default();
    let _listening = log.listen(LevelFilter::TRACE);
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
    let logged = log.text();
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
    for (level, expected) in [(LevelFilter::TRACE, true), (LevelFilter::DEBUG, false)] {
        let log = Log::default();
        let _listening = log.listen(level);
        let server = TestServer::start(|_| Answer::names(&["Body Private"])).await;
        client(&server).fetch(bobs()).await.unwrap();
        let logged = log.text();
        assert_eq!(
            logged.contains("Bob%20Private"),
            expected,
            "{level}: {logged}"
        );
        assert!(
            !logged.contains("Body Private"),
            "a body was logged: {logged}"
        );
    }
}

#[tokio::test]
async fn a_span_tells_what_a_call_did() {
    let log = Log::default();
    let listening = log.listen(LevelFilter::INFO);
    let server = moody_server().await;
    client_with_credentials(&server)
        .fetch(bobs())
        .await
        .unwrap();
    drop(listening);
    let logged = log.text();
    let last = logged.lines().last().unwrap();
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
