//! Deadlines, requests at once, lengths of replies.

use std::error::Error as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::Semaphore;

use super::*;
use crate::Error;

fn names() -> crate::Query<Account, String> {
    Account::query().select(account::name)
}

#[tokio::test]
async fn a_call_ends_at_its_deadline() {
    let gate = Arc::new(Semaphore::new(0));
    let server = TestServer::start(move |_| Answer::names(&[]).behind(&gate)).await;
    let builder = builder(&server).deadline(Duration::from_millis(20));
    let error = builder.build().unwrap().fetch(names()).await.unwrap_err();
    assert!(matches!(error, Error::Timeout { .. }), "{error:?}");
    let cause = error.source().unwrap().to_string();
    assert_eq!(
        cause,
        "the deadline of 20ms for the call with all its attempts is over"
    );
}

#[tokio::test]
async fn waiting_for_an_authorization_counts_as_well() {
    let gate = Arc::new(Semaphore::new(0));
    let server = TestServer::start(move |_| Answer::token("t", 3600).behind(&gate)).await;
    let credentials = ClientCredentials::new("client-id", "cl1ent-s3cret");
    let client = Client::builder(server.url())
        .auth(credentials.token_endpoint(format!("{}/token", server.url())))
        .deadline(Duration::from_millis(20))
        .build()
        .unwrap();
    let error = client.fetch(names()).await.unwrap_err();
    assert!(matches!(error, Error::Timeout { .. }), "{error:?}");
}

#[tokio::test]
async fn no_more_requests_than_allowed_are_under_way() {
    let gate = Arc::new(Semaphore::new(0));
    let (arrived, released) = (AtomicUsize::new(0), Arc::new(AtomicUsize::new(0)));
    let exceeded = Arc::new(AtomicBool::new(false));
    let (behind, so_far, too_many) = (
        Arc::clone(&gate),
        Arc::clone(&released),
        Arc::clone(&exceeded),
    );
    let server = TestServer::start(move |_| {
        let arrived = arrived.fetch_add(1, Ordering::SeqCst) + 1;
        if arrived > so_far.load(Ordering::SeqCst) + 2 {
            too_many.store(true, Ordering::SeqCst);
        }
        Answer::names(&[]).behind(&behind)
    })
    .await;
    let client = builder(&server).concurrency(2).build().unwrap();
    let tasks: Vec<_> = (0..10)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.fetch(names()).await })
        })
        .collect();
    for done in 0..10 {
        server.arrived((done + 2).min(10)).await;
        released.fetch_add(1, Ordering::SeqCst);
        gate.add_permits(1);
    }
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    assert!(!exceeded.load(Ordering::SeqCst));
}

#[tokio::test]
async fn a_call_that_is_dropped_gives_its_turn_back() {
    let gate = Arc::new(Semaphore::new(0));
    let behind = Arc::clone(&gate);
    let server = TestServer::start(move |_| Answer::names(&["Acme"]).behind(&behind)).await;
    let client = builder(&server).concurrency(1).build().unwrap();
    let dropped = tokio::spawn({
        let client = client.clone();
        async move { client.fetch(names()).await }
    });
    server.arrived(1).await;
    dropped.abort();
    assert!(dropped.await.unwrap_err().is_cancelled());
    gate.add_permits(2);
    assert_eq!(client.fetch(names()).await.unwrap(), ["Acme"]);
}

#[tokio::test]
async fn a_reply_that_is_too_long_is_refused_whether_it_says_so_or_not() {
    let body = Answer::names(&["Acme"]);
    for answer in [body.clone(), body.without_length()] {
        let server = TestServer::start(move |_| answer.clone()).await;
        let fetch = async |limit| {
            let client = builder(&server).reply_limit(limit).build().unwrap();
            client.fetch(names()).await
        };
        let length = r#"{"@odata.context":"$metadata#Account","value":[{"Name":"Acme"}]}"#.len();
        assert_eq!(fetch(length).await.unwrap(), ["Acme"]);
        let error = fetch(length - 1).await.unwrap_err();
        assert!(
            matches!(error, Error::ReplyTooLong { limit, .. } if limit == length - 1),
            "{error:?}"
        );
    }
}

#[tokio::test]
async fn next_links_in_a_circle_are_an_error() {
    let server = TestServer::start(|request| {
        let next = if request.target.contains("skiptoken=a") {
            "b"
        } else {
            "a"
        };
        let link = format!("\"@odata.nextLink\":\"Account?$skiptoken={next}\",");
        Answer::names_with(&link, &["Acme"])
    })
    .await;
    let error = client(&server).fetch(names()).await.unwrap_err();
    let Error::NotCreatio { reply, .. } = &error else {
        panic!("{error:?}");
    };
    assert_eq!(reply, "a page whose next link leads back to one before it");
    assert_eq!(server.requests().len(), 3);
}

#[test]
fn limits_of_nothing_are_refused() {
    let builder = || Client::builder("https://acme.creatio.com").auth(BearerToken::new("t"));
    for (builder, setting) in [
        (builder().deadline(Duration::ZERO), "deadline"),
        (builder().concurrency(0), "concurrency"),
        (builder().reply_limit(0), "reply limit"),
    ] {
        let refused = builder.build().unwrap_err().to_string();
        assert!(refused.contains(setting), "{refused}");
    }
}

#[tokio::test]
async fn who_waits_for_a_permit_saves_up_no_turns() {
    let gate = Arc::new(Semaphore::new(0));
    let behind = Arc::clone(&gate);
    let server = TestServer::start(move |_| Answer::names(&[]).behind(&behind)).await;
    let pause = Duration::from_millis(100);
    let limited = builder(&server).concurrency(1).rate_limit(1, pause);
    let client = limited.build().unwrap();
    let calls: Vec<_> = (0..4)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.fetch(names()).await })
        })
        .collect();
    server.arrived(1).await;
    tokio::time::sleep(pause * 6).await;
    let released = std::time::Instant::now();
    gate.add_permits(4);
    for call in calls {
        call.await.unwrap().unwrap();
    }
    // The second one may leave at once. However slow the machine is, no other one comes early.
    assert!(released.elapsed() >= pause * 2, "{:?}", released.elapsed());
}

#[tokio::test]
async fn limits_beyond_all_time_are_none() {
    let server = TestServer::start(|_| Answer::names(&["Acme"])).await;
    let client = builder(&server)
        .deadline(Duration::MAX)
        .timeout(Duration::MAX)
        .rate_limit(1, Duration::MAX)
        .build()
        .unwrap();
    assert_eq!(client.fetch(names()).await.unwrap(), ["Acme"]);
}
