//! Reads by key.

use creatio_core::{Error, Id, Uuid};
use creatio_tests::models::{AccountType, Contact};
use creatio_tests::world;

#[tokio::test]
async fn a_row_is_found_by_its_key() {
    let world = world::demo();
    let client = world.client();
    for row in world.records.all("Contact").into_iter().step_by(500) {
        let contact = client
            .fetch_by_id::<Contact>(Id::new(row.id()))
            .await
            .unwrap();
        assert_eq!(contact.id.uuid(), row.id());
        assert_eq!(contact.name, row.text("Name"));
        assert_eq!(contact.account_id.map(Uuid::from), row.guid("AccountId"));
    }
}

#[tokio::test]
async fn a_key_that_nobody_has_is_not_found_and_the_error_names_it() {
    let missing = Uuid::from_u128(7);
    let client = world::demo().client();
    let error = client
        .fetch_by_id::<AccountType>(Id::new(missing))
        .await
        .unwrap_err();
    assert!(error.is_not_found() && !error.is_retryable(), "{error}");
    assert_eq!(error.status(), Some(404));
    let Error::NotFound { key, .. } = &error else {
        panic!("{error:?}")
    };
    assert_eq!(key.as_deref(), Some(&*missing.to_string()));
    assert!(error.to_string().contains("AccountType"), "{error}");
}
