//! Client credentials against an identity service.

use std::sync::Arc;
use std::time::Duration;

use reqwest::redirect::Policy;

use super::*;
use crate::client::test_server::{Answer, TestServer};

const SECRET: &str = "s3cret & more";

fn context(base_url: &str) -> AuthContext {
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    AuthContext::new(Url::parse(base_url).unwrap(), http, Duration::from_secs(30))
}

fn discovery(endpoint: &str) -> Answer {
    let body = format!("{{\"issuer\":\"creatio.com\",\"token_endpoint\":\"{endpoint}\"}}");
    Answer::new(200, "application/json", body)
}

/// What a token endpoint that gives this answer makes of the credentials.
async fn outcome(answer: Answer) -> (Result<Authorization, AuthError>, TestServer) {
    let server = TestServer::start(move |_| answer.clone()).await;
    let credentials =
        ClientCredentials::new("id", SECRET).token_endpoint(format!("{}/token", server.url()));
    let outcome = credentials
        .authorize(&context("https://crm.example/"))
        .await;
    (outcome, server)
}

async fn refusal(answer: Answer) -> AuthError {
    outcome(answer).await.0.unwrap_err()
}

#[tokio::test]
async fn the_token_endpoint_is_discovered_once_and_sent_the_credentials() {
    let server = TestServer::start(|request| match &*request.target {
        "/is/.well-known/openid-configuration" => {
            let host = request.header("host").unwrap_or_default();
            discovery(&format!("http://{host}/is/connect/token"))
        }
        _ => Answer::token("t1", 3600),
    })
    .await;
    let service = format!("{}/is", server.url());
    let credentials = ClientCredentials::new("id", SECRET).identity_service(service);
    let context = context("https://crm.example/");
    let first = credentials.authorize(&context).await.unwrap();
    assert_eq!(credentials.reject(&first), Renewal::Possible);
    let second = credentials.authorize(&context).await.unwrap();
    assert_ne!(first.generation(), second.generation());
    assert_eq!(
        server.targets(),
        [
            "GET /is/.well-known/openid-configuration",
            "POST /is/connect/token",
            "POST /is/connect/token"
        ]
    );
    let exchange = &server.requests()[1];
    assert_eq!(
        exchange.header("content-type"),
        Some("application/x-www-form-urlencoded")
    );
    assert_eq!(
        exchange.body,
        "grant_type=client_credentials&client_id=id&client_secret=s3cret+%26+more"
    );
    assert_eq!(exchange.header("authorization"), None);
}

#[tokio::test]
async fn a_discovered_endpoint_on_another_origin_gets_no_credentials() {
    let evil = TestServer::start(|_| Answer::token("t", 1)).await;
    let endpoint = format!("{}/connect/token", evil.url());
    let server = TestServer::start(move |_| discovery(&endpoint)).await;
    let credentials = ClientCredentials::new("id", SECRET).identity_service(server.url());
    let error = credentials
        .authorize(&context("https://crm.example/"))
        .await
        .unwrap_err();
    assert!(
        matches!(error, AuthError::ForeignTokenEndpoint { .. }),
        "{error}"
    );
    assert!(evil.requests().is_empty());
}

#[tokio::test]
async fn a_wrong_secret_is_refused_in_the_words_of_the_service() {
    for status in [400, 401] {
        let body = r#"{"error":"invalid_client","error_description":"Client not known."}"#;
        let error = refusal(Answer::new(status, "application/json", body)).await;
        let AuthError::Refused {
            code, description, ..
        } = &error
        else {
            panic!("{error:?}");
        };
        assert_eq!(code, "invalid_client");
        assert_eq!(description.as_deref(), Some("Client not known."));
        assert!(!error.is_retryable());
    }
}

#[tokio::test]
async fn a_service_that_quotes_the_secret_is_not_quoted() {
    let body = format!("{{\"error\":\"invalid_client\",\"error_description\":\"bad: {SECRET}\"}}");
    let error = refusal(Answer::new(400, "application/json", body)).await;
    assert!(!format!("{error} {error:?}").contains(SECRET), "{error:?}");
}

#[tokio::test]
async fn the_web_page_of_creatio_is_no_identity_service() {
    let error = refusal(Answer::login_page()).await;
    let AuthError::NotIdentityService { reply, .. } = &error else {
        panic!("{error:?}");
    };
    assert_eq!(reply, "a page titled \"Creatio\"");
}

#[tokio::test]
async fn a_reply_without_a_token_is_not_repeated_in_the_error() {
    for body in [
        r#"{"access_token":{"oops":"leaked"}}"#,
        r#"{"id_token":"leaked"}"#,
        "leaked",
        "{",
    ] {
        let error = refusal(Answer::new(200, "application/json", body)).await;
        assert!(
            matches!(error, AuthError::NotIdentityService { .. }),
            "{error:?}"
        );
        assert!(
            !format!("{error} {error:?}").contains("leaked"),
            "{error:?}"
        );
    }
}

#[tokio::test]
async fn a_token_from_where_a_redirect_led_is_not_taken() {
    let server = TestServer::start(|request| match &*request.target {
        "/token" => Answer::new(303, "text/html", "").header("Location", "/elsewhere"),
        _ => Answer::token("t", 3600),
    })
    .await;
    let following = reqwest::Client::new();
    for http in [
        following,
        reqwest::Client::builder()
            .redirect(Policy::none())
            .build()
            .unwrap(),
    ] {
        let base_url = Url::parse("https://crm.example/").unwrap();
        let context = AuthContext::new(base_url, http, Duration::from_secs(30));
        let endpoint = format!("{}/token", server.url());
        let credentials = ClientCredentials::new("id", SECRET).token_endpoint(endpoint);
        let error = credentials.authorize(&context).await.unwrap_err();
        let AuthError::NotIdentityService { reply, .. } = &error else {
            panic!("{error:?}");
        };
        assert_eq!(*reply, format!("a redirect to {}/elsewhere", server.url()));
    }
}

#[tokio::test]
async fn a_service_out_of_order_is_worth_another_try() {
    let answer = Answer::new(503, "text/html", "<html>").header("Retry-After", "3");
    let error = refusal(answer).await;
    let AuthError::Unavailable {
        status: 503,
        retry_after: Some(wait),
        ..
    } = &error
    else {
        panic!("{error:?}");
    };
    assert_eq!(*wait, Duration::from_secs(3));
    assert!(error.is_retryable());
}

#[tokio::test]
async fn an_unreachable_service_is_named() {
    let (_, server) = outcome(Answer::token("t", 1)).await;
    let endpoint = format!("{}/token", server.url());
    drop(server);
    // The port is free again once its listener is gone, which aborting the task may delay.
    tokio::task::yield_now().await;
    let credentials = ClientCredentials::new("id", SECRET).token_endpoint(&endpoint);
    let error = credentials
        .authorize(&context("https://crm.example/"))
        .await
        .unwrap_err();
    let AuthError::Unreachable {
        endpoint: named, ..
    } = &error
    else {
        panic!("{error:?}");
    };
    assert_eq!(named, &endpoint);
    assert!(error.is_retryable());
}

#[tokio::test]
async fn a_reply_without_a_lifetime_is_trusted_for_the_usual_hour() {
    let body = r#"{"access_token":"t","token_type":"Bearer"}"#;
    let (outcome, _server) = outcome(Answer::new(200, "application/json", body)).await;
    assert_eq!(outcome.unwrap().generation(), 1);
}

#[test]
fn bad_addresses_are_found_when_the_client_is_built() {
    let context = context("https://crm.example/");
    let check = |credentials: ClientCredentials| credentials.check(&context).err();
    let new = || ClientCredentials::new("id", SECRET);
    let unknown = check(new());
    assert!(
        matches!(unknown, Some(BuildError::IdentityServiceUnknown { .. })),
        "{unknown:?}"
    );
    let address = check(new().identity_service("acme-is.creatio.com"));
    assert!(
        matches!(address, Some(BuildError::Address { .. })),
        "{address:?}"
    );
    let address = check(new().token_endpoint("https://is.example/token?x"));
    assert!(
        matches!(address, Some(BuildError::Address { .. })),
        "{address:?}"
    );
    let given = "https://acme-is.creatio.com";
    assert!(check(new().identity_service(given)).is_none());
    for (id, secret) in [("", SECRET), ("id", " ")] {
        let empty = check(ClientCredentials::new(id, secret).identity_service(given));
        assert!(matches!(empty, Some(BuildError::Empty { .. })), "{empty:?}");
    }
}

#[test]
fn debug_shows_the_id_and_not_the_secret() {
    let shown = format!("{:?}", Arc::new(ClientCredentials::new("the-id", SECRET)));
    assert!(
        shown.contains("the-id") && !shown.contains(SECRET),
        "{shown}"
    );
}
