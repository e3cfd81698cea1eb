//! Outcomes by handle.

use std::collections::HashSet;

use super::super::log::{listen, logged};
use super::*;
use crate::Client;

#[test]
fn a_batch_is_sent_in_a_task() {
    fn spawnable<T: Future<Output: Send> + Send + 'static>(_: impl Fn(Client) -> T) {}
    spawnable(|client| async move {
        let mut batch = client.batch();
        let read = batch.add(names());
        let mut outcomes = batch.send().await?;
        outcomes.take(read).into_result()
    });
}

#[tokio::test]
async fn a_handle_is_equal_to_itself_alone() {
    let server = server(Vec::new()).await;
    let mut one = client(&server).batch();
    let mut another = client(&server).batch();
    let first = one.add(update(1));
    let handles: HashSet<_> = [first, first, one.add(update(1)), another.add(update(1))].into();
    assert_eq!(handles.len(), 3);
    assert!(handles.contains(&first));
}

#[tokio::test]
async fn what_has_been_taken_is_gone() {
    let server = server(vec![responses(&[&done(1)])]).await;
    let mut batch = client(&server).batch();
    let update = batch.add(update(1));
    let mut outcomes = batch.send().await.unwrap();
    assert!(outcomes.get(update).is_some());
    assert!(outcomes.take(update).is_done());
    assert!(outcomes.get(update).is_none());
    assert_eq!(
        format!("{outcomes:?} {update:?}"),
        r#"["taken"] BatchHandle(1)"#
    );
}

#[tokio::test]
#[should_panic(expected = "no outcome for item 1: it was taken before")]
async fn nothing_is_taken_twice() {
    let server = server(vec![responses(&[&done(1)])]).await;
    let mut batch = client(&server).batch();
    let update = batch.add(update(1));
    let mut outcomes = batch.send().await.unwrap();
    let _ = outcomes.take(update);
    let _ = outcomes.take(update);
}

#[tokio::test]
async fn a_handle_of_another_batch_opens_nothing() {
    let server = server(vec![responses(&[&done(1)])]).await;
    let client = client(&server);
    let batch = client.batch().with(update(1));
    let foreign = client.batch().add(update(1));
    let outcomes = batch.send().await.unwrap();
    assert!(outcomes.get(foreign).is_none());
    let indexed = std::panic::AssertUnwindSafe(|| outcomes[foreign].is_done());
    assert!(std::panic::catch_unwind(indexed).is_err());
}

#[tokio::test]
async fn of_all_errors_the_cause_is_told() {
    let server = server(vec![responses(&[&done(1), &refused(3, "No.")])]).await;
    let mut batch = client(&server).batch();
    batch.add(update(1));
    let mut group = batch.group();
    group.add(update(2));
    group.add(update(3));
    batch.add(update(4));
    let mut outcomes = batch.send().await.unwrap();
    let items = outcomes
        .errors()
        .map(|error| error.call().unwrap().batch_item());
    assert_eq!(items.collect::<Vec<_>>(), [Some(2), Some(3), Some(4)]);
    let error = outcomes.ensure_done().unwrap_err();
    assert!(matches!(error, Error::Rejected { .. }), "{error:?}");
    let error = outcomes.ensure_done().unwrap_err();
    assert!(
        matches!(error, Error::RolledBack { .. }),
        "what is left: {error:?}"
    );
}

/// The warnings among what was logged.
fn warned() -> Vec<String> {
    let logged = logged();
    let warnings = logged.lines().filter(|line| line.contains(" WARN "));
    warnings.map(str::to_owned).collect()
}

#[tokio::test]
async fn items_that_are_never_sent_are_told_by_their_number_alone() {
    let server = server(Vec::new()).await;
    listen();
    let mut batch = client(&server).batch();
    batch.group().add(insert(1));
    batch.add(update(2).set(account::name, "Bob Private"));
    drop(batch);
    let warned = warned();
    assert_eq!(warned.len(), 1, "{warned:?}");
    assert!(warned[0].contains("never sent items=2"), "{warned:?}");
    assert!(!warned[0].contains("Private"), "{warned:?}");
}

#[tokio::test]
async fn a_batch_that_was_sent_or_is_empty_is_dropped_in_silence() {
    let server = server(vec![responses(&[&done(1)])]).await;
    listen();
    drop(client(&server).batch());
    let batch = client(&server).batch().with(update(1));
    batch.send().await.unwrap().ensure_done().unwrap();
    drop(batch.continue_on_error());
    assert_eq!(warned(), [""; 0]);
}

#[tokio::test]
async fn what_is_added_after_sending_is_missed_when_it_is_dropped() {
    let server = server(vec![responses(&[&done(1)])]).await;
    listen();
    let mut batch = client(&server).batch().with(update(1));
    batch.send().await.unwrap().ensure_done().unwrap();
    batch.add(update(2));
    drop(batch);
    assert!(warned()[0].contains("never sent items=1"));
}
