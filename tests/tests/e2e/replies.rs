//! Replies that are no rows: each is told for what it is, and the next call works again.

use std::time::Duration;

use creatio_core::{Entity, Error, Id};
use creatio_sandbox::{Fault, Injection, Sandbox};
use creatio_tests::models::{Account, Contact, account, contact};
use creatio_tests::world;
use futures::StreamExt;

/// An entity that no instance serves.
#[derive(Debug, Entity)]
struct UsrUnknown {
    #[creatio(key)]
    id: Id<UsrUnknown>,
}

/// The error of a read while this goes wrong; the read after it succeeds.
async fn error_of(fault: impl Into<Injection>) -> Error {
    let (sandbox, client) = world::empty().await;
    let names = || Account::query().select(account::name);
    client.fetch(names()).await.unwrap();
    sandbox.inject(fault);
    let error = client.fetch(names()).await.unwrap_err();
    assert_eq!(client.fetch(names()).await.unwrap(), Vec::<String>::new());
    let call = error.call().unwrap();
    assert_eq!((call.entity(), call.method()), (Some("Account"), "GET"));
    assert_eq!(call.path(), "/0/odata/Account");
    error
}

#[tokio::test]
async fn a_login_page_renews_the_token_and_repeats_the_read() {
    let (sandbox, client) = world::empty().await;
    sandbox.inject(Fault::HtmlLogin);
    assert_eq!(client.fetch(Account::query()).await.unwrap(), []);
    assert_eq!(sandbox.token_requests(), 2);
}

#[tokio::test]
async fn a_login_page_that_stays_is_a_lost_session_though_its_status_is_200() {
    let error = error_of(Injection::from(Fault::HtmlLogin).times(2)).await;
    assert!(matches!(error, Error::SessionLost { .. }), "{error:?}");
    assert_eq!((error.status(), error.is_retryable()), (Some(200), false));
}

#[tokio::test]
async fn a_web_servers_404_says_that_the_address_leads_nowhere() {
    let error = error_of(Fault::HtmlNotFound).await;
    assert!(matches!(error, Error::NotServed { .. }), "{error:?}");
    assert!(!error.is_not_found() && !error.is_retryable());
    assert_eq!(error.status(), Some(404));
}

#[tokio::test]
async fn a_web_servers_404_is_no_missing_row_either() {
    let (sandbox, client) = world::empty().await;
    sandbox.inject(Fault::HtmlNotFound);
    let key = Id::new(creatio_core::Uuid::from_u128(1));
    let error = client.fetch_by_id::<Contact>(key).await.unwrap_err();
    assert!(matches!(error, Error::NotServed { .. }), "{error:?}");
    let error = client.fetch_by_id::<Contact>(key).await.unwrap_err();
    assert!(error.is_not_found(), "{error:?}");
}

#[tokio::test]
async fn an_unknown_entity_set_is_told_in_the_routers_words() {
    let (_sandbox, client) = world::empty().await;
    let error = client.fetch(UsrUnknown::query()).await.unwrap_err();
    let Error::NotServed {
        message: Some(message),
        call,
    } = &error
    else {
        panic!("{error:?}")
    };
    assert!(message.to_string().contains("'UsrUnknown'"), "{message}");
    assert_eq!(
        (call.entity(), call.status()),
        (Some("UsrUnknown"), Some(404))
    );
    assert!(error.to_string().contains("UsrUnknown"), "{error}");
    assert!(!error.is_not_found());
}

#[tokio::test]
async fn an_instance_that_restarts_says_when_to_come_back() {
    let error = error_of(Fault::status_after(503, Duration::from_secs(7))).await;
    assert!(matches!(error, Error::Unavailable { .. }), "{error:?}");
    assert_eq!(error.retry_after(), Some(Duration::from_secs(7)));
    assert!(error.is_retryable());
    // With status 500 it is the page "Request Error".
    for status in [429, 500, 502, 503, 504, 522] {
        let error = error_of(Fault::status(status)).await;
        assert!(matches!(error, Error::Unavailable { .. }), "{error:?}");
        assert_eq!((error.status(), error.retry_after()), (Some(status), None));
    }
}

#[tokio::test]
async fn a_refusal_by_a_page_is_not_worth_a_retry() {
    let error = error_of(Fault::status(403)).await;
    assert!(matches!(error, Error::Forbidden { .. }), "{error:?}");
    let error = error_of(Fault::status(400)).await;
    assert!(matches!(error, Error::NotCreatio { .. }), "{error:?}");
    assert!(!error.is_retryable());
}

#[tokio::test]
async fn a_connection_that_breaks_is_worth_a_retry() {
    let error = error_of(Fault::DropConnection).await;
    assert!(matches!(error, Error::Interrupted { .. }), "{error:?}");
    assert!(error.is_retryable());
    assert_eq!(error.status(), None);
}

#[tokio::test]
async fn half_a_body_is_an_error_and_never_half_a_result() {
    let error = error_of(Fault::TruncatedBody).await;
    assert!(matches!(error, Error::Interrupted { .. }), "{error:?}");
    assert!(error.is_retryable());
}

#[tokio::test]
async fn rows_of_another_content_type_are_not_taken() {
    let error = error_of(Fault::WrongContentType).await;
    let Error::NotCreatio { reply, .. } = &error else {
        panic!("{error:?}")
    };
    assert!(reply.contains("text/plain"), "{reply}");
    assert!(!error.is_retryable());
}

#[tokio::test]
async fn metadata_that_is_a_page_is_not_taken() {
    let (sandbox, client) = world::empty().await;
    sandbox.inject(Fault::WrongContentType);
    let error = client.metadata().await.unwrap_err();
    assert!(matches!(error, Error::NotCreatio { .. }), "{error:?}");
    sandbox.inject(Injection::from(Fault::HtmlLogin).times(2));
    let error = client.metadata().await.unwrap_err();
    assert!(matches!(error, Error::SessionLost { .. }), "{error:?}");
}

#[tokio::test]
async fn a_stream_that_breaks_gives_the_rows_before_and_then_the_error() {
    let sandbox = world::with_contacts(Sandbox::builder(), 250).await;
    let client = world::client(&sandbox);
    for fault in [Fault::None, Fault::None, Fault::TruncatedBody] {
        sandbox.inject(fault);
    }
    let stream = client
        .stream(Contact::query().select(contact::name))
        .page_size(100);
    let rows: Vec<_> = stream.collect().await;
    assert_eq!(rows.len(), 201);
    assert!(rows[..200].iter().all(Result::is_ok));
    assert!(
        matches!(rows[200], Err(Error::Interrupted { .. })),
        "{:?}",
        rows[200]
    );
}

#[tokio::test]
async fn an_instance_that_nobody_answers_for_is_worth_a_retry() {
    let (sandbox, client) = world::empty().await;
    client.fetch(Account::query()).await.unwrap();
    sandbox.shutdown().await;
    let error = client.fetch(Account::query()).await.unwrap_err();
    assert!(
        matches!(error, Error::Connect { .. } | Error::Interrupted { .. }),
        "{error:?}"
    );
    assert!(error.is_retryable());
}
