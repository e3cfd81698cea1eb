//! Results longer than one reply.

use creatio_core::{Error, Id, Uuid};
use creatio_sandbox::Sandbox;
use creatio_tests::filter::option;
use creatio_tests::models::{Account, Contact, account, contact};
use creatio_tests::records::{Record, Records};
use creatio_tests::world;
use futures::TryStreamExt;

/// The keys of all contacts, by age and key.
fn by_age(records: &Records) -> Vec<Uuid> {
    let mut contacts = records.all("Contact");
    contacts.sort_by_key(|row| (row.int("Age"), row.id()));
    contacts.iter().map(Record::id).collect()
}

fn uuids<E>(ids: Vec<Id<E>>) -> Vec<Uuid> {
    ids.into_iter().map(Uuid::from).collect()
}

#[tokio::test]
async fn a_stream_gives_each_row_once_and_in_order_whatever_the_page() {
    let world = world::demo();
    let client = world.client();
    let expected = by_age(&world.records);
    for page_size in [97, 1_000, 3_000, 10_000] {
        // The age alone leaves the order open: the client closes it.
        let query = Contact::query()
            .select(contact::id)
            .order_by(contact::age.asc());
        let stream = client.stream(query).page_size(page_size);
        let rows: Vec<Id<Contact>> = stream.try_collect().await.unwrap();
        assert_eq!(uuids(rows), expected, "pages of {page_size}");
    }
}

#[tokio::test]
async fn a_stream_closes_the_order_that_its_query_leaves_open() {
    let sandbox = world::with_contacts(Sandbox::builder(), 30).await;
    let client = world::client(&sandbox);
    let query = Contact::query()
        .select(contact::name)
        .order_by(contact::age.desc());
    let stream = client.stream(query).page_size(12);
    let rows: Vec<String> = stream.try_collect().await.unwrap();
    assert_eq!(rows.len(), 30);
    let requests = sandbox.requests().into_iter();
    let orders: Vec<_> = requests
        .filter_map(|request| option(&request.target, "$orderby"))
        .collect();
    assert_eq!(orders, ["Age desc,Id asc"; 3]);
}

#[tokio::test]
async fn pages_of_one_row_are_pages() {
    let world = world::demo();
    let query = Account::query()
        .select(account::id)
        .filter(account::completeness.eq(50));
    let pages = world.client().pages(query).page_size(1);
    let pages: Vec<Vec<Id<Account>>> = pages.try_collect().await.unwrap();
    let mut accounts = world.records.all("Account");
    accounts.retain(|row| row.int("Completeness") == 50);
    let expected: Vec<_> = accounts.iter().map(|row| vec![Id::new(row.id())]).collect();
    assert!(expected.len() > 1);
    assert_eq!(pages, expected);
}

#[tokio::test]
async fn top_and_skip_hold_for_the_stream_as_a_whole() {
    let world = world::demo();
    let query = Contact::query()
        .select(contact::id)
        .order_by(contact::age.asc())
        .skip(100)
        .top(250);
    let stream = world.client().stream(query).page_size(60);
    let rows: Vec<Id<Contact>> = stream.try_collect().await.unwrap();
    assert_eq!(uuids(rows), by_age(&world.records)[100..350]);
}

#[tokio::test]
async fn a_server_that_pages_by_itself_is_followed_to_the_end() {
    let builder = Sandbox::builder().server_page_size(70);
    let sandbox = world::with_contacts(builder, 300).await;
    let client = world::client(&sandbox);
    let expected = by_age(&Records::read(&sandbox).await);
    let query = Contact::query()
        .select(contact::id)
        .order_by((contact::age.asc(), contact::id.asc()));
    let fetched = client.fetch(query.clone()).await.unwrap();
    assert_eq!(uuids(fetched), expected);
    let pages = sandbox.requests().into_iter();
    assert_eq!(
        pages
            .filter(|page| page.target.contains("/Contact?"))
            .count(),
        5
    );
    let first = client.fetch(query.clone().top(100)).await.unwrap();
    assert_eq!(uuids(first), expected[..100]);
    let stream = client.stream(query).page_size(90);
    let streamed: Vec<Id<Contact>> = stream.try_collect().await.unwrap();
    assert_eq!(uuids(streamed), expected);
}

#[tokio::test]
async fn a_reply_that_may_have_been_cut_is_an_error_and_not_a_result() {
    let sandbox = world::with_contacts(Sandbox::builder().max_rows(50), 120).await;
    let client = world::client_builder(&sandbox)
        .row_limit(50)
        .build()
        .unwrap();
    let query = Contact::query().select(contact::id);
    for query in [query.clone(), query.clone().top(51)] {
        let error = client.fetch(query).await.unwrap_err();
        assert!(
            matches!(error, Error::RowLimit { limit: 50, .. }),
            "{error:?}"
        );
    }
    assert_eq!(client.fetch(query.clone().top(50)).await.unwrap().len(), 50);
    let stream = client.stream(query).page_size(200);
    let streamed: Vec<_> = stream.try_collect().await.unwrap();
    assert_eq!(streamed.len(), 120);
}
