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

/// As many names of fifty bytes each.
fn many(count: usize) -> Vec<String> {
    (0..count).map(|number| format!("{number:050}")).collect()
}

/// A query that finds accounts by this many names.
fn many_names(count: usize) -> crate::Query<Account, String> {
    names().filter(account::name.is_in(many(count)))
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
    for (limit, longest) in [(8_192, 8_192), (300, 300), (1_000_000, 65_534)] {
        let client = builder(&server).address_limit(limit).build().unwrap();
        let filler = longest - Url::parse(&bare).unwrap().as_str().len();
        client.fetch(at_length(filler)).await.unwrap();
        let error = client.fetch(at_length(filler + 1)).await.unwrap_err();
        let Error::TooLong { call } = &error else {
            panic!("{error:?}");
        };
        assert_eq!(call.address_length(), longest + 1, "{error}");
        assert!(!error.is_retryable());
    }
    assert_eq!(server.requests().len(), 3);
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
    let error = client(&server).fetch(many_names(30)).await.unwrap_err();
    let length = error.call().unwrap().address_length();
    let shown = error.to_string();
    assert!(
        shown.contains(&format!("address of {length} bytes")),
        "{shown}"
    );
    let error = client(&server).fetch(names()).await.unwrap_err();
    assert!(!error.to_string().contains("bytes"), "{error}");
}
