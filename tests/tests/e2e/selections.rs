//! What a row consists of: columns, paths, whole entities, tuples.

use creatio_core::{Decimal, Error, Id, Query, Timestamp, Uuid};
use creatio_sandbox::Sandbox;
use creatio_tests::models::{
    Account, Contact, Order, account, city, contact, contact_type, country, order,
};
use creatio_tests::records::Record;
use creatio_tests::world;

/// A lookup's key as the models have it.
fn key<E>(row: Record<'_>, column: &str) -> Option<Id<E>> {
    row.guid(column).map(Id::new)
}

#[tokio::test]
async fn one_column_is_a_list_of_its_values() {
    let world = world::demo();
    let query = Account::query().select(account::name);
    let names: Vec<String> = world.client().fetch(query).await.unwrap();
    let accounts = world.records.all("Account");
    let expected: Vec<_> = accounts.iter().map(|row| row.text("Name")).collect();
    assert_eq!(names, expected);
    assert_eq!(names.len(), 300);
}

#[tokio::test]
async fn a_tuple_has_a_value_of_each_columns_type() {
    type Row = (
        Id<Order>,
        String,
        Decimal,
        Option<Timestamp>,
        Option<Id<Account>>,
        i32,
    );
    let world = world::demo();
    let query = Order::query().select((
        order::id,
        order::number,
        order::amount,
        order::due_date,
        order::account_id,
        order::process_listeners,
    ));
    let rows: Vec<Row> = world.client().fetch(query).await.unwrap();
    let orders = world.records.all("Order").into_iter();
    let expected: Vec<Row> = orders
        .map(|row| {
            (
                Id::new(row.id()),
                row.text("Number").to_owned(),
                row.decimal("Amount"),
                row.instant("DueDate"),
                key(row, "AccountId"),
                row.int("ProcessListeners"),
            )
        })
        .collect();
    assert_eq!(rows, expected);
    // The data has what could go wrong: absent values, and amounts that no double can hold.
    assert!(rows.iter().any(|row| row.3.is_none()) && rows.iter().any(|row| row.4.is_none()));
    let exact: Decimal = "99999999999999.9999".parse().unwrap();
    assert!(rows.iter().any(|row| row.2 == exact));
    assert_eq!(rows[0].2.scale(), 4);
}

#[tokio::test]
async fn a_whole_entity_has_the_values_of_the_row() {
    let world = world::demo();
    let accounts: Vec<Account> = world.client().fetch(Account::query()).await.unwrap();
    let stored = world.records.all("Account");
    assert_eq!(accounts.len(), stored.len());
    for (account, row) in accounts.iter().zip(stored) {
        assert_eq!(account.id.uuid(), row.id());
        assert_eq!(account.name, row.text("Name"));
        assert_eq!(account.alternative_name, row.text("AlternativeName"));
        assert_eq!(account.notes, row.text("Notes"));
        assert_eq!(account.completeness, row.int("Completeness"));
        let score = row.int("LeadConversionScore");
        assert_eq!(account.lead_conversion_score, score);
        assert_eq!(account.created_on, row.instant("CreatedOn"));
        assert_eq!(account.owner_id, key(row, "OwnerId"));
        assert_eq!(account.parent_id, key(row, "ParentId"));
        assert_eq!(account.industry_id, row.guid("IndustryId"));
    }
}

#[tokio::test]
async fn a_path_through_one_lookup_is_none_where_the_lookup_is_empty() {
    let world = world::demo();
    let query = Contact::query().select((
        contact::account.then(account::name),
        contact::account.then(account::completeness),
        contact::account.then(account::type_id),
    ));
    let rows = world.client().fetch(query).await.unwrap();
    let contacts = world.records.all("Contact").into_iter();
    let expected: Vec<_> = contacts
        .map(|row| {
            let account = row.follow("Account");
            // An empty text behind a lookup is no value, as an empty lookup is.
            let name = account.map(|account| account.text("Name").to_owned());
            (
                name.filter(|name| !name.is_empty()),
                account.map(|account| account.int("Completeness")),
                account.and_then(|account| key(account, "TypeId")),
            )
        })
        .collect();
    assert_eq!(rows, expected);
    assert!(rows.iter().any(|row| row.1.is_none()) && rows.iter().any(|row| row.1 == Some(0)));
}

/// A contact's account's primary contact's city, and what lies on the way.
fn far() -> Query<Contact, FarRow> {
    let primary = contact::account.then(account::primary_contact);
    Contact::query().select((
        primary.then(contact::name),
        primary.then(contact::birth_date),
        primary.then(contact::city).then(city::name),
    ))
}

type FarRow = (Option<String>, Option<Timestamp>, Option<String>);

#[tokio::test]
async fn paths_through_two_and_three_lookups_stay_one_option() {
    let sandbox = Sandbox::builder()
        .max_expansion_depth(3)
        .start()
        .await
        .unwrap();
    let rows: Vec<FarRow> = world::client(&sandbox).fetch(far()).await.unwrap();
    let contacts = world::demo().records.all("Contact").into_iter();
    let some_text = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let expected: Vec<FarRow> = contacts
        .map(|row| {
            let account = row.follow("Account");
            let primary = account.and_then(|account| account.follow("PrimaryContact"));
            let city = primary.and_then(|primary| primary.follow("City"));
            (
                primary.and_then(|primary| some_text(primary.text("Name"))),
                primary.and_then(|primary| primary.instant("BirthDate")),
                city.and_then(|city| some_text(city.text("Name"))),
            )
        })
        .collect();
    assert_eq!(rows, expected);
    for is_there in [true, false] {
        let has_city = |row: &FarRow| row.0.is_some() && row.2.is_some() == is_there;
        assert!(rows.iter().any(has_city));
    }
}

#[tokio::test]
async fn a_path_beyond_the_instances_limit_is_refused_in_creatios_words() {
    let error = world::demo().client().fetch(far()).await.unwrap_err();
    let Error::Rejected { message, .. } = &error else {
        panic!("{error:?}")
    };
    assert!(
        message.message.contains("The maximum depth allowed is 2"),
        "{message}"
    );
}

#[tokio::test]
async fn sixteen_parts_of_all_kinds_make_one_row() {
    let world = world::demo();
    let query = Contact::query().top(50).select((
        contact::id,
        contact::name,
        contact::age,
        contact::confirmed,
        contact::birth_date,
        contact::email,
        contact::account_id,
        contact::account.then(account::name),
        contact::city.then(city::name),
        contact::country.then(country::name),
        contact::r#type.then(contact_type::name),
        contact::owner.then(contact::name),
        contact::owner.row(contact::id),
        contact::completeness,
        contact::modified_on,
        contact::phone,
    ));
    let rows = world.client().fetch(query).await.unwrap();
    let contacts = world.records.all("Contact").into_iter().take(50);
    let ids: Vec<Uuid> = rows.iter().map(|row| row.0.uuid()).collect();
    let ages: Vec<i32> = rows.iter().map(|row| row.2).collect();
    let owners: Vec<_> = rows.iter().map(|row| row.12.map(Uuid::from)).collect();
    let phones: Vec<_> = rows.iter().map(|row| row.15.clone()).collect();
    let stored: Vec<_> = contacts.collect();
    assert_eq!(ids, stored.iter().map(Record::id).collect::<Vec<_>>());
    assert_eq!(
        ages,
        stored.iter().map(|row| row.int("Age")).collect::<Vec<_>>()
    );
    assert_eq!(
        owners,
        stored
            .iter()
            .map(|row| row.guid("OwnerId"))
            .collect::<Vec<_>>()
    );
    assert_eq!(
        phones,
        stored
            .iter()
            .map(|row| row.text("Phone"))
            .collect::<Vec<_>>()
    );
}

#[tokio::test]
async fn a_column_and_a_path_may_be_selected_twice() {
    let world = world::demo();
    let name = contact::owner.then(contact::name);
    let query = Contact::query()
        .select((contact::id, name, name, contact::id))
        .top(100);
    let rows = world.client().fetch(query).await.unwrap();
    assert_eq!(rows.len(), 100);
    assert!(rows.iter().all(|row| row.0 == row.3 && row.1 == row.2));
}
