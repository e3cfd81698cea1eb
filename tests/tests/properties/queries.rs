//! Any condition, in any order, page by page: the same rows over every protocol, and those that
//! plain Rust finds.

use std::sync::LazyLock;

use creatio_core::{Client, Error, Id};
use creatio_tests::address;
use creatio_tests::filter::Version;
use creatio_tests::models::{Order, order};
use creatio_tests::protocols::{PROTOCOLS, addresses, replies};
use creatio_tests::records::Record;
use creatio_tests::world::{self, World, client_builder};
use proptest::prelude::*;
use tokio::runtime::Runtime;

use crate::model::{Condition, Values, Window, conditions, windows};

/// The sandbox's data, a client that sends whatever address a condition makes, and what it runs on.
static READER: LazyLock<(&World, Client, Runtime)> = LazyLock::new(|| {
    let world = world::demo();
    let client = client_builder(&world.sandbox).address_limit(60_000);
    (world, client.build().unwrap(), Runtime::new().unwrap())
});

fn meeting(condition: &Condition) -> Vec<Record<'static>> {
    let mut rows = READER.0.records.all("Order");
    rows.retain(|row| condition.holds(*row) == Some(true));
    rows
}

/// How many rows each protocol counts.
async fn counts(client: &Client, condition: &Condition) -> Result<[u64; 3], Error> {
    let query = Order::query().filter(condition.expr());
    Ok([
        client.odata4().count(query.clone()).await?,
        client.odata3().count(query.clone()).await?,
        client.data_service().count(query).await?,
    ])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_query_gives_the_same_rows_over_every_protocol(
        condition in conditions(&Values::around(&READER.0.records)),
        window in windows(),
    ) {
        let (_, client, runtime) = &*READER;
        let query = Order::query()
            .select(order::id)
            .filter(condition.expr())
            .order_by(window.order())
            .top(window.top);
        let query = match window.skip {
            Some(rows) => query.skip(rows),
            None => query,
        };
        let [odata4, odata3, _] = addresses(&query);
        for (version, url) in [(Version::V4, odata4), (Version::V3, odata3)] {
            let url = url.expect("an address").unwrap();
            prop_assert_eq!(address::check(version, &url), Ok(()), "{}", url);
        }
        let expected = window.of(meeting(&condition));
        let expected: Vec<Id<Order>> = expected.iter().map(|row| Id::new(row.id())).collect();
        for (protocol, reply) in PROTOCOLS.into_iter().zip(replies(client, &query)) {
            let reply = reply.expect("every protocol can carry such a query");
            let found = runtime.block_on(reply);
            let found = found.map_err(|error| TestCaseError::fail(format!("{protocol}: {error}")))?;
            prop_assert_eq!(found, expected.clone(), "{}", protocol);
        }
    }

    /// A row is in one of a condition and its opposite, or in neither, but the same everywhere.
    #[test]
    fn a_condition_and_its_opposite_part_the_rows_alike_over_every_protocol(
        condition in conditions(&Values::around(&READER.0.records)),
    ) {
        let (_, client, runtime) = &*READER;
        let opposite = Condition::Not(Box::new(condition.clone()));
        for condition in [condition, opposite] {
            let expected = meeting(&condition).len() as u64;
            let counts = runtime.block_on(counts(client, &condition));
            let counts = counts.map_err(|error| TestCaseError::fail(error.to_string()))?;
            prop_assert_eq!(counts, [expected; 3]);
        }
    }
}

#[test]
fn the_random_windows_hold_rows_of_several_pages_and_are_cut() {
    use proptest::strategy::ValueTree as _;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let rows = READER.0.records.all("Order");
    let windows: Vec<Window> = (0..100)
        .map(|_| windows().new_tree(&mut runner).unwrap().current())
        .collect();
    let sizes = windows.iter().map(|window| window.of(rows.clone()).len());
    assert!(sizes.filter(|size| *size > 40).count() > 30);
    assert!(windows.iter().any(|window| window.skip > Some(1_000)));
}
