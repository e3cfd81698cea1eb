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
    let chain = error.chain();
    let mut text = format!("{error}\n{error:?}\n{error:#?}\n{chain}\n{chain:?}\n");
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

const SIGN_IN_SECRETS: [&str; 6] = [
    "Zelda.Private",
    "pa55-w0rd",
    "t1cket",
    "f0rgery",
    "sess10n",
    ".ASPXAUTH=",
];

/// A server that welcomes, loses the session, refuses, and is no sign-in, in this order.
async fn moody_sign_in() -> TestServer {
    let answer = |code: u8, words: &str| {
        Answer::json(format!("{{\"Code\":{code},\"Message\":\"{words}\"}}"))
    };
    let welcome = answer(0, "")
        .header("Set-Cookie", ".ASPXAUTH=t1cket; path=/")
        .header("Set-Cookie", "BPMCSRF=f0rgery; path=/");
    let logins = in_turn(vec![
        welcome,
        answer(1, "User Zelda.Private gave pa55-w0rd."),
        answer(5, ""),
        Answer::json("{}").header("Set-Cookie", ".ASPXAUTH=t1cket"),
        Answer::new(503, "text/html", "<html>Zelda.Private"),
    ]);
    let rows = r#"{"success":true}"#;
    let data = in_turn(vec![
        Answer::json(rows).header("Set-Cookie", "BPMSESSIONID=sess10n"),
        Answer::json(rows),
        Answer::login_page(),
    ]);
    TestServer::start(move |request| match &*request.target {
        target if target.ends_with("/Login") => logins(),
        _ => data(),
    })
    .await
}

#[tokio::test]
async fn neither_name_nor_password_nor_cookies_are_in_any_log_error_or_debug() {
    listen();
    let server = moody_sign_in().await;
    let login = FormsLogin::new("Zelda.Private", "pa55-w0rd");
    let mut output = format!("{login:?}{login:#?}");
    let builder = Client::builder(server.url()).auth(login);
    let client = builder.retries(RetryPolicy::never()).build().unwrap();
    write!(output, "{client:?}").unwrap();
    let mut failures = 0;
    for _ in 0..6 {
        let body = serde_json::Value::Null;
        if let Err(error) = client.data_service_request("Any", &body).await {
            failures += 1;
            output.push_str(&shown(&error));
        }
    }
    assert_eq!(failures, 4, "{output}");
    // The secrets were there to be leaked.
    let seen = server.requests();
    assert!(seen[0].body.contains("Zelda.Private") && seen[0].body.contains("pa55-w0rd"));
    let all = Some(".ASPXAUTH=t1cket; BPMCSRF=f0rgery; BPMSESSIONID=sess10n");
    assert!(seen.iter().any(|request| request.header("cookie") == all));
    let logged = logged();
    assert!(logged.contains("signed in"), "{logged}");
    for secret in SIGN_IN_SECRETS {
        assert!(!output.contains(secret), "{secret} in {output}");
        assert!(!logged.contains(secret), "{secret} in {logged}");
    }
}

#[tokio::test]
async fn neither_codes_nor_refresh_tokens_are_in_any_log_or_error() {
    listen();
    let refused = r#"{"error":"invalid_grant","error_description":"r3fresh is over"}"#;
    let answers = in_turn(vec![
        Answer::json(
            r#"{"access_token":"acc3ss","token_type":"Bearer","refresh_token":"r3fresh"}"#,
        ),
        Answer::new(401, "text/html", ""),
        Answer::new(400, "application/json", refused),
    ]);
    let server = TestServer::start(move |_| answers()).await;
    let program = AuthorizationCode::new(server.url(), "id", "http://127.0.0.1:8400/done");
    let sign_in = program.client_secret("cl1ent-s3cret").begin().unwrap();
    let state = sign_in
        .url()
        .query_pairs()
        .find(|(name, _)| name == "state");
    let state = state.unwrap().1.into_owned();
    let address = format!("http://127.0.0.1:8400/done?code=c0de&state={state}");
    let user = sign_in.finish(&address).unwrap();
    let builder = Client::builder(server.url()).auth(user);
    let client = builder.retries(RetryPolicy::never()).build().unwrap();
    let error = client.fetch(bobs()).await.unwrap_err();
    let output = format!("{}{client:?}", shown(&error));
    // The secrets were there to be leaked.
    let sent: String = server
        .requests()
        .into_iter()
        .map(|request| request.body)
        .collect();
    let secrets = ["c0de", "r3fresh", "cl1ent-s3cret"];
    assert!(secrets.iter().all(|secret| sent.contains(secret)), "{sent}");
    let logged = logged();
    assert!(logged.contains("new tokens"), "{logged}");
    for secret in [&secrets[..], &["acc3ss", "code_verifier", &state]].concat() {
        assert!(!output.contains(secret), "{secret} in {output}");
        assert!(!logged.contains(secret), "{secret} in {logged}");
    }
}
