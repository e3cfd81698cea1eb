//! Writes whose outcome was unknown, sent again.

use creatio_core::Error;
use creatio_sandbox::{Fault, Injection};
use creatio_tests::models::Contact;
use creatio_tests::world;

use super::{ann, number_of};

#[tokio::test]
async fn an_insert_of_unknown_outcome_is_made_once_however_often_it_is_sent() {
    let (sandbox, client) = world::empty().await;
    client.fetch(Contact::query()).await.unwrap();
    sandbox.inject(Fault::AppliedThenDropped);
    sandbox.inject(Injection::from(Fault::status(503)).times(9));
    let insert = ann();
    let error = client.execute(insert.clone()).await.unwrap_err();
    let Error::OutcomeUnknown { key, .. } = &error else {
        panic!("{error:?}")
    };
    assert_eq!(*key, insert.id().map(|id| id.to_string()));
    assert_eq!(number_of(&sandbox, "Contact").await, 1);
    sandbox.clear_faults();
    // The same once more makes no second row, and is told as made.
    let id = client.execute(insert.clone()).await.unwrap();
    assert_eq!(insert.id(), Some(id));
    let over_data_service = client.data_service().execute(insert.clone()).await;
    over_data_service.unwrap();
    let mut batch = client.batch();
    let again = batch.add(insert);
    let outcomes = batch.send().await.unwrap();
    assert!(outcomes[again].is_done(), "{outcomes:?}");
    assert_eq!(number_of(&sandbox, "Contact").await, 1);
    // An id that the program has chosen may be somebody else's.
    let taken = ann().set_id(id);
    let error = client.execute(taken).await.unwrap_err();
    assert!(error.to_string().contains("duplicate key"), "{error}");
}
