//! How many requests a batch makes, and when it makes none.

use super::*;
use crate::client::test_server::Received;
use crate::{CompileError, RetryPolicy};

/// The answers `204` to all items of a request in JSON.
fn all_done(request: &Received) -> Answer {
    let body: serde_json::Value = serde_json::from_str(&request.body).unwrap();
    let items = body["requests"].as_array().unwrap().len();
    let done: Vec<_> = (1..=items).map(done).collect();
    responses(&done.iter().map(String::as_str).collect::<Vec<_>>())
}

fn sizes(server: &TestServer) -> Vec<usize> {
    let requests = server.requests();
    let sizes = requests.iter().map(|request| {
        let body: serde_json::Value = serde_json::from_str(&request.body).unwrap();
        body["requests"].as_array().unwrap().len()
    });
    sizes.collect()
}

#[tokio::test]
async fn a_hundred_items_go_into_a_request() {
    let server = TestServer::start(all_done).await;
    let batch = batch_of_updates(&client(&server), 250);
    let outcomes = batch.send().await.unwrap();
    assert_eq!((outcomes.len(), outcomes.is_all_done()), (250, true));
    assert_eq!(sizes(&server), [100, 100, 50]);
    let last = &server.requests()[2].body;
    assert!(last.contains(&format!("Account/{}", id(201))), "in order");
}

#[tokio::test]
async fn a_failure_keeps_later_requests_from_being_sent() {
    let failing = responses(&[&refused(1, "No.")]);
    let server = server(vec![failing]).await;
    let outcomes = batch_of_updates(&client(&server), 150)
        .send()
        .await
        .unwrap();
    assert_eq!(server.requests().len(), 1);
    let never_ran = outcomes
        .errors()
        .filter(|error| matches!(error, Error::NeverRan { .. }));
    assert_eq!(never_ran.count(), 149);
}

#[tokio::test]
async fn a_batch_that_continues_sends_them() {
    let server = TestServer::start(|request| {
        if request.body.contains("0001\"") {
            return Answer::new(500, "text/plain", "crash");
        }
        all_done(request)
    })
    .await;
    let batch = batch_of_updates(&client(&server), 150).continue_on_error();
    let outcomes = batch.send().await.unwrap();
    assert_eq!(sizes(&server), [100, 50]);
    let unknown = outcomes
        .errors()
        .filter(|error| matches!(error, Error::OutcomeUnknown { .. }));
    assert_eq!((unknown.count(), outcomes.errors().count()), (100, 100));
}

#[tokio::test]
async fn what_is_turned_away_first_is_an_error_of_the_batch() {
    let server = server(vec![Answer::new(403, "text/html", "<html></html>")]).await;
    let error = batch_of_updates(&client(&server), 3)
        .send()
        .await
        .unwrap_err();
    insta::assert_snapshot!(error, @"access denied [OData 4: POST /0/odata/$batch, status 403]");
}

#[tokio::test]
async fn what_is_turned_away_later_never_ran() {
    let denied = Answer::new(403, "text/html", "<html></html>");
    let server = TestServer::start(move |request| {
        if request.body.contains(&id(101).to_string()) {
            return denied.clone();
        }
        all_done(request)
    })
    .await;
    let mut batch = batch_of_updates(&client(&server), 250).continue_on_error();
    let last = batch.add(update(251));
    let outcomes = batch.send().await.unwrap();
    assert_eq!(
        sizes(&server),
        [100, 100],
        "what is turned away is not asked again"
    );
    assert!(matches!(
        outcomes[last],
        Outcome::NeverRan(Error::NeverRan { .. })
    ));
    let turned_away = outcomes
        .errors()
        .filter(|error| matches!(error, Error::Batch { .. }));
    let turned_away: Vec<_> = turned_away.collect();
    assert_eq!(turned_away.len(), 100);
    assert_eq!(turned_away[0].status(), Some(403));
    insta::assert_snapshot!(turned_away[0], @"the request that carried it in a batch failed [OData 4: PATCH /0/odata/Account/00000000-0000-0000-0000-000000000065, item 101 of a batch]");
}

#[tokio::test]
async fn a_batch_of_reads_is_repeated_and_one_with_a_write_is_not() {
    let busy = || Answer::new(503, "text/html", "");
    let quick = RetryPolicy::default()
        .retries(1)
        .first_pause(std::time::Duration::ZERO);
    for (writes, expected) in [(false, 2), (true, 1)] {
        let server = server(vec![busy(), responses(&[&rows(1, "")])]).await;
        let client = builder(&server).retries(quick).build().unwrap();
        let mut batch = client.batch();
        let read = batch.add(names());
        if writes {
            batch.add(update(1));
            // Nothing is looked up: no row tells of an update.
            let outcomes = batch.send().await.unwrap();
            assert!(matches!(outcomes[read], Outcome::NeverRan(_)));
        } else {
            assert!(batch.send().await.unwrap()[read].is_done());
        }
        assert_eq!(server.requests().len(), expected);
    }
}

#[tokio::test]
async fn reads_without_a_reply_are_an_error_of_the_batch() {
    let server = server(vec![responses(&[&rows(1, "")]).cut_after(10)]).await;
    let error = client(&server).batch().with(names()).send().await;
    assert!(matches!(error, Err(Error::Interrupted { .. })));
}

#[tokio::test]
async fn an_empty_batch_is_done() {
    let server = server(vec![]).await;
    let outcomes = client(&server).batch().send().await.unwrap();
    assert!(outcomes.is_empty() && outcomes.is_all_done());
    assert_eq!(server.requests().len(), 0);
}

#[tokio::test]
async fn what_makes_no_sense_is_told_before_anything_is_sent() {
    let server = server(vec![]).await;
    let client = client(&server);
    let nothing = client.batch().with(insert(1)).with(Account::update(id(2)));
    let error = nothing.send().await.unwrap_err();
    assert!(matches!(
        error,
        Error::Compile(CompileError::NothingToWrite { .. })
    ));
    let mut large = client.batch();
    let mut group = large.group();
    for number in 1..=101 {
        group.add(update(number));
    }
    insta::assert_snapshot!(large.send().await.unwrap_err(), @"a group of 101 writes: Creatio takes 100 in one request, and only one request is carried out together or not at all");
    assert_eq!(server.requests().len(), 0);
}

#[tokio::test]
async fn a_batch_sent_again_has_the_same_ids() {
    let server = TestServer::start(all_done).await;
    let batch = client(&server)
        .batch()
        .with(Account::insert().set(account::name, "a"));
    for _ in 0..2 {
        batch.send().await.unwrap().ensure_done().unwrap();
    }
    let [first, second] = server.requests().try_into().unwrap();
    assert_eq!(first.body, second.body);
}
