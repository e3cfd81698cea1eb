//! Order, limits and counts.

use std::cmp::{Ordering, Reverse};

use creatio_core::{Id, Uuid};
use creatio_tests::models::{Account, Contact, Order, account, city, contact, order};
use creatio_tests::records::{Record, fold};
use creatio_tests::world;

fn ids<E>(rows: Vec<Id<E>>) -> Vec<Uuid> {
    rows.into_iter().map(Uuid::from).collect()
}

/// The contacts as this order has them; rows that it leaves together are in the order of keys.
fn sorted(compare: impl Fn(Record<'_>, Record<'_>) -> Ordering) -> Vec<Uuid> {
    let mut contacts = world::demo().records.all("Contact");
    contacts.sort_by(|left, right| compare(*left, *right));
    contacts.iter().map(Record::id).collect()
}

#[tokio::test]
async fn rows_come_in_the_order_of_one_key_both_ways() {
    let client = world::demo().client();
    let query = Contact::query().select(contact::id);
    let up = query
        .clone()
        .order_by((contact::age.asc(), contact::id.asc()));
    let expected = sorted(|left, right| left.int("Age").cmp(&right.int("Age")));
    assert_eq!(ids(client.fetch(up).await.unwrap()), expected);
    let down = query.order_by((contact::age.desc(), contact::id.desc()));
    let expected: Vec<_> = expected.into_iter().rev().collect();
    assert_eq!(ids(client.fetch(down).await.unwrap()), expected);
}

#[tokio::test]
async fn keys_of_an_order_count_from_the_first_to_the_last() {
    let query = Contact::query()
        .select(contact::id)
        .order_by([contact::completeness.desc(), contact::age.asc()])
        .order_by(vec![contact::id.asc()]);
    let found = world::demo().client().fetch(query).await.unwrap();
    let key = |row: Record<'_>| (Reverse(row.int("Completeness")), row.int("Age"));
    assert_eq!(ids(found), sorted(|left, right| key(left).cmp(&key(right))));
}

#[tokio::test]
async fn text_sorts_without_regard_to_case() {
    let query = Contact::query()
        .select(contact::id)
        .order_by((contact::name.asc(), contact::id.asc()));
    let found = world::demo().client().fetch(query).await.unwrap();
    let name = |row: Record<'_>| fold(row.text("Name"));
    assert_eq!(
        ids(found),
        sorted(|left, right| name(left).cmp(&name(right)))
    );
}

#[tokio::test]
async fn an_order_follows_lookups_and_has_empty_ones_first() {
    let path = contact::account
        .then(account::primary_contact)
        .then(contact::city)
        .then(city::name);
    let query = Contact::query().select(contact::id).order_by((
        path.asc(),
        contact::birth_date.desc(),
        contact::id.asc(),
    ));
    let found = world::demo().client().fetch(query).await.unwrap();
    let city = |row: Record<'_>| {
        let contact = row.follow("Account")?.follow("PrimaryContact")?;
        Some(fold(contact.follow("City")?.text("Name")))
    };
    let key = |row: Record<'_>| (city(row), Reverse(row.instant("BirthDate")));
    assert_eq!(ids(found), sorted(|left, right| key(left).cmp(&key(right))));
}

#[tokio::test]
async fn a_lookups_key_is_a_sort_key() {
    let query = Contact::query()
        .select(contact::id)
        .order_by((contact::account_id.desc(), contact::id.asc()));
    let found = world::demo().client().fetch(query).await.unwrap();
    let key = |row: Record<'_>| Reverse(row.guid("AccountId"));
    assert_eq!(ids(found), sorted(|left, right| key(left).cmp(&key(right))));
}

#[tokio::test]
async fn top_and_skip_cut_a_window_out_of_the_order() {
    let client = world::demo().client();
    let query = Contact::query()
        .select(contact::id)
        .order_by((contact::age.asc(), contact::id.asc()));
    let all = sorted(|left, right| left.int("Age").cmp(&right.int("Age")));
    let window = client
        .fetch(query.clone().skip(1_000).top(25))
        .await
        .unwrap();
    assert_eq!(ids(window), all[1_000..1_025]);
    let end = client
        .fetch(query.clone().skip(2_990).top(25))
        .await
        .unwrap();
    assert_eq!(ids(end), all[2_990..]);
    let rest = client.fetch(query.clone().skip(2_900)).await.unwrap();
    assert_eq!(ids(rest), all[2_900..]);
    assert_eq!(client.fetch(query.clone().top(0)).await.unwrap(), []);
    assert_eq!(client.fetch(query.skip(3_000)).await.unwrap(), []);
}

#[tokio::test]
async fn the_first_row_is_that_of_the_order() {
    let client = world::demo().client();
    let query = Order::query()
        .select((order::id, order::amount))
        .order_by((order::amount.desc(), order::id.asc()));
    let orders = world::demo().records.all("Order");
    let expected = orders
        .iter()
        .min_by_key(|row| (Reverse(row.decimal("Amount")), row.id()));
    let expected = expected
        .map(|row| (Id::new(row.id()), row.decimal("Amount")))
        .unwrap();
    assert_eq!(client.fetch_one(query.clone()).await.unwrap(), expected);
    assert_eq!(client.fetch_optional(query).await.unwrap(), Some(expected));
}

#[tokio::test]
async fn a_query_without_a_row_has_no_first_one() {
    let client = world::demo().client();
    let query = Contact::query()
        .select(contact::id)
        .filter(contact::age.gt(1_000));
    let error = client.fetch_one(query.clone()).await.unwrap_err();
    assert!(error.is_not_found(), "{error}");
    assert_eq!(error.call().unwrap().entity(), Some("Contact"));
    assert_eq!(client.fetch_optional(query).await.unwrap(), None);
}

#[tokio::test]
async fn a_count_is_of_all_that_the_filter_finds() {
    let client = world::demo().client();
    assert_eq!(client.count(Contact::query()).await.unwrap(), 3_000);
    let young = Contact::query().filter(contact::age.lt(30));
    let contacts = world::demo().records.all("Contact");
    let expected = contacts.iter().filter(|row| row.int("Age") < 30).count() as u64;
    assert_eq!(client.count(young.clone()).await.unwrap(), expected);
    let window = young.order_by(contact::age.asc()).skip(5).top(10);
    assert_eq!(client.count(window).await.unwrap(), expected);
    let none = Account::query().filter(account::completeness.lt(0));
    assert_eq!(client.count(none).await.unwrap(), 0);
}
