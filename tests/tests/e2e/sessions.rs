//! Tokens: fetched once, renewed once, refused for good.

use std::time::Duration;

use creatio_core::{AuthError, BearerToken, Client, ClientCredentials, Error};
use creatio_sandbox::{Fault, Host, Injection, Sandbox};
use creatio_tests::models::{Contact, contact};
use creatio_tests::world;
use futures::future::join_all;
use futures::{StreamExt, TryStreamExt};

fn one_name() -> creatio_core::Query<Contact, String> {
    Contact::query().select(contact::name).top(1)
}

/// How many requests to the instance got this status.
fn answered(sandbox: &Sandbox, status: u16) -> usize {
    let requests = sandbox.requests();
    let of_crm = requests.iter().filter(|request| request.host == Host::Crm);
    of_crm
        .filter(|request| request.status == Some(status))
        .count()
}

#[tokio::test]
async fn a_token_that_expires_in_the_middle_of_a_stream_is_renewed_unseen() {
    let sandbox = world::with_contacts(Sandbox::builder(), 1_300).await;
    let client = world::client(&sandbox);
    let query = Contact::query()
        .select(contact::id)
        .order_by(contact::name.asc());
    let whole = client.stream(query.clone()).page_size(200);
    let expected: Vec<_> = whole.try_collect().await.unwrap();
    let mut stream = client.stream(query).page_size(200);
    let mut rows = Vec::new();
    while let Some(row) = stream.next().await {
        rows.push(row.unwrap());
        if rows.len() == 250 || rows.len() == 900 {
            sandbox.expire_tokens();
        }
    }
    assert_eq!(rows, expected);
    assert_eq!(sandbox.token_requests(), 3);
    assert_eq!(answered(&sandbox, 401), 2);
}

#[tokio::test]
async fn fifty_tasks_without_a_token_ask_for_one() {
    let sandbox = world::with_contacts(Sandbox::builder(), 3).await;
    let client = world::client(&sandbox);
    let tasks = (0..50).map(|_| client.fetch(one_name()));
    assert!(join_all(tasks).await.iter().all(Result::is_ok));
    assert_eq!(sandbox.token_requests(), 1);
}

#[tokio::test]
async fn fifty_tasks_whose_token_is_refused_at_once_ask_for_one_more() {
    let sandbox = world::with_contacts(Sandbox::builder(), 3).await;
    let client = world::client(&sandbox);
    client.fetch(one_name()).await.unwrap();
    sandbox.expire_tokens();
    // All on one thread: each has sent the old token before the first reply is looked at.
    let tasks = (0..50).map(|_| {
        let client = client.clone();
        tokio::spawn(async move { client.fetch(one_name()).await })
    });
    for outcome in join_all(tasks.collect::<Vec<_>>()).await {
        assert_eq!(outcome.unwrap().unwrap().len(), 1);
    }
    assert_eq!(answered(&sandbox, 401), 50);
    assert_eq!(sandbox.token_requests(), 2);
}

#[tokio::test]
async fn a_token_that_is_refused_twice_is_an_error_and_not_a_loop() {
    let sandbox = world::with_contacts(Sandbox::builder(), 3).await;
    let client = world::client(&sandbox);
    sandbox.inject(Injection::from(Fault::status(401)).times(2));
    let error = client.fetch(one_name()).await.unwrap_err();
    let source = auth_error(&error);
    assert!(matches!(source, AuthError::NotAccepted), "{error:?}");
    assert_eq!((answered(&sandbox, 401), sandbox.token_requests()), (2, 2));
    client.fetch(one_name()).await.unwrap();
}

#[tokio::test]
async fn a_fixed_token_that_is_refused_is_an_error() {
    let sandbox = world::with_contacts(Sandbox::builder(), 3).await;
    let client = |token: String| {
        let builder = Client::builder(sandbox.url()).auth(BearerToken::new(token));
        builder.build().unwrap()
    };
    client(sandbox.issue_token())
        .fetch(one_name())
        .await
        .unwrap();
    let error = client("unknown".to_owned())
        .fetch(one_name())
        .await
        .unwrap_err();
    assert!(
        matches!(auth_error(&error), AuthError::NotAccepted),
        "{error:?}"
    );
    assert!(!error.is_retryable());
    assert_eq!((answered(&sandbox, 401), sandbox.token_requests()), (1, 0));
}

#[tokio::test]
async fn a_wrong_secret_is_refused_in_the_identity_services_words() {
    let sandbox = world::with_contacts(Sandbox::builder(), 3).await;
    let credentials = ClientCredentials::new(sandbox.client_id(), "wr0ng-secret")
        .identity_service(sandbox.identity_url());
    let client = Client::builder(sandbox.url())
        .auth(credentials)
        .build()
        .unwrap();
    let error = client.fetch(one_name()).await.unwrap_err();
    match auth_error(&error) {
        AuthError::Refused { code, endpoint, .. } => {
            assert_eq!(code, "invalid_client");
            assert_eq!(
                *endpoint,
                format!("{}/connect/token", sandbox.identity_url())
            );
        }
        other => panic!("{other:?}"),
    }
    assert!(!error.is_retryable());
    assert!(!format!("{error:?} {error} {}", auth_error(&error)).contains("wr0ng"));
    let requests = sandbox.requests();
    assert!(
        requests
            .iter()
            .all(|request| request.host == Host::Identity)
    );
}

#[tokio::test]
async fn an_identity_service_that_nobody_answers_for_is_named() {
    let sandbox = world::with_contacts(Sandbox::builder(), 3).await;
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let nowhere = format!("http://{}", free.local_addr().unwrap());
    drop(free);
    let credentials = ClientCredentials::new("id", "secret").identity_service(&*nowhere);
    let client = Client::builder(sandbox.url())
        .auth(credentials)
        .build()
        .unwrap();
    let error = client.fetch(one_name()).await.unwrap_err();
    match auth_error(&error) {
        AuthError::Unreachable { endpoint, .. } => assert!(endpoint.starts_with(&nowhere)),
        other => panic!("{other:?}"),
    }
    assert!(error.is_retryable());
    assert_eq!(sandbox.requests(), []);
}

#[tokio::test]
async fn an_identity_service_that_is_busy_says_how_long() {
    let sandbox = world::with_contacts(Sandbox::builder(), 3).await;
    let busy = Fault::status_after(503, Duration::from_secs(9));
    sandbox.inject(Injection::from(busy).on(Host::Identity));
    let client = world::client(&sandbox);
    let error = client.fetch(one_name()).await.unwrap_err();
    assert!(matches!(
        auth_error(&error),
        AuthError::Unavailable { status: 503, .. }
    ));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(9)));
    assert!(error.is_retryable());
    client.fetch(one_name()).await.unwrap();
}

#[tokio::test]
async fn the_applications_own_address_is_no_identity_service() {
    let sandbox = world::with_contacts(Sandbox::builder(), 3).await;
    let credentials = ClientCredentials::new("id", "secret").identity_service(sandbox.url());
    let client = Client::builder(sandbox.url())
        .auth(credentials)
        .build()
        .unwrap();
    let error = client.fetch(one_name()).await.unwrap_err();
    let source = auth_error(&error);
    assert!(
        matches!(source, AuthError::NotIdentityService { .. }),
        "{error:?}"
    );
    assert!(
        source.to_string().contains(".identity_service("),
        "{source}"
    );
}

fn auth_error(error: &Error) -> &AuthError {
    match error {
        Error::Auth { source, .. } => source,
        other => panic!("{other:?}"),
    }
}
