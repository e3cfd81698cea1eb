//! Sign-ins with the browser, without one.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use secrecy::ExposeSecret;
use serde_json::Value as Json;
use tokio::sync::Semaphore;

use super::*;
use crate::Error;
use crate::client::test_server::{Answer, Received, TestServer};
use crate::client::{Client, RetryPolicy};

const REDIRECT: &str = "http://127.0.0.1:8400/done";

fn program(url: &str) -> AuthorizationCode {
    AuthorizationCode::new(url, "1D4F", REDIRECT).scope("ApplicationAccess_1")
}

fn asked(sign_in: &SignIn) -> HashMap<String, String> {
    sign_in.url().query_pairs().into_owned().collect()
}

/// The address that the browser comes back to when all is well.
fn redirected(sign_in: &SignIn) -> String {
    format!("{REDIRECT}?code=c0de&state={}", asked(sign_in)["state"])
}

fn form(request: &Received) -> HashMap<String, String> {
    let pairs = url::form_urlencoded::parse(request.body.as_bytes());
    pairs.into_owned().collect()
}

fn tokens(access: &str, refresh: Option<&str>) -> Answer {
    let refresh = refresh.map(|token| format!(",\"refresh_token\":\"{token}\""));
    Answer::json(format!(
        "{{\"access_token\":\"{access}\",\"token_type\":\"Bearer\"{}}}",
        refresh.unwrap_or_default()
    ))
}

/// A server that gives these tokens, and accepts the last of the access tokens alone.
async fn server(answers: Vec<Answer>, good: &'static str) -> TestServer {
    let answers = Mutex::new(answers.into_iter());
    TestServer::start(move |request| {
        if request.target == "/0/connect/token" {
            return answers.lock().unwrap().next().unwrap();
        }
        match request.header("authorization") {
            Some(token) if token == format!("Bearer {good}") => Answer::json(r#"{"success":true}"#),
            _ => Answer::new(401, "text/html", ""),
        }
    })
    .await
}

fn client(server: &TestServer, user: UserTokens) -> Client {
    let builder = Client::builder(server.url()).auth(user);
    builder.retries(RetryPolicy::never()).build().unwrap()
}

async fn read(client: &Client) -> Result<(), Error> {
    let reply = client.data_service_request("Any", &Json::Null).await;
    reply.map(drop)
}

fn token_requests(server: &TestServer) -> Vec<HashMap<String, String>> {
    let requests = server.requests();
    let of_tokens = requests.iter().filter(|r| r.target == "/0/connect/token");
    of_tokens.map(form).collect()
}

#[test]
fn the_browser_is_sent_where_users_sign_in_with_a_challenge() {
    let sign_in = program("https://acme.creatio.com").begin().unwrap();
    let url = sign_in.url();
    assert_eq!(
        (url.host_str(), url.path()),
        (Some("acme.creatio.com"), "/0/connect/authorize")
    );
    let asked = asked(&sign_in);
    for (name, value) in [
        ("client_id", "1D4F"),
        ("redirect_uri", REDIRECT),
        ("response_type", "code"),
        ("code_challenge_method", "S256"),
        ("scope", "offline_access ApplicationAccess_1"),
    ] {
        assert_eq!(asked[name], value);
    }
    assert_eq!(asked["code_challenge"].len(), 43, "a SHA-256 in base64");
    let other = program("https://acme.creatio.com").begin().unwrap();
    assert_ne!(self::asked(&other)["state"], asked["state"]);
    assert_ne!(
        self::asked(&other)["code_challenge"],
        asked["code_challenge"]
    );
}

#[test]
fn an_address_that_answers_another_sign_in_is_refused() {
    let begin = || program("https://acme.creatio.com").begin().unwrap();
    let foreign = redirected(&begin());
    let without_code = |sign_in: &SignIn| redirected(sign_in).replace("code=c0de&", "");
    for address in [foreign.as_str(), REDIRECT, "nonsense"] {
        let outcome = begin().finish(address);
        assert!(
            matches!(outcome, Err(AuthError::ForeignRedirect)),
            "{address}"
        );
    }
    let sign_in = begin();
    let address = without_code(&sign_in);
    assert!(matches!(
        sign_in.finish(&address),
        Err(AuthError::ForeignRedirect)
    ));
}

#[test]
fn a_user_who_says_no_is_told_as_such() {
    let sign_in = program("https://acme.creatio.com").begin().unwrap();
    let address = redirected(&sign_in).replace("code=c0de", "error=access_denied");
    let error = sign_in.finish(&address).unwrap_err();
    insta::assert_snapshot!(error, @"the identity service at https://acme.creatio.com/0/connect/authorize refused the credentials: access_denied");
}

#[tokio::test]
async fn a_code_becomes_tokens_and_each_refresh_token_is_used_once() {
    let answers = vec![
        tokens("a1", Some("r1")),
        tokens("a2", Some("r2")),
        tokens("a3", None),
        tokens("a4", Some("r4")),
    ];
    let server = server(answers, "a4").await;
    let kept = Arc::new(Mutex::new(Vec::new()));
    let keep = Arc::clone(&kept);
    let sign_in = program(server.url()).begin().unwrap();
    let address = redirected(&sign_in);
    let user = sign_in
        .finish(&address)
        .unwrap()
        .on_refresh_token(move |token| {
            keep.lock().unwrap().push(token.expose_secret().to_owned());
        });
    let client = client(&server, user);
    // Each call may ask for another token once.
    for _ in 0..2 {
        read(&client).await.unwrap_err();
    }
    read(&client).await.unwrap();
    let requests = token_requests(&server);
    let of = |request: usize, name: &str| requests[request].get(name).map(String::as_str);
    assert_eq!(of(0, "grant_type"), Some("authorization_code"));
    assert_eq!(of(0, "code"), Some("c0de"));
    assert_eq!(of(0, "redirect_uri"), Some(REDIRECT));
    assert_eq!(of(0, "client_id"), Some("1D4F"));
    assert_eq!(of(0, "code_verifier").map(str::len), Some(43));
    let refreshes: Vec<_> = (1..4).map(|at| of(at, "refresh_token").unwrap()).collect();
    assert_eq!(
        refreshes,
        ["r1", "r2", "r2"],
        "the old one stays good if none comes"
    );
    assert_eq!(*kept.lock().unwrap(), ["r1", "r2", "r4"]);
}

#[tokio::test]
async fn a_program_goes_on_with_the_token_that_it_kept() {
    let server = server(vec![tokens("a1", Some("r2"))], "a1").await;
    let program = program(server.url()).client_secret("s3cret");
    let client = client(&server, program.resume("r1").unwrap());
    read(&client).await.unwrap();
    let requests = token_requests(&server);
    assert_eq!(requests[0]["refresh_token"], "r1");
    assert_eq!(requests[0]["client_secret"], "s3cret");
}

#[tokio::test]
async fn without_a_refresh_token_a_sign_in_ends_with_its_access_token() {
    let server = server(vec![tokens("a1", None)], "never").await;
    let sign_in = program(server.url()).begin().unwrap();
    let address = redirected(&sign_in);
    let client = client(&server, sign_in.finish(&address).unwrap());
    let Error::Auth { source, .. } = read(&client).await.unwrap_err() else {
        panic!("another error");
    };
    assert!(matches!(source, AuthError::SignInOver), "{source:?}");
}

#[tokio::test]
async fn a_call_that_is_dropped_does_not_lose_the_refresh_token() {
    let gate = Arc::new(Semaphore::new(0));
    let slow = tokens("a1", Some("r2")).behind(&gate);
    let server = server(vec![slow, tokens("a2", Some("r3"))], "a2").await;
    let client = client(&server, program(server.url()).resume("r1").unwrap());
    let dropped = tokio::spawn({
        let client = client.clone();
        async move { read(&client).await }
    });
    server.arrived(1).await;
    dropped.abort();
    assert!(dropped.await.unwrap_err().is_cancelled());
    gate.add_permits(1);
    read(&client).await.unwrap();
    let used: Vec<_> = token_requests(&server)
        .iter()
        .map(|request| request["refresh_token"].clone())
        .collect();
    assert_eq!(used, ["r1", "r2"]);
}

#[tokio::test]
async fn a_refresh_token_that_is_over_is_told_without_being_shown() {
    let refused = r#"{"error":"invalid_grant","error_description":"r1 is unknown"}"#;
    let refused = Answer::new(400, "application/json", refused);
    let server = server(vec![refused], "a1").await;
    let client = client(&server, program(server.url()).resume("r1").unwrap());
    let Error::Auth { source, .. } = read(&client).await.unwrap_err() else {
        panic!("another error");
    };
    let AuthError::Refused {
        code, description, ..
    } = source
    else {
        panic!("{source:?}");
    };
    assert_eq!((&*code, description), ("invalid_grant", None));
}

#[test]
fn tokens_of_one_instance_are_not_taken_to_another() {
    let user = program("https://acme.creatio.com").resume("r1").unwrap();
    let refused = Client::builder("https://other.creatio.com")
        .auth(user)
        .build();
    assert!(matches!(refused, Err(BuildError::OtherInstance { .. })));
}

#[test]
fn nothing_secret_is_in_debug() {
    let program = program("https://acme.creatio.com").client_secret("s3cret");
    let sign_in = program.begin().unwrap();
    let user = program.resume("r3fresh").unwrap();
    let shown = format!("{program:?}{sign_in:?}{user:?}");
    for secret in ["s3cret", "r3fresh", &asked(&sign_in)["state"]] {
        assert!(!shown.contains(secret), "{shown}");
    }
}

#[tokio::test]
async fn a_program_that_panics_over_a_refresh_token_has_it_nevertheless() {
    let answers = vec![tokens("a1", Some("r2")), tokens("a2", None)];
    let server = server(answers, "a2").await;
    let user = program(server.url()).resume("r1").unwrap();
    let client = client(&server, user.on_refresh_token(|_| panic!("disk on fire")));
    assert!(read(&client).await.is_err());
    read(&client).await.unwrap();
    assert_eq!(token_requests(&server)[1]["refresh_token"], "r2");
}
