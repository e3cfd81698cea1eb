//! Sign-ins against a server that answers as Creatio's does.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::Value as Json;
use tokio::sync::Semaphore;

use super::*;
use crate::Error;
use crate::client::test_server::{Answer, Received, TestServer};
use crate::client::{Client, RetryPolicy};

const LOGIN: &str = "/ServiceModel/AuthService.svc/Login";

fn client(server: &TestServer) -> Client {
    let login = FormsLogin::new("Super\"visor", "pass\\word");
    let builder = Client::builder(server.url()).auth(login);
    builder.retries(RetryPolicy::never()).build().unwrap()
}

fn answer(code: i64, more: &str) -> Answer {
    Answer::new(
        200,
        "application/json; charset=utf-8",
        format!("{{\"Code\":{code},\"Exception\":null,\"RedirectUrl\":null{more}}}"),
    )
}

/// The welcome of the sign-in with this number.
fn welcome(number: u64) -> Answer {
    answer(0, r#","Message":"","PasswordChangeUrl":null"#)
        .header(
            "Set-Cookie",
            &format!(".ASPXAUTH=ticket{number}; path=/; HttpOnly"),
        )
        .header("Set-Cookie", &format!("BPMCSRF=csrf{number}; path=/"))
}

fn rows() -> Answer {
    Answer::json(r#"{"success":true,"rows":[]}"#)
}

/// A server that signs in whoever comes, with tickets numbered from 1, and answers data requests
/// as `data` says.
async fn server(data: impl Fn(&Received) -> Answer + Send + Sync + 'static) -> TestServer {
    let logins = AtomicU64::new(0);
    TestServer::start(move |request| match &*request.target {
        LOGIN => welcome(logins.fetch_add(1, Ordering::SeqCst) + 1),
        _ => data(request),
    })
    .await
}

/// A server that has this answer for every sign-in.
async fn refusing(answer: Answer) -> (TestServer, AuthError) {
    let server = TestServer::start(move |_| answer.clone()).await;
    let error = read(&client(&server)).await.unwrap_err();
    let Error::Auth { source, .. } = error else {
        panic!("{error:?}");
    };
    (server, source)
}

async fn read(client: &Client) -> Result<(), Error> {
    let reply = client.data_service_request("Any", &Json::Null).await;
    reply.map(drop)
}

fn cookie(request: &Received) -> &str {
    request.header("cookie").unwrap_or_default()
}

fn logins(server: &TestServer) -> usize {
    let requests = server.requests();
    requests
        .iter()
        .filter(|request| request.target == LOGIN)
        .count()
}

#[tokio::test]
async fn a_session_is_cookies_with_the_csrf_token_in_a_header() {
    let server = server(|_| rows()).await;
    let client = client(&server);
    for _ in 0..2 {
        read(&client).await.unwrap();
    }
    let [login, first, second] = &server.requests()[..] else {
        panic!("{:?}", server.targets());
    };
    assert_eq!((&*login.method, &*login.target), ("POST", LOGIN));
    assert_eq!(
        login.body,
        r#"{"UserName":"Super\"visor","UserPassword":"pass\\word"}"#
    );
    assert_eq!(login.header("forceusesession"), Some("true"));
    for data in [first, second] {
        assert_eq!(cookie(data), ".ASPXAUTH=ticket1; BPMCSRF=csrf1");
        assert_eq!(data.header("bpmcsrf"), Some("csrf1"));
        assert_eq!(data.header("forceusesession"), Some("true"));
        assert_eq!(data.header("authorization"), None);
    }
}

#[tokio::test]
async fn the_newer_csrf_cookie_goes_before_the_older_one() {
    let server = TestServer::start(|request| match &*request.target {
        LOGIN => welcome(1).header("Set-Cookie", "CRT_CSRF=new; path=/"),
        _ => rows(),
    })
    .await;
    read(&client(&server)).await.unwrap();
    let data = &server.requests()[1];
    assert_eq!(
        (data.header("crt_csrf"), data.header("bpmcsrf")),
        (Some("new"), None)
    );
}

#[tokio::test]
async fn cookies_of_data_replies_are_kept() {
    let server = server(|_| rows().header("Set-Cookie", "BPMSESSIONID=s1; path=/; HttpOnly")).await;
    let client = client(&server);
    for _ in 0..2 {
        read(&client).await.unwrap();
    }
    let cookies: Vec<_> = server
        .requests()
        .iter()
        .map(|r| cookie(r).to_owned())
        .collect();
    assert_eq!(cookies[1], ".ASPXAUTH=ticket1; BPMCSRF=csrf1");
    assert_eq!(
        cookies[2],
        ".ASPXAUTH=ticket1; BPMCSRF=csrf1; BPMSESSIONID=s1"
    );
}

#[tokio::test]
async fn every_sign_of_a_lost_session_leads_to_one_sign_in_and_one_replay() {
    let json = "application/json";
    let half = r#"{"success":false,"responseStatus":{"ErrorCode":"ArgumentNullOrEmptyException","Message":"Value for argument \"userConnection\" must be specified."}}"#;
    let signs = [
        Answer::new(401, json, ""),
        Answer::new(
            401,
            json,
            r#"{"Message":"Authentication failed.","StackTrace":null}"#,
        ),
        Answer::new(302, "text/html", "").header("Location", "/Login/NuiLogin.aspx?ReturnUrl=x"),
        Answer::login_page(),
        Answer::new(
            200,
            "text/html",
            "\u{feff} <html data-loadbootstrap=\"bootstrap.login\">",
        ),
        Answer::new(500, json, half),
    ];
    for sign in signs {
        let lost = sign.clone();
        let server = server(move |request| match cookie(request) {
            old if old.contains("ticket1") => lost.clone(),
            _ => rows(),
        })
        .await;
        read(&client(&server)).await.unwrap();
        assert_eq!(
            (logins(&server), server.requests().len()),
            (2, 4),
            "{sign:?}"
        );
    }
}

#[tokio::test]
async fn a_session_that_is_lost_again_at_once_is_an_error() {
    let server = server(|_| Answer::new(401, "text/html", "")).await;
    let error = read(&client(&server)).await.unwrap_err();
    assert_eq!(error.status(), Some(401));
    assert_eq!((logins(&server), server.requests().len()), (2, 4));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_tasks_that_lose_a_session_sign_in_once() {
    let server = server(|request| match cookie(request) {
        old if old.contains("ticket1") => Answer::new(401, "text/html", ""),
        _ => rows(),
    })
    .await;
    let client = client(&server);
    let tasks: Vec<_> = (0..50)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { read(&client).await })
        })
        .collect();
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    assert_eq!(
        logins(&server),
        2,
        "the first one, and one for all who lost the session"
    );
}

#[tokio::test]
async fn a_denial_is_no_lost_session() {
    let server = server(|_| Answer::new(403, "text/html", "")).await;
    let error = read(&client(&server)).await.unwrap_err();
    assert!(matches!(error, Error::Forbidden { .. }), "{error:?}");
    assert_eq!((logins(&server), server.requests().len()), (1, 2));
}

#[tokio::test]
async fn a_denial_under_a_session_that_was_replaced_meanwhile_is_tried_again() {
    let gate = Arc::new(Semaphore::new(0));
    let behind = Arc::clone(&gate);
    let server = server(move |request| match (cookie(request), &*request.target) {
        (old, slow) if old.contains("ticket1") && slow.contains("Slow") => {
            Answer::new(403, "text/html", "").behind(&behind)
        }
        (old, _) if old.contains("ticket1") => Answer::new(401, "text/html", ""),
        _ => rows(),
    })
    .await;
    let client = client(&server);
    let slow = tokio::spawn({
        let client = client.clone();
        async move { client.data_service_request("Slow", &Json::Null).await }
    });
    server.arrived(2).await;
    read(&client).await.unwrap();
    gate.add_permits(1);
    slow.await.unwrap().unwrap();
    assert_eq!(logins(&server), 2);
}

#[tokio::test]
async fn a_call_that_is_dropped_while_it_signs_in_holds_up_nobody() {
    let gate = Arc::new(Semaphore::new(0));
    let behind = Arc::clone(&gate);
    let server = TestServer::start(move |request| match &*request.target {
        LOGIN => welcome(1).behind(&behind),
        _ => rows(),
    })
    .await;
    let client = client(&server);
    let start = |client: Client| tokio::spawn(async move { read(&client).await });
    let leader = start(client.clone());
    server.arrived(1).await;
    let follower = start(client);
    leader.abort();
    assert!(leader.await.unwrap_err().is_cancelled());
    gate.add_permits(1);
    follower.await.unwrap().unwrap();
    assert_eq!(logins(&server), 1, "nobody signs in anew");
}

#[tokio::test]
async fn a_refused_sign_in_is_told_with_its_reason_and_not_repeated() {
    let words = r#","Message":"Invalid username or password  specified.""#;
    let (server, error) = refusing(answer(1, words)).await;
    insta::assert_snapshot!(
        error.to_string().replace(server.url(), "https://host"),
        @"Creatio refused the sign-in: the user name or the password is wrong, or the user is locked: Invalid username or password specified. [https://host/ServiceModel/AuthService.svc/Login]"
    );
    assert!(!error.is_retryable());
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn an_expired_password_is_an_error_of_its_own() {
    let change = r#","PasswordChangeUrl":"/Login/ChangePassword.aspx""#;
    let (server, error) = refusing(answer(5, change)).await;
    insta::assert_snapshot!(
        error.to_string().replace(server.url(), "https://host"),
        @"the password has expired: set a new one at /Login/ChangePassword.aspx [https://host/ServiceModel/AuthService.svc/Login]"
    );
}

#[tokio::test]
async fn words_that_repeat_name_or_password_are_left_out() {
    for secret in ["Super\\\"visor", "pass\\\\word"] {
        let words = format!(r#","Message":"No user {secret}.""#);
        let (_server, error) = refusing(answer(1, &words)).await;
        let AuthError::SignInRefused { message, .. } = &error else {
            panic!("{error:?}");
        };
        assert_eq!(*message, None);
    }
}

#[tokio::test]
async fn what_is_no_sign_in_is_told() {
    for (answer, what) in [
        (answer(0, ""), "a welcome without the cookie .ASPXAUTH"),
        (
            answer(0, "").header("Set-Cookie", ".ASPXAUTH="),
            "a welcome without the cookie .ASPXAUTH",
        ),
        (Answer::login_page(), "a page titled \"Creatio\""),
        (
            Answer::new(307, "text/html", "").header("Location", "https://evil.example/x?y"),
            "a redirect to https://evil.example/x",
        ),
        (
            Answer::json(r#"{"Code":"0"}"#),
            "a reply of the type application/json",
        ),
    ] {
        let (_server, error) = refusing(answer).await;
        let AuthError::NotSignIn { reply, .. } = &error else {
            panic!("{error:?}");
        };
        assert_eq!(reply, what);
    }
}

#[tokio::test]
async fn a_server_that_is_down_may_be_asked_again() {
    let (_server, error) =
        refusing(Answer::new(503, "text/html", "<html>").header("Retry-After", "7")).await;
    assert!(
        matches!(error, AuthError::Unavailable { status: 503, .. }),
        "{error:?}"
    );
    assert!(error.is_retryable());
}

#[test]
fn a_sign_in_serves_one_instance_only() {
    let login = Arc::new(FormsLogin::new("Supervisor", "pw"));
    let build = |url: &str| Client::builder(url).auth(Arc::clone(&login)).build();
    build("https://acme.creatio.com").unwrap();
    build("https://acme.creatio.com/").unwrap();
    let refused = build("https://other.creatio.com").unwrap_err();
    insta::assert_snapshot!(refused, @"this sign-in belongs to https://acme.creatio.com/ and cannot serve https://other.creatio.com/ as well: make one for each instance");
}

#[test]
fn an_empty_name_or_password_is_refused_at_once() {
    let build = |user: &str, password: &str| {
        let login = FormsLogin::new(user, password);
        Client::builder("https://acme.creatio.com")
            .auth(login)
            .build()
    };
    for (outcome, missing) in [
        (build("", "pw"), "user name"),
        (build("Bob", ""), "password"),
    ] {
        let refused = outcome.unwrap_err();
        assert!(matches!(refused, BuildError::Empty { setting } if setting == missing));
    }
}
