//! Streams while others write, servers that cut and hang, and places that are kept.

use std::collections::BTreeSet;
use std::time::Duration;

use creatio_core::prelude::*;
use creatio_core::{Client, Cursor, Error, Id, Paging, Query, RowStream, Uuid};
use creatio_sandbox::{Fault, Injection, Sandbox};
use creatio_tests::models::{Contact, contact};
use creatio_tests::world;
use futures::TryStreamExt;
use proptest::prelude::*;
use serde_json::{Value as Json, json};
use tokio::runtime::Runtime;

/// The contact with a number. Some are without an account, and some without a date.
fn row(number: u32) -> Json {
    let scattered = number.wrapping_mul(2_654_435_761);
    let mut row = json!({
        "Id": id(number).to_string(),
        "Name": format!("Contact {}", scattered % 7),
        "Age": scattered % 5,
        "DoNotUseCall": scattered.is_multiple_of(3),
    });
    if !number.is_multiple_of(4) {
        row["CreatedOn"] = json!(format!(
            "2024-01-{:02}T08:15:00.{:06}Z",
            number % 3 + 1,
            scattered % 2
        ));
    }
    row
}

fn id(number: u32) -> Uuid {
    // As scattered as what databases make.
    Uuid::from_u64_pair(
        u64::from(number.wrapping_mul(2_246_822_519)) + 1,
        u64::from(number),
    )
}

async fn contacts(numbers: impl IntoIterator<Item = u32>) -> Sandbox {
    world::with_rows(Sandbox::builder(), "Contact", numbers.into_iter().map(row)).await
}

async fn insert(sandbox: &Sandbox, number: u32) {
    let row = row(number).as_object().unwrap().clone();
    sandbox.insert_rows("Contact", [row]).await.unwrap();
}

/// Orders whose pages are found by values over OData 4.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Order {
    Key,
    Age,
    NameDown,
    Flag,
    Created,
    CreatedDown,
}

impl Order {
    fn query(self) -> Query<Contact, Id<Contact>> {
        let query = Contact::query().select(contact::id);
        match self {
            Order::Key => query,
            Order::Age => query.order_by((contact::age.asc(), contact::name.asc())),
            Order::NameDown => query.order_by(contact::name.desc()),
            Order::Flag => query.order_by((contact::do_not_use_call.desc(), contact::age.desc())),
            Order::Created => query.order_by(contact::created_on.asc()),
            Order::CreatedDown => query.order_by(contact::created_on.desc()),
        }
    }
}

fn orders() -> impl Strategy<Value = Order> {
    prop_oneof![
        Just(Order::Key),
        Just(Order::Age),
        Just(Order::NameDown),
        Just(Order::Flag),
        Just(Order::Created),
        Just(Order::CreatedDown),
    ]
}

/// What others do while a stream is read.
#[derive(Debug, Clone, Copy)]
enum Act {
    Insert(u32),
    Delete(u32),
}

fn acts() -> impl Strategy<Value = Vec<(usize, Act)>> {
    // After so many rows of the stream. Rows up to 40 are there from the start.
    let act = prop_oneof![
        (100..200_u32).prop_map(Act::Insert),
        (0..40_u32).prop_map(Act::Delete),
    ];
    prop::collection::vec((0..40_usize, act), 0..25)
}

fn stream(client: &Client, order: Order, protocol: usize) -> RowStream<Id<Contact>> {
    match protocol {
        0 => client.odata4().stream(order.query()),
        1 => client.odata3().stream(order.query()),
        _ => client.data_service().stream(order.query()),
    }
}

/// Reads a stream while others act, and saves and resumes its place after every seventh row.
async fn read_meanwhile(
    mut rows: RowStream<Id<Contact>>,
    anew: impl Fn() -> RowStream<Id<Contact>>,
    sandbox: &Sandbox,
    acts: &[(usize, Act)],
) -> Vec<Uuid> {
    let client = world::client(sandbox);
    let mut found = Vec::new();
    let mut done = BTreeSet::new();
    loop {
        for (_, act) in acts.iter().filter(|(after, _)| *after == found.len()) {
            match *act {
                Act::Insert(number) if done.insert(number) => insert(sandbox, number).await,
                Act::Delete(number) if done.insert(number) => {
                    let delete = Contact::delete(Id::new(id(number)));
                    client.execute(delete).await.unwrap();
                }
                _ => {}
            }
        }
        let Some(row) = rows.try_next().await.unwrap() else {
            return found;
        };
        found.push(Uuid::from(row));
        if found.len().is_multiple_of(7) {
            let saved: Cursor = rows.cursor().to_string().parse().unwrap();
            rows = anew().resume(saved);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn rows_that_are_there_throughout_come_once_whatever_others_do(
        order in orders(),
        protocol in 0..3_usize,
        page_size in 1..12_u64,
        prefetch in 0..3_usize,
        acts in acts(),
    ) {
        // Where the order is by instants, only OData 4 finds pages by values.
        let protocol = match order {
            Order::Created | Order::CreatedDown => 0,
            _ => protocol,
        };
        let found = Runtime::new().unwrap().block_on(async {
            let sandbox = contacts(0..40).await;
            let client = world::client(&sandbox);
            let open = || stream(&client, order, protocol).page_size(page_size).prefetch(prefetch);
            read_meanwhile(open(), open, &sandbox, &acts).await
        });
        let distinct: BTreeSet<_> = found.iter().copied().collect();
        prop_assert_eq!(distinct.len(), found.len(), "a row came twice");
        let deleted: BTreeSet<u32> = acts.iter().filter_map(|(_, act)| match act {
            Act::Delete(number) => Some(*number),
            Act::Insert(_) => None,
        }).collect();
        for number in (0..40).filter(|number| !deleted.contains(number)) {
            prop_assert!(distinct.contains(&id(number)), "row {} is missing", number);
        }
    }
}

#[tokio::test]
async fn every_order_is_that_of_the_server_whatever_finds_the_pages() {
    let sandbox = contacts(0..60).await;
    let client = world::client(&sandbox);
    for order in [
        Order::Key,
        Order::Age,
        Order::NameDown,
        Order::Flag,
        Order::Created,
        Order::CreatedDown,
    ] {
        for protocol in 0..3 {
            let read = async |paging, size| -> Vec<Id<Contact>> {
                let rows = stream(&client, order, protocol).page_size(size);
                rows.paging(paging).try_collect().await.unwrap()
            };
            let expected = read(Paging::Skip, 1_000).await;
            assert_eq!(expected.len(), 60);
            for size in [1, 7, 60] {
                let by_values = read(Paging::Auto, size).await;
                assert_eq!(
                    by_values, expected,
                    "{order:?}, {protocol}, pages of {size}"
                );
            }
        }
    }
}

#[tokio::test]
async fn an_instance_that_gives_fewer_rows_than_the_client_knows_is_read_to_the_end() {
    let builder = Sandbox::builder().max_rows(50);
    let sandbox = world::with_contacts(builder, 120).await;
    let client = world::client(&sandbox);
    let query = || Contact::query().select(contact::id);
    for protocol in 0..3 {
        for paging in [Paging::Auto, Paging::Skip] {
            let rows = stream(&client, Order::Age, protocol).paging(paging);
            let rows: BTreeSet<Id<Contact>> = rows.try_collect().await.unwrap();
            assert_eq!(rows.len(), 120, "{protocol}, {paging:?}");
        }
    }
    // A client of its own each, that has not seen how many rows the server gives.
    for fetched in [
        world::client(&sandbox).fetch(query()).await,
        world::client(&sandbox).fetch(query().top(119)).await,
        world::client(&sandbox).data_service().fetch(query()).await,
    ] {
        let error = fetched.unwrap_err();
        assert!(
            matches!(error, Error::RowLimit { limit: 50, .. }),
            "{error:?}"
        );
    }
    let fetched = world::client(&sandbox).odata3().fetch(query()).await;
    assert_eq!(fetched.unwrap().len(), 120, "it pages by itself");
}

#[tokio::test]
async fn a_server_that_hangs_over_a_page_gets_smaller_ones() {
    let sandbox = contacts(0..60).await;
    let client = world::client_builder(&sandbox).timeout(Duration::from_millis(300));
    let client = client.build().unwrap();
    client.fetch(Order::Key.query().top(1)).await.unwrap();
    sandbox.inject(Injection::from(Fault::Hang).times(2));
    let mut rows = client.stream(Order::Key.query()).page_size(40);
    let mut found = BTreeSet::new();
    while let Some(row) = rows.try_next().await.unwrap() {
        if found.is_empty() {
            assert_eq!(rows.progress().page_size(), 10);
        }
        assert!(found.insert(row), "{row} came twice");
    }
    assert_eq!(found.len(), 60);
}

#[tokio::test]
async fn a_total_is_that_of_the_stream() {
    let sandbox = contacts(0..60).await;
    let client = world::client(&sandbox);
    let query = || Order::Key.query().filter(contact::age.lt(3));
    let all = client.count(query()).await.unwrap();
    let last = |rows: RowStream<Id<Contact>>| async move {
        let mut rows = rows.with_total().page_size(4);
        while rows.try_next().await.unwrap().is_some() {}
        (rows.progress().rows(), rows.progress().total())
    };
    assert_eq!(last(client.stream(query())).await, (all, Some(all)));
    let rest = client.odata3().stream(query().skip(5));
    assert_eq!(last(rest).await, (all - 5, Some(all - 5)));
    let few = client.data_service().stream(query().top(3));
    assert_eq!(last(few).await, (3, Some(3)));
}
