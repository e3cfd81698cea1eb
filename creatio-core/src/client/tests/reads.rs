//! Single reads: what is sent, and what each reply becomes.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;

use super::*;
use crate::client::Platform;
use crate::{DecodeErrorKind, Error};

const KEY: &str = "c31c7862-fe33-4a13-9bbc-0943fa08fd02";

async fn answering(answer: Answer) -> TestServer {
    TestServer::start(move |_| answer.clone()).await
}

fn names() -> crate::Query<Account, String> {
    Account::query().select(account::name)
}

/// What a fetch makes of this answer.
async fn failure(answer: Answer) -> Error {
    let server = answering(answer).await;
    client(&server).fetch(names()).await.unwrap_err()
}

#[tokio::test]
async fn a_query_goes_below_the_service_root_with_the_authorization() {
    let server = answering(Answer::names(&["Acme", "Bolt"])).await;
    let rows = client(&server).fetch(names().top(5)).await.unwrap();
    assert_eq!(rows, ["Acme", "Bolt"]);
    assert_eq!(
        server.targets(),
        ["GET /0/odata/Account?$select=Name&$top=5"]
    );
    let request = &server.requests()[0];
    assert_eq!(request.header("authorization"), Some("Bearer fixed-token"));
    assert_eq!(request.header("accept"), Some("application/json"));
    assert!(
        request
            .header("user-agent")
            .is_some_and(|agent| agent.starts_with("creatio-rs/"))
    );
}

#[tokio::test]
async fn the_platform_and_the_base_path_make_the_address() {
    let server = answering(Answer::names(&[])).await;
    let client = Client::builder(format!("{}/MyApp/", server.url()))
        .auth(BearerToken::new("t"))
        .platform(Platform::Net)
        .user_agent("sync/7")
        .build()
        .unwrap();
    client.fetch(names()).await.unwrap();
    assert_eq!(
        server.targets(),
        ["GET /MyApp/odata/Account?$select=Name&$count=true"]
    );
    assert_eq!(server.requests()[0].header("user-agent"), Some("sync/7"));
}

#[tokio::test]
async fn one_row_is_asked_for_where_one_is_wanted() {
    let server = answering(Answer::names(&["Acme"])).await;
    let client = client(&server);
    assert_eq!(client.fetch_one(names()).await.unwrap(), "Acme");
    assert_eq!(
        client
            .fetch_optional(names().top(9))
            .await
            .unwrap()
            .as_deref(),
        Some("Acme")
    );
    let target = "GET /0/odata/Account?$select=Name&$top=1";
    assert_eq!(server.targets(), [target, target]);
}

#[tokio::test]
async fn no_row_is_an_error_only_where_one_was_demanded() {
    let server = answering(Answer::names(&[])).await;
    let client = client(&server);
    assert_eq!(client.fetch_optional(names()).await.unwrap(), None);
    let error = client.fetch_one(names()).await.unwrap_err();
    assert!(error.is_not_found(), "{error:?}");
    insta::assert_snapshot!(error, @"no row of Account matches the query [OData 4: GET /0/odata/Account, status 200]");
}

#[tokio::test]
async fn a_row_is_read_by_its_key() {
    let row = format!("{{\"@odata.context\":\"x\",\"Id\":\"{KEY}\",\"Name\":\"Acme\"}}");
    let server = answering(Answer::json(row)).await;
    let id: Id<Account> = KEY.parse().unwrap();
    let account = client(&server).fetch_by_id::<Account>(id).await.unwrap();
    assert_eq!(
        account,
        Account {
            id,
            name: "Acme".to_owned()
        }
    );
    assert!(server.targets()[0].starts_with(&format!("GET /0/odata/Account({KEY})")));
}

#[tokio::test]
async fn an_unknown_key_is_named() {
    let server = answering(Answer::new(404, "text/plain", "")).await;
    let id: Id<Account> = KEY.parse().unwrap();
    let error = client(&server)
        .fetch_by_id::<Account>(id)
        .await
        .unwrap_err();
    let Error::NotFound { call, key } = &error else {
        panic!("{error:?}");
    };
    assert_eq!(
        (key.as_deref(), call.entity()),
        (Some(KEY), Some("Account"))
    );
}

#[tokio::test]
async fn an_empty_reply_to_a_keyed_read_is_not_creatios() {
    let server = answering(Answer::json("")).await;
    let id: Id<Account> = KEY.parse().unwrap();
    let error = client(&server)
        .fetch_by_id::<Account>(id)
        .await
        .unwrap_err();
    assert!(matches!(error, Error::NotCreatio { .. }), "{error:?}");
}

#[tokio::test]
async fn a_count_is_asked_for_without_rows() {
    let server = answering(Answer::names_with("\"@odata.count\":137,", &[])).await;
    let query = Account::query()
        .filter(account::name.starts_with("A"))
        .top(3);
    assert_eq!(client(&server).count(query).await.unwrap(), 137);
    let target = &server.targets()[0];
    assert!(
        target.contains("$count=true") && target.contains("$top=0"),
        "{target}"
    );
    assert!(target.contains("startswith"), "{target}");
}

#[tokio::test]
async fn a_missing_count_is_not_taken_for_zero() {
    let server = answering(Answer::names(&[])).await;
    let error = client(&server).count(names()).await.unwrap_err();
    assert!(matches!(error, Error::NotCreatio { .. }), "{error:?}");
}

#[tokio::test]
async fn metadata_is_given_as_it_is_and_only_if_it_is_metadata() {
    let edmx = "<?xml version=\"1.0\"?><edmx:Edmx Version=\"4.0\"><!-- Größe --></edmx:Edmx>";
    let server = answering(Answer::new(200, "application/xml", edmx)).await;
    assert_eq!(client(&server).metadata().await.unwrap(), edmx);
    assert_eq!(server.targets(), ["GET /0/odata/$metadata"]);
    assert_eq!(
        server.requests()[0].header("accept"),
        Some("application/xml")
    );
    let other = answering(Answer::names(&[])).await;
    let error = client(&other).metadata().await.unwrap_err();
    insta::assert_snapshot!(error, @"the reply is not one of Creatio's: a reply of the type application/json [OData 4: GET /0/odata/$metadata, status 200]");
}

#[tokio::test]
async fn metadata_of_odata_3_comes_from_its_own_service() {
    let edmx = "<edmx:Edmx Version=\"1.0\"/>";
    let server = answering(Answer::new(200, "application/xml", edmx)).await;
    assert_eq!(client(&server).metadata_odata3().await.unwrap(), edmx);
    assert_eq!(
        server.targets(),
        ["GET /0/ServiceModel/EntityDataService.svc/$metadata"]
    );
    let other = answering(Answer::names(&[])).await;
    let error = client(&other).metadata_odata3().await.unwrap_err();
    assert!(error.to_string().contains("OData 3: GET"), "{error}");
}

#[tokio::test]
async fn a_reply_cut_short_is_an_interruption() {
    let whole = Answer::names(&["Acme", "Bolt"]);
    for bytes in [0, 1, 20] {
        let error = failure(whole.clone().cut_after(bytes)).await;
        assert!(
            matches!(error, Error::Interrupted { .. }) && error.is_retryable(),
            "{error:?}"
        );
    }
}

#[tokio::test]
async fn a_rejection_brings_the_words_of_creatio() {
    let body = r#"{"error":{"code":"","message":"The query specified in the URI is not valid. Could not find a property named 'Foo' on type 'Terrasoft.Configuration.OData.Account'."}}"#;
    let error = failure(Answer::new(400, "application/json", body)).await;
    insta::assert_snapshot!(error, @"Creatio rejected the request: The query specified in the URI is not valid. Could not find a property named 'Foo' on type 'Terrasoft.Configuration.OData.Account'. [OData 4: GET /0/odata/Account, status 400]");
    assert!(!error.is_retryable());
}

#[tokio::test]
async fn a_value_that_does_not_fit_is_named_with_its_call() {
    let body = r#"{"@odata.context":"x","value":[{"Name":"Acme"},{"Name":7}]}"#;
    let error = failure(Answer::json(body)).await;
    let Error::Decode { call, source } = &error else {
        panic!("{error:?}");
    };
    assert!(
        matches!(source.kind(), DecodeErrorKind::Value { row: 2, .. }),
        "{source:?}"
    );
    assert_eq!((call.entity(), call.status()), (Some("Account"), Some(200)));
}

#[tokio::test]
async fn a_busy_server_says_how_long_to_wait() {
    let answer = Answer::new(429, "text/html", "<html>").header("Retry-After", "12");
    let error = failure(answer).await;
    let Error::Unavailable { retry_after, .. } = &error else {
        panic!("{error:?}");
    };
    assert_eq!(*retry_after, Some(Duration::from_secs(12)));
    assert!(error.is_retryable());
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let elsewhere = answering(Answer::names(&["Evil"])).await;
    let location = format!("{}/0/odata/Account?stolen", elsewhere.url());
    let error = failure(Answer::new(302, "text/html", "").header("Location", &location)).await;
    assert!(matches!(error, Error::NotCreatio { .. }), "{error:?}");
    assert!(elsewhere.requests().is_empty());
}

#[tokio::test]
async fn a_client_that_follows_redirects_does_not_pass_a_login_page_as_data() {
    let server = TestServer::start(|request| {
        if request.target.contains("/Login/") {
            Answer::names(&["from the wrong place"])
        } else {
            Answer::new(302, "text/html", "").header("Location", "/Login/NuiLogin.aspx")
        }
    })
    .await;
    let following = reqwest::Client::new();
    let client = builder(&server).http_client(following).build().unwrap();
    let error = client.fetch(names()).await.unwrap_err();
    assert!(matches!(error, Error::SessionLost { .. }), "{error:?}");
}

#[tokio::test]
async fn a_reply_that_does_not_come_or_stalls_is_a_timeout() {
    let never = Arc::new(Semaphore::new(0));
    for answer in [Answer::names(&["A"]), Answer::names(&["A"]).cut_after(9)] {
        let answer = answer.behind(&never);
        let server = answering(answer).await;
        let client = builder(&server)
            .timeout(Duration::from_millis(50))
            .build()
            .unwrap();
        let error = client.fetch(names()).await.unwrap_err();
        assert!(
            matches!(error, Error::Timeout { .. }) && error.is_retryable(),
            "{error:?}"
        );
    }
}

#[tokio::test]
async fn a_host_that_does_not_listen_is_no_connection() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let client = Client::builder(url)
        .auth(BearerToken::new("t"))
        .build()
        .unwrap();
    let error = client.fetch(names()).await.unwrap_err();
    assert!(
        matches!(error, Error::Connect { .. }) && error.is_retryable(),
        "{error:?}"
    );
}

#[test]
fn a_client_is_shared_between_tasks() {
    fn send<T: Send>(_: &T) {}
    fn send_and_sync<T: Send + Sync + Clone>(_: &T) {}
    let client = Client::builder("https://crm.example").auth(BearerToken::new("t"));
    let client = client.build().unwrap();
    send_and_sync(&client);
    send(&client.fetch(names()));
    send(&client.fetch_one(names()));
    send(&client.fetch_by_id::<Account>(KEY.parse().unwrap()));
    send(&client.count(names()));
    send(&client.metadata());
    send(&client.stream(names()));
    send(&client.pages(names()));
}

#[test]
fn settings_that_make_no_sense_are_named() {
    use crate::BuildError;

    let new = || Client::builder("https://crm.example");
    let with_auth = || new().auth(BearerToken::new("t"));
    let refused = |builder: ClientBuilder| builder.build().unwrap_err();
    assert!(matches!(refused(new()), BuildError::NoAuthenticator));
    let zero = |builder| matches!(refused(builder), BuildError::Zero { .. });
    assert!(zero(with_auth().page_size(0)));
    assert!(zero(with_auth().row_limit(0)));
    assert!(zero(with_auth().timeout(Duration::ZERO)));
    let agent = with_auth().user_agent("line\nbreak");
    assert!(matches!(refused(agent), BuildError::UserAgent));
    let token = new().auth(BearerToken::new("line\nbreak"));
    assert!(matches!(refused(token), BuildError::Token));
}

#[tokio::test]
async fn refusals_of_odata_3_bring_its_words() {
    let json = r#"{"error":{"code":"","message":{"lang":"en-US","value":"No property 'Foo'."}}}"#;
    let xml =
        "<m:error xmlns:m=\"urn:m\"><m:code/><m:message>No property 'Foo'.</m:message></m:error>";
    for (content_type, body) in [
        ("application/json;odata=verbose;charset=utf-8", json),
        ("application/xml;charset=utf-8", xml),
    ] {
        let server = TestServer::start(move |_| Answer::new(400, content_type, body)).await;
        let error = client(&server).odata3().fetch(names()).await.unwrap_err();
        assert!(matches!(error, Error::Rejected { .. }), "{error:?}");
        assert!(error.to_string().contains("No property 'Foo'."), "{error}");
    }
    let no_row = json.replace(
        "No property 'Foo'.",
        "Resource not found for the segment 'AccountCollection'.",
    );
    let server =
        TestServer::start(move |_| Answer::new(404, "application/json", no_row.clone())).await;
    let odata3 = client(&server).odata3();
    let error = odata3
        .fetch_by_id::<Account>(Id::from_u128(1))
        .await
        .unwrap_err();
    assert!(error.is_not_found(), "{error:?}");
    let error = odata3.fetch(names()).await.unwrap_err();
    assert!(matches!(error, Error::NotServed { .. }), "{error:?}");
}
