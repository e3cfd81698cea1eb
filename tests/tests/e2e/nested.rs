//! Rows in rows: behind lookups, and in collections with queries of their own.

use creatio_core::{CompileError, Error, Id};
use creatio_tests::models::{Account, City, Contact, Order, account, city, contact, order};
use creatio_tests::records::Record;
use creatio_tests::world;

fn key<E>(row: Record<'_>) -> Id<E> {
    Id::new(row.id())
}

#[tokio::test]
async fn the_row_behind_a_lookup_is_whole_or_none() {
    let world = world::demo();
    let query = Account::query()
        .select((account::id, account::primary_contact.row(Contact::all())))
        .order_by(account::id.asc());
    let rows: Vec<(Id<Account>, Option<Contact>)> = world.client().fetch(query).await.unwrap();
    let accounts = world.records.all("Account");
    assert_eq!(rows.len(), accounts.len());
    for ((id, contact), row) in rows.iter().zip(accounts) {
        assert_eq!(*id, key(row));
        let stored = row.follow("PrimaryContact");
        assert_eq!(contact.is_some(), stored.is_some());
        if let (Some(contact), Some(stored)) = (contact, stored) {
            assert_eq!(contact.id, key(stored));
            assert_eq!(contact.name, stored.text("Name"));
            assert_eq!(contact.age, stored.int("Age"));
            assert_eq!(contact.birth_date, stored.instant("BirthDate"));
        }
    }
    assert!(rows.iter().any(|row| row.1.is_none()));
}

#[tokio::test]
async fn rows_behind_lookups_nest() {
    type Row = Option<(i32, Option<(Id<City>, String)>)>;
    let world = world::demo();
    let inner = (contact::age, contact::city.row((city::id, city::name)));
    let query = Account::query().select(account::primary_contact.row(inner));
    let rows: Vec<Row> = world.client().fetch(query).await.unwrap();
    let expected: Vec<Row> = world
        .records
        .all("Account")
        .into_iter()
        .map(|row| {
            let contact = row.follow("PrimaryContact")?;
            let city = contact.follow("City");
            let city = city.map(|city| (key(city), city.text("Name").to_owned()));
            Some((contact.int("Age"), city))
        })
        .collect();
    assert_eq!(rows, expected);
    assert!(rows.iter().any(|row| matches!(row, Some((_, None)))));
}

#[tokio::test]
async fn the_rows_of_a_collection_are_those_that_lead_back() {
    let world = world::demo();
    let contacts = Contact::query().select(contact::id);
    let query = Account::query().select((
        account::id,
        account::contact_collection_by_account.rows(contacts),
    ));
    let rows: Vec<(Id<Account>, Vec<Id<Contact>>)> = world.client().fetch(query).await.unwrap();
    let expected: Vec<_> = world
        .records
        .all("Account")
        .into_iter()
        .map(|row| {
            let contacts = row.details("Contact", "AccountId").into_iter();
            (key(row), contacts.map(key).collect::<Vec<_>>())
        })
        .collect();
    assert_eq!(rows, expected);
    assert!(rows.iter().map(|row| row.1.len()).sum::<usize>() > 2_000);
}

#[tokio::test]
async fn a_collection_has_its_own_filter_order_and_limits() {
    let world = world::demo();
    let contacts = Contact::query()
        .select((contact::id, contact::age, contact::city.then(city::name)))
        .filter(contact::confirmed.eq(true).and(contact::name.ne("';,)(")))
        .order_by((contact::age.desc(), contact::id.asc()))
        .skip(1)
        .top(3);
    let query = Account::query()
        .select((
            account::id,
            account::contact_collection_by_account.rows(contacts),
        ))
        .filter(account::completeness.gt(20))
        .order_by(account::id.desc())
        .top(40);
    let rows = world.client().fetch(query).await.unwrap();
    let mut accounts = world.records.all("Account");
    accounts.retain(|row| row.int("Completeness") > 20);
    accounts.reverse();
    accounts.truncate(40);
    let expected: Vec<_> = accounts
        .into_iter()
        .map(|row| {
            let mut contacts = row.details("Contact", "AccountId");
            contacts.retain(|row| row.flag("Confirmed"));
            contacts.sort_by_key(|row| (-row.int("Age"), row.id()));
            let window = contacts.into_iter().skip(1).take(3);
            let window = window.map(|row| {
                let city = row.follow("City").map(|city| city.text("Name").to_owned());
                (
                    key(row),
                    row.int("Age"),
                    city.filter(|name| !name.is_empty()),
                )
            });
            (key(row), window.collect::<Vec<_>>())
        })
        .collect();
    assert_eq!(rows, expected);
    assert!(rows.iter().any(|row| row.1.len() == 3) && rows.iter().any(|row| row.1.len() < 3));
}

#[tokio::test]
async fn collections_nest_to_two_levels() {
    type Row = (Id<Account>, Vec<(Id<Contact>, Vec<String>)>);
    let world = world::demo();
    let orders = Order::query()
        .select(order::number)
        .filter(order::amount.gt(0))
        .order_by(order::number.asc())
        .top(2);
    let contacts = Contact::query()
        .select((
            contact::id,
            contact::order_collection_by_contact.rows(orders),
        ))
        .order_by(contact::id.asc())
        .top(4);
    let query = Account::query()
        .select((
            account::id,
            account::contact_collection_by_account.rows(contacts),
        ))
        .top(60);
    let rows: Vec<Row> = world.client().fetch(query).await.unwrap();
    let numbers = |contact: Record<'_>| {
        let mut orders = contact.details("Order", "ContactId");
        orders.retain(|row| row.decimal("Amount") > 0.into());
        let mut numbers: Vec<_> = orders
            .iter()
            .map(|row| row.text("Number").to_owned())
            .collect();
        numbers.sort_by_key(|number| number.to_lowercase());
        numbers.truncate(2);
        numbers
    };
    let expected: Vec<Row> = world
        .records
        .all("Account")
        .into_iter()
        .take(60)
        .map(|row| {
            let contacts = row.details("Contact", "AccountId").into_iter().take(4);
            let contacts = contacts.map(|contact| (key(contact), numbers(contact)));
            (key(row), contacts.collect())
        })
        .collect();
    assert_eq!(rows, expected);
    assert!(
        rows.iter()
            .flat_map(|row| &row.1)
            .any(|contact| contact.1.len() == 2)
    );
}

#[tokio::test]
async fn the_collection_of_a_looked_up_row_is_empty_where_there_is_none() {
    let world = world::demo();
    let behind = contact::account.then(account::order_collection_by_account);
    let orders = Order::query().select(order::id);
    let query = Contact::query()
        .select((contact::id, behind.rows(orders)))
        .top(80);
    let rows: Vec<(Id<Contact>, Vec<Id<Order>>)> = world.client().fetch(query).await.unwrap();
    let expected: Vec<_> = world
        .records
        .all("Contact")
        .into_iter()
        .take(80)
        .map(|row| {
            let account = row.follow("Account");
            let orders = account.map(|account| account.details("Order", "AccountId"));
            let orders = orders.unwrap_or_default().into_iter();
            (key(row), orders.map(key).collect::<Vec<_>>())
        })
        .collect();
    assert_eq!(rows, expected);
    assert!(rows.iter().any(|row| row.1.is_empty()) && rows.iter().any(|row| !row.1.is_empty()));
}

#[tokio::test]
async fn one_collection_with_two_queries_is_refused_before_anything_is_sent() {
    let contacts = account::contact_collection_by_account;
    let (old, young) = (contact::age.gt(60), contact::age.lt(30));
    let query = Account::query().select((
        contacts.rows(Contact::query().select(contact::id).filter(old)),
        contacts.rows(Contact::query().select(contact::id).filter(young)),
    ));
    let error = world::demo().client().fetch(query).await.unwrap_err();
    let Error::Compile(compile) = &error else {
        panic!("{error:?}")
    };
    assert_eq!(
        *compile,
        CompileError::CollectionTwice {
            entity: "Account",
            collection: "ContactCollectionByAccount"
        }
    );
}
