//! Addresses that are too long: for any request, or for the server.

use url::Url;

use super::*;
use crate::Error;

fn names() -> crate::Query<Account, String> {
    Account::query().select(account::name)
}

async fn answering(answer: Answer) -> TestServer {
    TestServer::start(move |_| answer.clone()).await
}

/// A query that finds accounts by this many names of fifty bytes each.
fn many_names(count: usize) -> crate::Query<Account, String> {
    names().filter(account::name.is_in((0..count).map(|number| format!("{number:050}"))))
}

#[tokio::test]
async fn an_address_that_no_request_can_carry_is_told_and_not_sent() {
    let server = answering(Answer::names(&[])).await;
    let error = client(&server).fetch(many_names(2_000)).await.unwrap_err();
    let Error::TooLong { call } = &error else {
        panic!("{error:?}");
    };
    assert!(call.address_length() > 100_000, "{error}");
    assert!(!error.is_retryable());
    assert_eq!(server.requests().len(), 0);
}

#[tokio::test]
async fn the_longest_address_that_can_be_sent_is_sent() {
    let server = answering(Answer::names(&[])).await;
    let at_length = |filler: usize| {
        let text = "x".repeat(filler);
        names().filter(account::name.eq(text))
    };
    let bare = format!(
        "{}/0/odata/{}",
        server.url(),
        at_length(0).odata4().unwrap()
    );
    let longest = 65_534 - Url::parse(&bare).unwrap().as_str().len();
    client(&server).fetch(at_length(longest)).await.unwrap();
    let error = client(&server).fetch(at_length(longest + 1)).await;
    assert!(matches!(error, Err(Error::TooLong { .. })), "{error:?}");
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn an_address_that_is_too_long_for_the_server_is_told_apart() {
    let page = "<html><title>URI Too Long</title></html>";
    let server = answering(Answer::new(414, "text/html", page)).await;
    let error = client(&server).fetch(names()).await.unwrap_err();
    assert!(matches!(error, Error::TooLong { .. }), "{error:?}");
}

#[tokio::test]
async fn a_refusal_of_a_long_address_tells_its_length() {
    let page = "<html><title>404 - File or directory not found.</title></html>";
    let server = answering(Answer::new(404, "text/html", page)).await;
    let error = client(&server).fetch(many_names(50)).await.unwrap_err();
    let length = error.call().unwrap().address_length();
    let shown = error.to_string();
    assert!(
        shown.contains(&format!("address of {length} bytes")),
        "{shown}"
    );
    let error = client(&server).fetch(names()).await.unwrap_err();
    assert!(!error.to_string().contains("bytes"), "{error}");
}
