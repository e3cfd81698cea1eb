//! Any condition means the same in Rust, in the URL and on the server.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use creatio_core::{Client, Uuid};
use creatio_tests::filter::{option, parse};
use creatio_tests::models::{Order, order};
use creatio_tests::world::{self, World};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use tokio::runtime::Runtime;

use crate::model::{Condition, Values, conditions};

/// The decoded filter of a query for these orders.
fn rendered(condition: &Condition) -> String {
    let query = Order::query().select(order::id).filter(condition.expr());
    let url = query.odata4().unwrap().to_string();
    assert!(
        url.bytes()
            .all(|byte| byte.is_ascii_graphic() && !b"\"#+<>\\^`{|}".contains(&byte)),
        "no character of a URL that anybody could misread: {url}"
    );
    option(&url, "$filter").unwrap_or_else(|| panic!("one $filter: {url}"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn a_condition_means_the_same_after_rendering_and_parsing(
        condition in conditions(&Values::any()),
    ) {
        let text = rendered(&condition);
        let parsed = parse(&text).map_err(TestCaseError::fail)?;
        prop_assert_eq!(&parsed, &condition.odata(), "{}", text);
    }

    #[test]
    fn a_condition_has_the_parentheses_it_needs_and_no_more(
        condition in conditions(&Values::any()),
    ) {
        let text = rendered(&condition);
        prop_assert_eq!(parse(&text).map_err(TestCaseError::fail)?.to_string(), text);
    }
}

/// The sandbox's data, a client, and what the client runs on.
static READER: LazyLock<(&World, Client, Runtime)> = LazyLock::new(|| {
    let world = world::demo();
    (world, world.client(), Runtime::new().unwrap())
});

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn a_condition_finds_the_rows_that_meet_it(
        condition in conditions(&Values::around(&world::demo().records)),
    ) {
        let (world, client, runtime) = &*READER;
        let query = Order::query().select(order::id).filter(condition.expr());
        let found = runtime.block_on(client.fetch(query)).unwrap();
        let found: BTreeSet<Uuid> = found.into_iter().map(Uuid::from).collect();
        let orders = world.records.all("Order").into_iter();
        let expected: BTreeSet<Uuid> = orders
            .filter(|row| condition.holds(*row) == Some(true))
            .map(|row| row.id())
            .collect();
        prop_assert_eq!(found, expected);
    }
}

#[test]
fn the_random_conditions_tell_rows_apart() {
    let records = &world::demo().records;
    let orders = records.all("Order");
    let strategy = conditions(&Values::around(records));
    let mut runner = TestRunner::deterministic();
    let telling = (0..100).filter(|_| {
        let condition = strategy.new_tree(&mut runner).unwrap().current();
        let found = orders
            .iter()
            .filter(|row| condition.holds(**row) == Some(true));
        (1..orders.len()).contains(&found.count())
    });
    let telling = telling.count();
    assert!(
        telling > 50,
        "only {telling} of 100 find some orders but not all"
    );
}
