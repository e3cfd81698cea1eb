//! No secret and no token gets out: not into logs at any level, not into errors, not into `Debug`.

mod disguises;
mod everything;
mod under_faults;
mod wiretap;

use std::cell::RefCell;
use std::error::Error as _;
use std::fmt::Write as _;
use std::io;
use std::sync::Once;
use std::time::Duration;

use creatio_core::{BearerToken, Client, ClientCredentials, Error, Id, RetryPolicy, Uuid};
use creatio_sandbox::{Fault, Host, Injection, Sandbox};
use creatio_tests::models::{Contact, contact};
use creatio_tests::world;
use futures::TryStreamExt;
use tracing_subscriber::fmt::format::FmtSpan;

const SECRET: &str = "c0rrect-h0rse-battery";
const PERSON: &str = "Zelda Private";

thread_local! {
    /// What this thread has logged since it began to listen. The runtime of a test, with client
    /// and sandbox in it, is on the test's own thread.
    static LOG: RefCell<Option<String>> = const { RefCell::new(None) };
}

struct Log;

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        LOG.with_borrow_mut(|log| {
            if let Some(log) = log {
                log.push_str(&String::from_utf8_lossy(bytes));
            }
        });
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Begins to collect what this thread logs, of all crates and at all levels.
fn listen() {
    static SUBSCRIBE: Once = Once::new();
    SUBSCRIBE.call_once(|| {
        tracing_subscriber::fmt()
            .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
            .with_ansi(false)
            .with_span_events(FmtSpan::FULL)
            .with_writer(|| Log)
            .init();
    });
    LOG.set(Some(String::new()));
}

/// An error in all its forms, with all its causes.
fn shown(error: &Error) -> String {
    let chain = error.chain();
    let mut text = format!("{error}\n{error:?}\n{chain}\n{chain:?}\n");
    let mut cause = error.source();
    while let Some(error) = cause {
        writeln!(text, "{error}\n{error:?}").unwrap();
        cause = error.source();
    }
    text
}

/// Where one of the sandbox's tokens, `sandbox-` and 32 digits, stands in a text.
fn token_in(text: &str) -> Option<&str> {
    let mut starts = text.match_indices("sandbox-");
    starts.find_map(|(start, _)| {
        let token = text.get(start..start + 40)?;
        let digits = token.strip_prefix("sandbox-")?;
        digits
            .bytes()
            .all(|byte| byte.is_ascii_hexdigit())
            .then_some(token)
    })
}

/// Asserts that a text is not empty and tells nothing.
fn is_discreet(text: &str, what: &str) {
    assert!(!text.is_empty(), "{what}");
    assert!(!text.contains(SECRET), "the secret is in {what}:\n{text}");
    assert_eq!(token_in(text), None, "a token is in {what}");
    assert!(
        !text.contains("Bearer "),
        "an authorization is in {what}:\n{text}"
    );
}

fn credentials(sandbox: &Sandbox, secret: &str) -> ClientCredentials {
    ClientCredentials::new("client-1", secret).identity_service(sandbox.identity_url())
}

/// Calls that succeed and calls that fail in every way; what they show of themselves.
async fn eventful_day(sandbox: &Sandbox) -> Vec<String> {
    let builder = Client::builder(sandbox.url())
        .auth(credentials(sandbox, SECRET))
        .retries(RetryPolicy::never());
    let mut shows = vec![
        format!("{builder:?}"),
        format!("{:?}", credentials(sandbox, SECRET)),
    ];
    shows.push(format!("{:?}", BearerToken::new(sandbox.issue_token())));
    let client = builder.build().unwrap();
    shows.push(format!("{client:?} {client:#?}"));
    let query = || Contact::query().filter(contact::name.ne(PERSON));
    client.fetch(query()).await.unwrap();
    sandbox.expire_tokens();
    let stream = client.stream(query()).page_size(50);
    shows.push(format!("{stream:?}"));
    stream.try_collect::<Vec<_>>().await.unwrap();
    client.metadata().await.unwrap();
    client.count(query()).await.unwrap();
    let key = Id::new(Uuid::from_u128(999));
    shows.push(shown(
        &client.fetch_by_id::<Contact>(key).await.unwrap_err(),
    ));
    for fault in [
        Injection::from(Fault::HtmlLogin).times(2),
        Injection::from(Fault::status(401)).times(2),
        Fault::HtmlNotFound.into(),
        Fault::status_after(503, Duration::from_secs(1)).into(),
        Fault::status(500).into(),
        Fault::TruncatedBody.into(),
        Fault::WrongContentType.into(),
        Fault::DropConnection.into(),
    ] {
        sandbox.inject(fault);
        shows.push(shown(&client.fetch(query()).await.unwrap_err()));
    }
    for fault in [
        Fault::status(503),
        Fault::TruncatedBody,
        Fault::DropConnection,
    ] {
        sandbox.expire_tokens();
        sandbox.inject(Injection::from(fault).on(Host::Identity));
        shows.push(shown(&client.fetch(query()).await.unwrap_err()));
    }
    let wrong = Client::builder(sandbox.url()).auth(credentials(sandbox, &SECRET.to_uppercase()));
    shows.push(shown(
        &wrong.build().unwrap().fetch(query()).await.unwrap_err(),
    ));
    shows
}

#[tokio::test]
async fn neither_secrets_nor_tokens_nor_personal_data_get_out() {
    listen();
    let builder = Sandbox::builder().client("client-1", SECRET);
    let sandbox = world::with_contacts(builder, 120).await;
    assert_eq!(
        token_in(&format!("x {} y", sandbox.issue_token())).map(str::len),
        Some(40)
    );
    let shows = eventful_day(&sandbox).await;
    let log = LOG.take().unwrap();
    for show in &shows {
        is_discreet(show, "what calls show of themselves");
        assert!(!show.contains(&SECRET.to_uppercase()), "{show}");
        assert!(!show.contains(PERSON) && !show.contains("Zelda"), "{show}");
    }
    is_discreet(&log, "the log");
    assert!(
        !log.contains(&SECRET.to_uppercase()),
        "the wrong secret is in the log"
    );
    // The log is there: calls are spans, and addresses stand at the level for them.
    assert!(log.contains("creatio.request"), "{log}");
    // What the sandbox logs is its own affair.
    let of_client = log
        .lines()
        .filter(|line| !line.contains("creatio_sandbox::"));
    let personal: Vec<_> = of_client.filter(|line| line.contains("Zelda")).collect();
    assert!(!personal.is_empty(), "whole addresses are logged");
    for line in personal {
        assert!(
            line.contains(" TRACE "),
            "personal data above TRACE: {line}"
        );
    }
}
