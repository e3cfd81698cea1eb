//! Batches in all three forms, with what the database holds afterwards.

use creatio_core::prelude::*;
use creatio_core::{Error, Insert, Outcome};
use creatio_sandbox::{Fault, Row, Sandbox};
use creatio_tests::models::{Account, Contact, account, contact};
use creatio_tests::world;
use serde_json::json;

async fn sandbox() -> (Sandbox, Client) {
    let (sandbox, client) = world::empty().await;
    // Signs in, so that requests after this are those of the tests.
    client.fetch(Contact::query()).await.unwrap();
    (sandbox, client)
}

/// The same with a batch over `$batch` in JSON and in MIME parts, and over `BatchQuery`.
macro_rules! in_every_form {
    ($client:expr, |$batch:ident, $form:ident| $body:block) => {{
        {
            let (mut $batch, $form) = ($client.batch(), "JSON");
            $body
        }
        {
            let (mut $batch, $form) = ($client.batch().multipart(), "parts");
            $body
        }
        {
            let (mut $batch, $form) = ($client.data_service().batch(), "DataService");
            $body
        }
    }};
}

async fn contact(sandbox: &Sandbox, id: Id<Contact>) -> Option<Row> {
    let rows = sandbox.rows("Contact").await.unwrap();
    rows.into_iter()
        .find(|row| row["Id"] == json!(id.to_string()))
}

fn named(name: &str) -> Insert<Contact> {
    Contact::insert().set(contact::name, name)
}

#[tokio::test]
async fn reads_and_writes_are_carried_out_in_their_order() {
    let (sandbox, client) = sandbox().await;
    in_every_form!(client, |batch, form| {
        let acme = Account::insert().set(account::name, "Città \"A&B\"");
        let ann = named("Ann").set(contact::account_id, acme.id());
        let ann_id = ann.id().unwrap();
        let of_ann = || Contact::query().filter(contact::id.eq(ann_id));
        let acme = batch.add(acme);
        let ann = batch.add(ann);
        let before =
            batch.add(of_ann().select((contact::name, contact::account.then(account::name))));
        let updated = batch.add(Contact::update(ann_id).set(contact::age, 30));
        let after = batch.add(of_ann().select(contact::age));
        let deleted = batch.add(Contact::delete(ann_id));
        let none = batch.add(of_ann());

        sandbox.clear_requests();
        let mut outcomes = batch.send().await.unwrap();
        assert_eq!(sandbox.requests().len(), 1, "{form}");
        let acme = outcomes.take(acme).into_result().unwrap();
        assert_eq!(outcomes.take(ann).into_result().unwrap(), ann_id);
        let row = ("Ann".to_owned(), Some("Città \"A&B\"".to_owned()));
        assert_eq!(
            outcomes.take(before).into_result().unwrap(),
            [row],
            "{form}"
        );
        outcomes.take(updated).into_result().unwrap();
        assert_eq!(outcomes.take(after).into_result().unwrap(), [30]);
        outcomes.take(deleted).into_result().unwrap();
        assert_eq!(outcomes.take(none).into_result().unwrap(), []);
        client.execute(Account::delete(acme)).await.unwrap();
    });
    assert!(sandbox.rows("Contact").await.unwrap().is_empty());
}

#[tokio::test]
async fn hundreds_of_items_go_out_in_several_requests() {
    let (sandbox, client) = sandbox().await;
    in_every_form!(client, |batch, form| {
        sandbox.clear_requests();
        for number in 0..230 {
            batch.add(named(&format!("{form} {number}")));
        }
        let count = batch.add(Contact::query().filter(contact::name.starts_with(form)));
        let mut outcomes = batch.send().await.unwrap();
        assert_eq!(outcomes.take(count).into_result().unwrap().len(), 230);
        outcomes.ensure_done().unwrap();
        assert_eq!(sandbox.requests().len(), 3, "{form}");
    });
}

#[tokio::test]
async fn a_failure_stops_the_batch_and_the_database_is_as_the_outcomes_say() {
    let (sandbox, client) = sandbox().await;
    in_every_form!(client, |batch, form| {
        let taken = client.execute(named("taken")).await.unwrap();
        let inserts = [named("first"), named("dup").set_id(taken), named("last")];
        let ids = [inserts[0].id().unwrap(), inserts[2].id().unwrap()];
        let [first, dup, last] = inserts.map(|insert| batch.add(insert));
        let outcomes = batch.send().await.unwrap();
        let error = outcomes[dup].error().unwrap();
        assert!(
            matches!(outcomes[dup], Outcome::Rejected(_)),
            "{form}: {error:?}"
        );
        assert!(error.to_string().contains("duplicate key"), "{error}");
        assert!(matches!(outcomes[last], Outcome::NeverRan(_)), "{form}");
        // The sandbox's `BatchQuery` is a transaction, its `$batch` is none.
        match &outcomes[first] {
            Outcome::Done(_) => assert_ne!(form, "DataService"),
            Outcome::RolledBack(_) => assert_eq!(form, "DataService"),
            other => panic!("{form}: {other:?}"),
        }
        for (id, done) in ids.into_iter().zip([outcomes[first].is_done(), false]) {
            assert_eq!(contact(&sandbox, id).await.is_some(), done, "{form}");
        }
    });
}

#[tokio::test]
async fn a_batch_that_continues_carries_out_the_rest() {
    let (sandbox, client) = sandbox().await;
    in_every_form!(client, |batch, form| {
        batch = batch.continue_on_error();
        let taken = client.execute(named("taken")).await.unwrap();
        let last = named("last");
        let id = last.id().unwrap();
        let dup = batch.add(named("dup").set_id(taken));
        let last = batch.add(last);
        let outcomes = batch.send().await.unwrap();
        assert!(matches!(outcomes[dup], Outcome::Rejected(_)), "{form}");
        assert!(outcomes[last].is_done(), "{form}: {:?}", outcomes[last]);
        assert!(contact(&sandbox, id).await.is_some());
    });
}

#[tokio::test]
async fn of_a_group_that_failed_nothing_stays() {
    let (sandbox, client) = sandbox().await;
    in_every_form!(client, |batch, form| {
        batch = batch.continue_on_error();
        let taken = client.execute(named("taken")).await.unwrap();
        let (before, one, after) = (named("before"), named("one"), named("after"));
        let ids = [&before, &one, &after].map(|insert| insert.id().unwrap());
        let before = batch.add(before);
        let mut group = batch.group();
        let one = group.add(one);
        let dup = group.add(named("dup").set_id(taken));
        let behind = group.add(Contact::delete(taken));
        let after = batch.add(after);
        let outcomes = batch.send().await.unwrap();
        assert!(
            outcomes[before].is_done() && outcomes[after].is_done(),
            "{form}"
        );
        // In parts, nothing tells which item of the group was refused unless its number does.
        let refused = outcomes[dup].error().unwrap().to_string();
        assert!(refused.contains("duplicate key"), "{form}: {refused}");
        assert!(matches!(outcomes[one], Outcome::RolledBack(_)), "{form}");
        assert!(matches!(outcomes[behind], Outcome::RolledBack(_)), "{form}");
        let mut there = Vec::new();
        for id in ids {
            there.push(contact(&sandbox, id).await.is_some());
        }
        assert_eq!(there, [true, false, true], "{form}");
        assert!(contact(&sandbox, taken).await.is_some());
    });
}

#[tokio::test]
async fn writes_by_a_condition_go_with_others_over_the_data_service() {
    let (_sandbox, client) = sandbox().await;
    let mut batch = client.data_service().batch();
    for name in ["a", "b", "c"] {
        batch.add(named(name));
    }
    let aged = batch.add(Contact::update_where(contact::name.ne("a")).set(contact::age, 9));
    let counted = batch.add(Contact::query().select(count()).filter(contact::age.eq(9)));
    let gone = batch.add(Contact::delete_where(contact::age.eq(9)));
    let mut outcomes = batch.send().await.unwrap();
    assert_eq!(outcomes.take(aged).into_result().unwrap(), 2);
    assert_eq!(outcomes.take(counted).into_result().unwrap(), [2]);
    assert_eq!(outcomes.take(gone).into_result().unwrap(), 2);
}

#[tokio::test]
async fn a_filter_too_long_for_an_address_goes_in_one_request() {
    let (sandbox, client) = sandbox().await;
    let id = client.execute(named("Ann")).await.unwrap();
    let ids: Vec<_> = (1..400).map(Id::from_u128).chain([id]).collect();
    in_every_form!(client, |batch, form| {
        sandbox.clear_requests();
        let query = Contact::query().filter(contact::id.is_in(ids.clone()));
        let read = batch.add(query.select(contact::name));
        let mut outcomes = batch.send().await.unwrap();
        assert_eq!(
            outcomes.take(read).into_result().unwrap(),
            ["Ann"],
            "{form}"
        );
        assert_eq!(sandbox.requests().len(), 1);
    });
}

#[tokio::test]
async fn a_lost_session_is_renewed_and_the_batch_made_once() {
    let (sandbox, client) = sandbox().await;
    in_every_form!(client, |batch, form| {
        sandbox.expire_tokens();
        sandbox.inject(Fault::HtmlLogin);
        let insert = batch.add(named(form));
        assert!(batch.send().await.unwrap()[insert].is_done(), "{form}");
    });
    assert_eq!(sandbox.rows("Contact").await.unwrap().len(), 3);
}

/// What can go wrong with the request that carries a batch.
fn faults() -> Vec<Fault> {
    let mut faults = vec![
        Fault::DropConnection,
        Fault::AppliedThenDropped,
        Fault::AppliedThenFailed,
        Fault::TruncatedBody,
        Fault::WrongContentType,
        Fault::HtmlNotFound,
        Fault::Refusal {
            code: "GeneralError".to_owned(),
            message: "It broke.".to_owned(),
        },
    ];
    faults.extend([403, 408, 429, 500, 502, 503, 504].map(Fault::status));
    faults
}

#[tokio::test]
async fn whatever_goes_wrong_the_database_is_as_the_outcomes_say() {
    let (sandbox, client) = sandbox().await;
    for fault in faults() {
        in_every_form!(client, |batch, form| {
            let old = client.execute(named("old")).await.unwrap();
            let new = named("new");
            let id = new.id().unwrap();
            let inserted = batch.add(new);
            let updated = batch.add(Contact::update(old).set(contact::age, 1));
            let deleted = batch.add(Contact::delete(old));
            sandbox.inject(fault.clone());
            let sent = batch.send().await;
            sandbox.clear_faults();
            let told = format!("{fault:?} in {form}: {sent:?}");
            let (is_new, is_old) = (
                contact(&sandbox, id).await.is_some(),
                contact(&sandbox, old).await.is_some(),
            );
            match sent {
                Err(error) => {
                    assert!(!matches!(error, Error::OutcomeUnknown { .. }), "{told}");
                    assert!(!is_new && is_old, "nothing was changed: {told}");
                }
                Ok(outcomes) => {
                    assert_tells(&outcomes[inserted], is_new, &told);
                    assert_tells(&outcomes[deleted], !is_old, &told);
                    assert!(!matches!(outcomes[updated], Outcome::Rejected(_)), "{told}");
                    // A row that is there, or gone, leaves nothing open.
                    let settled = outcomes[inserted].is_done() && outcomes[deleted].is_done();
                    assert_eq!(settled, is_new, "{told}");
                }
            }
            // The same once more makes no second row and takes nothing away.
            let mut again = client.batch().continue_on_error();
            again.add(named("new").set_id(id));
            let _ = again.send().await.unwrap();
            let rows = sandbox.rows("Contact").await.unwrap();
            let new = rows.iter().filter(|row| row["Id"] == json!(id.to_string()));
            assert_eq!(new.count(), 1, "{told}");
        });
    }
}

/// Whether an outcome agrees with what the database says was made.
fn assert_tells<T>(outcome: &Outcome<T>, made: bool, told: &str) {
    match outcome {
        Outcome::Done(_) => assert!(made, "{told}"),
        Outcome::Unknown(_) => {}
        _ => assert!(!made, "{told}"),
    }
}
