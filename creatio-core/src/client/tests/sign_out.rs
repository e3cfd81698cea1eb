//! The end of sessions and tokens.

use std::collections::HashMap;

use serde_json::Value as Json;

use super::super::test_server::{Answer, Received, TestServer};
use crate::client::{Authenticator, Client, RetryPolicy, UserTokens};
use crate::{AuthError, AuthorizationCode, BearerToken, ClientCredentials, Error, FormsLogin};

const LOGIN: &str = "/ServiceModel/AuthService.svc/Login";
const LOGOUT: &str = "/ServiceModel/AuthService.svc/Logout";
const OLDER_LOGOUT: &str = "/0/rest/MainMenuService/Logout";
const REVOCATION: &str = "/0/connect/revocation";

fn client(server: &TestServer, auth: impl Authenticator + 'static) -> Client {
    let builder = Client::builder(server.url()).auth(auth);
    builder.retries(RetryPolicy::never()).build().unwrap()
}

fn with_password(server: &TestServer) -> Client {
    client(server, FormsLogin::new("Bob", "s3cret"))
}

/// A user who has signed in before, and whose refresh token is `r1`.
fn user(server: &TestServer) -> UserTokens {
    let program = AuthorizationCode::new(server.url(), "1D4F", "http://127.0.0.1:8400/done");
    program.client_secret("s3cret").resume("r1").unwrap()
}

async fn read(client: &Client) -> Result<(), Error> {
    let reply = client.data_service_request("Any", &Json::Null).await;
    reply.map(drop)
}

fn welcome() -> Answer {
    Answer::json(r#"{"Code":0,"Message":""}"#)
        .header("Set-Cookie", ".ASPXAUTH=ticket; path=/; HttpOnly")
        .header("Set-Cookie", "BPMCSRF=csrf; path=/")
}

fn rows() -> Answer {
    Answer::json(r#"{"success":true}"#)
}

/// A server that signs in whoever comes, and answers everything about the end of sessions so.
async fn server(end: impl Fn(&Received) -> Answer + Send + Sync + 'static) -> TestServer {
    TestServer::start(move |request| match request.target.as_str() {
        LOGIN => welcome(),
        LOGOUT | OLDER_LOGOUT | REVOCATION => end(request),
        "/0/connect/token" => Answer::json(
            r#"{"access_token":"a1","token_type":"Bearer","refresh_token":"r2","expires_in":60}"#,
        ),
        _ => rows(),
    })
    .await
}

fn asked(server: &TestServer, target: &str) -> Vec<Received> {
    let mut requests = server.requests();
    requests.retain(|request| request.target == target);
    requests
}

fn source(outcome: Result<(), Error>) -> AuthError {
    match outcome {
        Err(Error::Auth { source, .. }) => source,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_session_is_ended_with_all_that_belongs_to_it_and_then_forgotten() {
    let server = server(|_| Answer::new(200, "text/plain", "")).await;
    let client = with_password(&server);
    client.sign_out().await.unwrap();
    assert!(server.requests().is_empty(), "there was no session");

    read(&client).await.unwrap();
    client.clone().sign_out().await.unwrap();
    let [logout] = asked(&server, LOGOUT).try_into().unwrap();
    assert_eq!((&*logout.method, &*logout.body), ("POST", ""));
    for (header, value) in [
        ("cookie", ".ASPXAUTH=ticket; BPMCSRF=csrf"),
        ("bpmcsrf", "csrf"),
        ("forceusesession", "true"),
        ("content-length", "0"),
    ] {
        assert_eq!(logout.header(header), Some(value), "{header}");
    }
    client.sign_out().await.unwrap();
    assert_eq!(asked(&server, LOGOUT).len(), 1, "it is over");

    read(&client).await.unwrap();
    assert_eq!(asked(&server, LOGIN).len(), 2, "the next call signs in");
}

#[tokio::test]
async fn every_answer_that_means_that_nobody_is_signed_in_is_good() {
    for answer in [
        Answer::new(200, "text/plain", ""),
        Answer::json("{}"),
        Answer::login_page(),
        Answer::new(302, "text/html", "").header("Location", "/Login/NuiLogin.aspx"),
        Answer::new(401, "text/html", ""),
    ] {
        let server = server(move |_| answer.clone()).await;
        let client = with_password(&server);
        read(&client).await.unwrap();
        client.sign_out().await.unwrap();
        client.sign_out().await.unwrap();
        assert_eq!(asked(&server, LOGOUT).len(), 1);
    }
}

#[tokio::test]
async fn older_versions_are_asked_as_their_main_menu_does() {
    let server = server(|request| match request.target.as_str() {
        LOGOUT => Answer::new(404, "text/html", ""),
        _ => Answer::new(200, "text/plain", ""),
    })
    .await;
    let client = with_password(&server);
    read(&client).await.unwrap();
    client.sign_out().await.unwrap();
    let [older] = asked(&server, OLDER_LOGOUT).try_into().unwrap();
    assert_eq!(older.header("bpmcsrf"), Some("csrf"));
}

#[tokio::test]
async fn a_session_that_could_not_be_ended_is_not_forgotten() {
    for (status, is_retryable) in [(503, true), (403, false), (404, false)] {
        let server = server(move |_| Answer::new(status, "text/html", "")).await;
        let client = with_password(&server);
        read(&client).await.unwrap();
        let error = source(client.sign_out().await);
        assert_eq!(error.is_retryable(), is_retryable, "{error}");
        assert!(error.to_string().contains("Logout"), "{error}");
        read(&client).await.unwrap();
        assert_eq!(asked(&server, LOGIN).len(), 1, "{status}");
    }
}

#[tokio::test]
async fn the_refresh_token_of_a_user_is_revoked_and_the_sign_in_over() {
    let server = server(|_| Answer::new(200, "text/plain", "")).await;
    let client = client(&server, user(&server));
    read(&client).await.unwrap();
    client.sign_out().await.unwrap();
    let [revocation] = asked(&server, REVOCATION).try_into().unwrap();
    let form = url::form_urlencoded::parse(revocation.body.as_bytes());
    let form: HashMap<_, _> = form.into_owned().collect();
    for (name, value) in [
        ("token", "r2"),
        ("token_type_hint", "refresh_token"),
        ("client_id", "1D4F"),
        ("client_secret", "s3cret"),
    ] {
        assert_eq!(form[name], value);
    }
    let error = source(read(&client).await);
    assert!(matches!(error, AuthError::SignInOver), "{error:?}");
    client.sign_out().await.unwrap();
    assert_eq!(asked(&server, REVOCATION).len(), 1);
}

#[tokio::test]
async fn a_refresh_token_that_could_not_be_revoked_stays() {
    for (answer, code) in [
        (
            Answer::new(400, "application/json", r#"{"error":"invalid_client"}"#),
            Some("invalid_client"),
        ),
        (Answer::login_page(), None),
        (Answer::new(404, "text/html", ""), None),
    ] {
        let server = server(move |_| answer.clone()).await;
        let client = client(&server, user(&server));
        let error = source(client.sign_out().await);
        match (&error, code) {
            (AuthError::Refused { code, .. }, Some(expected)) => assert_eq!(code, expected),
            (AuthError::NotIdentityService { .. }, None) => {}
            other => panic!("{other:?}"),
        }
        let shown = format!("{error} {error:?}");
        assert!(
            !shown.contains("r1") && !shown.contains("s3cret"),
            "{shown}"
        );
        read(&client).await.unwrap();
    }
}

#[tokio::test]
async fn a_token_of_a_program_is_forgotten_and_that_of_somebody_else_stays() {
    let server = TestServer::start(|request| match request.target.as_str() {
        "/token" => Answer::token("t", 3600),
        _ => rows(),
    })
    .await;
    let own = ClientCredentials::new("id", "s3cret");
    let own = client(
        &server,
        own.token_endpoint(format!("{}/token", server.url())),
    );
    for round in 1..=2 {
        read(&own).await.unwrap();
        own.sign_out().await.unwrap();
        assert_eq!(asked(&server, "/token").len(), round);
    }
    let fixed = client(&server, BearerToken::new("theirs"));
    fixed.sign_out().await.unwrap();
    read(&fixed).await.unwrap();
}
