//! Models that know another instance than the one they meet.

use creatio_core::{DecodeErrorKind, Entity, Error, Id, Uuid};
use creatio_tests::world;

/// Accounts of an instance with two more columns, and with a number that here is a text.
#[derive(Debug, Entity)]
#[creatio(entity = "Account")]
struct Account {
    #[creatio(key)]
    id: Id<Account>,
    name: i32,
    usr_gone: String,
    #[creatio(lookup = "UsrLost")]
    usr_lost_id: Option<Id<Account>>,
}

/// Asserts that the error has Creatio's words about a property, and says of what.
fn is_about(error: &Error, property: &str) {
    let Error::Rejected { message, call } = error else {
        panic!("{error:?}")
    };
    assert!(message.message.contains(property), "{message}");
    assert_eq!((call.entity(), call.status()), (Some("Account"), Some(400)));
    assert!(error.to_string().contains(&message.message), "{error}");
    assert!(!error.is_retryable() && !error.is_not_found());
}

#[tokio::test]
async fn a_column_that_the_instance_lacks_is_told_in_creatios_words() {
    let client = world::demo().client();
    let id = || Account::query().select(account::id);
    let missing = "'UsrGone'";
    is_about(&client.fetch(Account::query()).await.unwrap_err(), missing);
    let selected = Account::query().select(account::usr_gone);
    is_about(&client.fetch(selected).await.unwrap_err(), missing);
    let filtered = id().filter(account::usr_gone.eq("x"));
    is_about(&client.fetch(filtered.clone()).await.unwrap_err(), missing);
    is_about(&client.count(filtered).await.unwrap_err(), missing);
    let sorted = id().order_by(account::usr_gone.asc());
    is_about(&client.fetch(sorted).await.unwrap_err(), missing);
    let key = Id::new(Uuid::from_u128(1));
    is_about(
        &client.fetch_by_id::<Account>(key).await.unwrap_err(),
        missing,
    );
}

#[tokio::test]
async fn a_lookup_that_the_instance_lacks_is_told_in_creatios_words() {
    let client = world::demo().client();
    let id = || Account::query().select(account::id);
    let by_key = id().filter(account::usr_lost_id.is_null());
    is_about(&client.fetch(by_key).await.unwrap_err(), "'UsrLost'");
    let path = account::usr_lost.then(account::id);
    is_about(
        &client.fetch(id().order_by(path.asc())).await.unwrap_err(),
        "'UsrLost'",
    );
    is_about(
        &client
            .fetch(Account::query().select(path))
            .await
            .unwrap_err(),
        "'UsrLost'",
    );
}

#[tokio::test]
async fn a_column_of_another_type_is_told_with_row_and_value() {
    let world = world::demo();
    let query = Account::query().select(account::name).skip(1).top(2);
    let error = world.client().fetch(query).await.unwrap_err();
    let Error::Decode { source, call } = &error else {
        panic!("{error:?}")
    };
    assert_eq!(call.entity(), Some("Account"));
    let DecodeErrorKind::Value {
        entity,
        column,
        row,
        found,
        ..
    } = source.kind()
    else {
        panic!("{source:?}")
    };
    assert_eq!((*entity, &**column, *row), ("Account", "Name", 1));
    let name = world.records.all("Account")[1].text("Name");
    assert!(found.to_string().contains(name), "{found} is {name}");
}
