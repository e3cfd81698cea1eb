//! Writes to all rows that meet a condition, which only the DataService has.

use creatio_core::Error;
use creatio_core::prelude::*;
use creatio_sandbox::Sandbox;
use creatio_tests::models::{Contact, contact};
use creatio_tests::world;
use serde_json::json;

use super::number_of;

#[tokio::test]
async fn writes_by_a_condition_say_how_many_rows_they_changed() {
    let sandbox = world::with_contacts(Sandbox::builder(), 40).await;
    let client = world::client(&sandbox).data_service();
    let young = contact::age.lt(30);
    let number = client
        .count(Contact::query().filter(young.clone()))
        .await
        .unwrap();
    assert!(number > 0 && number < 40);
    let update = Contact::update_where(young.clone()).set(contact::age, 99);
    assert_eq!(client.execute(update.clone()).await.unwrap(), number);
    assert_eq!(client.execute(update).await.unwrap(), 0);
    let rows = sandbox.rows("Contact").await.unwrap();
    let changed = rows.iter().filter(|row| row["Age"] == json!(99)).count() as u64;
    assert_eq!(changed, number);
    let delete = Contact::delete_where(contact::age.eq(99));
    assert_eq!(client.execute(delete).await.unwrap(), number);
    assert_eq!(number_of(&sandbox, "Contact").await as u64, 40 - number);
}

#[tokio::test]
async fn an_upsert_inserts_once_and_updates_from_then_on() {
    let (sandbox, client) = world::empty().await;
    let client = client.data_service();
    for age in [30, 31] {
        let upsert = Contact::update_where(contact::name.eq("Ann"))
            .set(contact::name, "Ann")
            .set(contact::age, age)
            .or_insert();
        assert_eq!(client.execute(upsert).await.unwrap(), 1);
        let rows = sandbox.rows("Contact").await.unwrap();
        assert_eq!((rows.len(), &rows[0]["Age"]), (1, &json!(age)));
    }
}

#[tokio::test]
async fn too_many_rows_are_refused_as_a_whole() {
    let builder = Sandbox::builder().max_rows(10);
    let sandbox = world::with_contacts(builder, 11).await;
    let client = world::client(&sandbox).data_service();
    let error = client
        .execute(Contact::delete_where(contact::age.ge(0)))
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Rejected { .. }), "{error:?}");
    assert_eq!(number_of(&sandbox, "Contact").await, 11);
}
