//! Tokens, hosts and URLs: who may ask, and where.

use std::time::Duration;

use creatio_sandbox::{Host, Runtime, Sandbox, SandboxError, Seed};
use reqwest::{Client, StatusCode};
use serde_json::{Value, json};

use crate::support::Server;

fn empty() -> creatio_sandbox::SandboxBuilder {
    Sandbox::builder().seed(Seed::empty())
}

async fn ask_token(sandbox: &Sandbox, form: &[(&str, &str)]) -> (StatusCode, Value) {
    let url = format!("{}/connect/token", sandbox.identity_url());
    let reply = Client::new().post(url).form(form).send().await.unwrap();
    (reply.status(), reply.json().await.unwrap())
}

#[tokio::test]
async fn discovery_leads_to_a_token_that_opens_the_service() {
    let sandbox = empty().client("me", "p&ss w=rd").start().await.unwrap();
    let http = Client::new();
    let discovery = format!(
        "{}/.well-known/openid-configuration",
        sandbox.identity_url()
    );
    let document: Value = http
        .get(discovery)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let form = [
        ("client_id", "me"),
        ("client_secret", "p&ss w=rd"),
        ("grant_type", "client_credentials"),
    ];
    let endpoint = document["token_endpoint"].as_str().unwrap();
    let token: Value = http
        .post(endpoint)
        .form(&form)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(token["token_type"], "Bearer");
    assert_eq!(token["expires_in"], 3600);
    let url = format!("{}/0/odata/Account", sandbox.url());
    let access = token["access_token"].as_str().unwrap();
    let reply = http.get(url).bearer_auth(access).send().await.unwrap();
    assert_eq!(reply.status(), 200);
    assert_eq!(sandbox.token_requests(), 1);
}

#[tokio::test]
async fn wrong_secrets_and_grants_are_refused_in_oauth_terms() {
    let sandbox = empty().start().await.unwrap();
    let id = ("client_id", "sandbox-client");
    let secret = ("client_secret", "sandbox-secret");
    let grant = ("grant_type", "client_credentials");
    let wrong = ("client_secret", "guess");
    let other = ("grant_type", "password");
    for (form, error) in [
        ([id, wrong, grant], "invalid_client"),
        ([("client_id", "x"), secret, grant], "invalid_client"),
        ([id, secret, other], "unsupported_grant_type"),
    ] {
        let expected = (StatusCode::BAD_REQUEST, json!({ "error": error }));
        assert_eq!(ask_token(&sandbox, &form).await, expected);
    }
}

#[tokio::test]
async fn requests_without_a_valid_token_get_401_and_no_body() {
    let sandbox = empty().start().await.unwrap();
    let url = format!("{}/0/odata/Account", sandbox.url());
    let http = Client::new();
    let without = http.get(&url).send().await.unwrap();
    assert_eq!(without.status(), 401);
    assert_eq!(without.text().await.unwrap(), "");
    let unknown = http.get(&url).bearer_auth("made-up").send().await.unwrap();
    assert_eq!(unknown.status(), 401);
    let basic = http
        .get(&url)
        .basic_auth("sandbox-client", Some("sandbox-secret"));
    assert_eq!(basic.send().await.unwrap().status(), 401);
}

#[tokio::test]
async fn tokens_end_when_told_to_and_by_their_lifetime() {
    let server = Server::start(empty()).await;
    assert_eq!(server.get("Account").await.status(), 200);
    server.sandbox.expire_tokens();
    assert_eq!(server.get("Account").await.status(), 401);
    let brief = Server::start(empty().token_lifetime(Duration::ZERO)).await;
    assert_eq!(brief.get("Account").await.status(), 401);
}

#[tokio::test]
async fn a_token_of_one_sandbox_is_worth_nothing_at_another() {
    let one = empty().start().await.unwrap();
    let other = empty().start().await.unwrap();
    let url = format!("{}/0/odata/Account", other.url());
    let reply = Client::new()
        .get(url)
        .bearer_auth(one.issue_token())
        .send()
        .await
        .unwrap();
    assert_eq!(reply.status(), 401);
}

#[tokio::test]
async fn asking_the_crm_for_a_token_gives_the_login_page_with_200() {
    let sandbox = empty().start().await.unwrap();
    let url = format!("{}/connect/token", sandbox.url());
    let reply = Client::new()
        .post(url)
        .form(&[("a", "b")])
        .send()
        .await
        .unwrap();
    assert_eq!(reply.status(), 200);
    assert_eq!(reply.headers()["content-type"], "text/html; charset=utf-8");
    assert!(reply.text().await.unwrap().contains("bootstrap.login"));
    assert_eq!(sandbox.token_requests(), 0);
}

async fn status(sandbox: &Sandbox, path: &str) -> u16 {
    let url = format!("{}{path}", sandbox.url());
    let reply = Client::new()
        .get(url)
        .bearer_auth(sandbox.issue_token())
        .send()
        .await
        .unwrap();
    reply.status().as_u16()
}

#[tokio::test]
async fn on_the_framework_services_are_under_0_only() {
    let sandbox = empty().start().await.unwrap();
    assert_eq!(status(&sandbox, "/0/odata/Account").await, 200);
    assert_eq!(status(&sandbox, "/0/OData/Account").await, 200);
    assert_eq!(status(&sandbox, "/odata/Account").await, 404);
    assert_eq!(status(&sandbox, "/0/api/HealthCheck/Ping").await, 200);
    assert_eq!(status(&sandbox, "/0/nothing").await, 404);
}

#[tokio::test]
async fn on_net_services_answer_with_and_without_0() {
    let sandbox = empty().runtime(Runtime::Net).start().await.unwrap();
    for path in [
        "/odata/Account",
        "/0/odata/Account",
        "/api/HealthCheck/Ping",
    ] {
        assert_eq!(status(&sandbox, path).await, 200, "{path}");
    }
}

#[tokio::test]
async fn an_application_may_live_under_a_path() {
    let server = Server::start(empty().base_path("/MyApp/")).await;
    assert!(server.sandbox.url().ends_with("/MyApp"));
    let context = server.json("Account").await["@odata.context"].clone();
    assert_eq!(
        context,
        format!("{}/0/odata/$metadata#Account", server.sandbox.url())
    );
    let origin = server.sandbox.url().replace("/MyApp", "");
    let reply = Client::new()
        .get(format!("{origin}/0/odata/Account"))
        .send()
        .await
        .unwrap();
    assert_eq!(reply.status(), 404);
    let longer = format!("{}Too/0/odata/Account", server.sandbox.url());
    assert_eq!(
        Client::new().get(longer).send().await.unwrap().status(),
        404
    );
    let refused = empty().base_path("/a?b").start().await.unwrap_err();
    assert!(matches!(refused, SandboxError::BasePath(_)));
}

#[tokio::test]
async fn requests_are_recorded_without_their_secrets() {
    let sandbox = empty().client("me", "hush").start().await.unwrap();
    let form = [
        ("client_id", "me"),
        ("client_secret", "hush"),
        ("grant_type", "client_credentials"),
    ];
    ask_token(&sandbox, &form).await;
    status(&sandbox, "/0/odata/Account?$top=1").await;
    let requests = sandbox.requests();
    let seen: Vec<_> = requests
        .iter()
        .map(|it| (it.host, &*it.method, &*it.target, it.status))
        .collect();
    let expected = [
        (Host::Identity, "POST", "/connect/token", Some(200)),
        (Host::Crm, "GET", "/0/odata/Account?$top=1", Some(200)),
    ];
    assert_eq!(seen, expected);
    assert!(!format!("{sandbox:?} {requests:?}").contains("hush"));
    sandbox.clear_requests();
    assert_eq!(sandbox.requests(), []);
}

#[tokio::test]
async fn a_sandbox_that_is_shut_down_or_dropped_stops_listening() {
    for graceful in [true, false] {
        let sandbox = empty().start().await.unwrap();
        let url = sandbox.url().to_owned();
        assert!(Client::new().get(&url).send().await.is_ok());
        if graceful {
            sandbox.shutdown().await;
            assert!(
                Client::new()
                    .get(&url)
                    .send()
                    .await
                    .unwrap_err()
                    .is_connect()
            );
        } else {
            drop(sandbox);
            // The port closes in the background; it must become free without any further call.
            while Client::new().get(&url).send().await.is_ok() {
                tokio::task::yield_now().await;
            }
        }
    }
}

#[tokio::test]
async fn a_port_that_is_taken_is_an_error_that_names_it() {
    let first = empty().start().await.unwrap();
    let port: u16 = first.url().rsplit(':').next().unwrap().parse().unwrap();
    let error = empty().port(port).start().await.unwrap_err();
    assert!(error.to_string().contains(&port.to_string()), "{error}");
}
