//! Inserts, updates and deletes over each protocol, with what the database holds afterwards.

mod by_condition;
mod doubts;
mod repeats;

use creatio_core::jiff::tz::TimeZone;
use creatio_core::prelude::*;
use creatio_core::{CompileError, Error, Protocol};
use creatio_sandbox::{Row, Sandbox, Seed};
use creatio_tests::models::{Account, Contact, account, contact};
use creatio_tests::world;
use serde_json::{Value as Json, json};

const EACH: [Protocol; 3] = [Protocol::OData4, Protocol::OData3, Protocol::DataService];

/// A model that is older than the server.
#[derive(Debug, creatio_core::Entity)]
#[creatio(entity = "Contact")]
struct OldContact {
    #[creatio(key)]
    id: Id<OldContact>,
    usr_gone: String,
}

/// A write over one of the protocols.
macro_rules! execute {
    ($client:expr, $protocol:expr, $write:expr) => {
        match $protocol {
            Protocol::DataService => $client.data_service().execute($write).await,
            Protocol::OData3 => $client.odata3().execute($write).await,
            _ => $client.execute($write).await,
        }
    };
}

use execute;

async fn row(sandbox: &Sandbox, entity: &str, id: Uuid) -> Option<Row> {
    let rows = sandbox.rows(entity).await.unwrap();
    rows.into_iter()
        .find(|row| row["Id"] == json!(id.to_string()))
}

async fn number_of(sandbox: &Sandbox, entity: &str) -> usize {
    sandbox.rows(entity).await.unwrap().len()
}

/// The key of a row as errors about it have it.
fn key_over(protocol: Protocol, id: Id<Contact>) -> String {
    match protocol {
        Protocol::OData3 => format!("guid'{id}'"),
        _ => id.to_string(),
    }
}

fn ann() -> creatio_core::Insert<Contact> {
    Contact::insert().set(contact::name, "Ann")
}

#[tokio::test]
async fn a_row_lives_from_its_insert_to_its_delete() {
    let (sandbox, client) = world::empty().await;
    for protocol in EACH {
        let acme = execute!(
            client,
            protocol,
            Account::insert().set(account::name, "Acme")
        )
        .unwrap();
        let insert = ann()
            .set(contact::age, 30)
            .set(contact::account_id, acme)
            .set(contact::email, "ann@example.com");
        let expected = insert.id().unwrap();
        let id = execute!(client, protocol, insert).unwrap();
        assert_eq!(id, expected);
        let stored = row(&sandbox, "Contact", id.uuid()).await.unwrap();
        assert_eq!(stored["Name"], json!("Ann"));
        assert_eq!(stored["Age"], json!(30));
        assert_eq!(stored["AccountId"], json!(acme.to_string()));
        assert_eq!(
            stored["CreatedById"],
            json!(sandbox.current_user_contact().to_string())
        );
        assert_ne!(stored["CreatedOn"], Json::Null);

        let update = Contact::update(id)
            .set(contact::name, "Anne \"'\u{e9}")
            .clear(contact::account_id)
            .set(contact::email, None::<&str>);
        execute!(client, protocol, update).unwrap();
        let stored = row(&sandbox, "Contact", id.uuid()).await.unwrap();
        assert_eq!(stored["Name"], json!("Anne \"'\u{e9}"));
        assert_eq!(stored["Age"], json!(30), "what is not set stays");
        assert_eq!(
            (&stored["AccountId"], &stored["Email"]),
            (&Json::Null, &json!(""))
        );

        execute!(client, protocol, Contact::delete(id)).unwrap();
        assert_eq!(row(&sandbox, "Contact", id.uuid()).await, None);
    }
}

#[tokio::test]
async fn what_was_written_over_one_protocol_is_read_over_the_others() {
    let zone = TimeZone::get("Europe/Kyiv").unwrap();
    let builder = Sandbox::builder()
        .seed(Seed::empty())
        .time_zone("Europe/Kyiv");
    let sandbox = builder.start().await.unwrap();
    let client = world::client_builder(&sandbox)
        .time_zone(zone)
        .build()
        .unwrap();
    let at: Timestamp = "2024-07-01T10:20:30Z".parse().unwrap();
    for protocol in EACH {
        let insert = ann().set(contact::created_on, at);
        let id = execute!(client, protocol, insert).unwrap();
        let over_odata = client.fetch_by_id::<Contact>(id).await.unwrap();
        let over_odata3 = client.odata3().fetch_by_id::<Contact>(id).await.unwrap();
        let over_data_service = client
            .data_service()
            .fetch_by_id::<Contact>(id)
            .await
            .unwrap();
        for read in [over_odata, over_odata3, over_data_service] {
            assert_eq!(read.created_on, Some(at), "{protocol}");
        }
    }
}

#[tokio::test]
async fn a_row_that_is_not_there_is_not_found() {
    let (_sandbox, client) = world::empty().await;
    let missing: Id<Contact> = Id::from_u128(7);
    for protocol in EACH {
        let update = Contact::update(missing).set(contact::name, "x");
        let delete = Contact::delete(missing);
        let errors = [
            execute!(client, protocol, update).unwrap_err(),
            execute!(client, protocol, delete).unwrap_err(),
        ];
        for error in errors {
            let Error::NotFound { key, call } = &error else {
                panic!("{error:?}")
            };
            assert_eq!(*key, Some(key_over(protocol, missing)));
            assert_eq!(
                (call.entity(), call.protocol()),
                (Some("Contact"), protocol)
            );
        }
    }
}

#[tokio::test]
async fn a_write_that_makes_no_sense_is_not_sent() {
    let (sandbox, client) = world::empty().await;
    let nothing = Contact::update(Id::from_u128(1));
    let error = client.execute(nothing).await.unwrap_err();
    assert!(matches!(
        error,
        Error::Compile(CompileError::NothingToWrite { .. })
    ));
    let every = Contact::delete_where(Expr::<Contact>::all_of([]));
    let error = client.data_service().execute(every).await.unwrap_err();
    assert!(matches!(
        error,
        Error::Compile(CompileError::EveryRow { .. })
    ));
    assert!(sandbox.requests().is_empty());
}

#[tokio::test]
async fn what_the_database_refuses_is_told_in_its_words_and_changes_nothing() {
    let (sandbox, client) = world::empty().await;
    let acme = client
        .execute(Account::insert().set(account::name, "Acme"))
        .await
        .unwrap();
    let id = client
        .execute(ann().set(contact::account_id, acme))
        .await
        .unwrap();
    let missing: Id<Account> = Id::from_u128(7);
    for protocol in EACH {
        let errors = [
            execute!(client, protocol, ann().set(contact::account_id, missing)).unwrap_err(),
            execute!(client, protocol, Account::delete(acme)).unwrap_err(),
            execute!(client, protocol, ann().set_id(id)).unwrap_err(),
        ];
        for (error, words) in errors.into_iter().zip(["23503", "23503", "duplicate key"]) {
            assert!(matches!(error, Error::Rejected { .. }), "{error:?}");
            assert!(error.to_string().contains(words), "{error}");
            assert!(!error.is_retryable());
        }
        assert_eq!(number_of(&sandbox, "Contact").await, 1);
        assert_eq!(number_of(&sandbox, "Account").await, 1);
    }
}

#[tokio::test]
async fn a_column_that_the_server_does_not_know_is_told_by_name() {
    let (sandbox, client) = world::empty().await;
    let id = client.execute(ann()).await.unwrap();
    for protocol in EACH {
        let errors = [
            execute!(
                client,
                protocol,
                OldContact::insert().set(old_contact::usr_gone, "x")
            )
            .unwrap_err(),
            execute!(
                client,
                protocol,
                OldContact::update(Id::new(id.uuid())).set(old_contact::usr_gone, "x")
            )
            .unwrap_err(),
        ];
        for error in errors {
            assert!(matches!(error, Error::Rejected { .. }), "{error:?}");
            assert!(error.to_string().contains("UsrGone"), "{error}");
        }
    }
    assert_eq!(number_of(&sandbox, "Contact").await, 1);
}
