//! Queries whose address is too long, sent in pieces.

use std::collections::BTreeSet;

use futures_util::TryStreamExt;

use super::log::{listen, logged};
use super::*;
use crate::{Error, Query};

/// An order of goods, with a number to sort by.
#[derive(Debug, Clone, PartialEq, Entity)]
#[creatio(crate = "crate")]
struct Order {
    #[creatio(key)]
    id: Id<Order>,
    number: String,
    amount: i32,
}

/// A server with orders of the given numbers; the amount of order `n` is `n * 7 % 101`. It knows
/// filters that are chains of `Number eq`, orders by the amount, windows, and places by key.
async fn orders() -> TestServer {
    TestServer::start(|request| Answer::json(page(&request.target))).await
}

fn page(target: &str) -> String {
    let target = percent_encoding::percent_decode_str(target).decode_utf8_lossy();
    let option = |name: &str| {
        let mut options = target.split(['?', '&']);
        options.find_map(|part| part.strip_prefix(name)?.strip_prefix('='))
    };
    let filter = option("$filter").unwrap_or_default();
    let numbers = filter.split('\'').skip(1).step_by(2);
    let behind = filter.split_once("Id gt ").map_or("", |(_, id)| &id[..36]);
    let numbers = numbers.filter(|text| id(text).as_str() > behind);
    let mut rows: Vec<(u32, &str)> = numbers.map(|text| (amount(text), text)).collect();
    let count = rows.len();
    match option("$orderby") {
        Some(order) if order.starts_with("Amount asc") => rows.sort_unstable(),
        Some(order) if order.starts_with("Amount desc") => {
            rows.sort_unstable_by(|left, right| right.cmp(left));
        }
        Some(order) if order.starts_with("Id asc") => rows.sort_unstable_by_key(|row| id(row.1)),
        _ => {}
    }
    let number = |name| option(name).map(|text| text.parse::<usize>().unwrap());
    let rows = rows.iter().skip(number("$skip").unwrap_or(0));
    let rows = rows.take(number("$top").unwrap_or(usize::MAX));
    let rows = rows.map(|(amount, text)| {
        let id = id(text);
        format!(r#"{{"Id":"{id}","Number":"{text}","Amount":{amount}}}"#)
    });
    let rows = rows.collect::<Vec<_>>().join(",");
    format!(r#"{{"@odata.count":{count},"value":[{rows}]}}"#)
}

fn amount(number: &str) -> u32 {
    number.parse::<u32>().unwrap() * 7 % 101
}

/// The key of the order with a number, in another order than the numbers.
fn id(number: &str) -> String {
    let scattered = number.parse::<u32>().unwrap().wrapping_mul(2_654_435_761);
    format!("{scattered:08x}-0000-4000-8000-000000000001")
}

fn numbers(count: usize) -> Vec<String> {
    (0..count).map(|number| format!("{number:050}")).collect()
}

fn of_many() -> Query<Order, String> {
    let query = Order::query().select(order::number);
    query.filter(order::number.is_in(numbers(500)))
}

fn assert_short_addresses(server: &TestServer, at_least: usize) {
    let targets = server.targets();
    assert!(targets.len() >= at_least, "{} requests", targets.len());
    let longest = targets.iter().map(String::len).max().unwrap();
    assert!(longest <= 8_192, "an address of {longest} bytes");
}

#[tokio::test]
async fn the_rows_of_all_pieces_are_fetched() {
    let server = orders().await;
    let found = client(&server).fetch(of_many()).await.unwrap();
    assert_eq!(found.len(), 500);
    assert_eq!(
        BTreeSet::from_iter(found),
        BTreeSet::from_iter(numbers(500))
    );
    assert_short_addresses(&server, 4);
}

#[tokio::test]
async fn rows_come_in_the_order_of_the_query_with_its_top_and_skip() {
    let server = orders().await;
    let query = of_many().order_by(order::amount.desc()).skip(3).top(20);
    let found = client(&server).fetch(query).await.unwrap();
    let found: Vec<u32> = found.iter().map(|number| amount(number)).collect();
    let mut expected: Vec<u32> = numbers(500).iter().map(|number| amount(number)).collect();
    expected.sort_unstable_by(|left, right| right.cmp(left));
    assert_eq!(found, expected[3..23]);
    assert_short_addresses(&server, 4);
}

#[tokio::test]
async fn the_first_row_is_the_first_of_all_pieces() {
    let server = orders().await;
    let query = of_many().order_by(order::amount.asc());
    let first = client(&server).fetch_one(query).await.unwrap();
    assert_eq!(amount(&first), 0);
}

#[tokio::test]
async fn counts_of_pieces_are_added_up() {
    let server = orders().await;
    assert_eq!(client(&server).count(of_many()).await.unwrap(), 500);
    assert_short_addresses(&server, 4);
}

#[tokio::test]
async fn a_stream_goes_from_piece_to_piece() {
    let server = orders().await;
    let stream = client(&server)
        .stream(of_many().skip(10).top(480))
        .page_size(33);
    let found: Vec<String> = stream.try_collect().await.unwrap();
    assert_eq!(found.len(), 480);
    assert_eq!(BTreeSet::from_iter(&found).len(), 480, "no row comes twice");
    assert_short_addresses(&server, 480 / 33);
}

#[tokio::test]
async fn an_order_that_only_the_server_knows_is_not_guessed() {
    let server = orders().await;
    let query = of_many().order_by(order::number.asc());
    let error = client(&server).fetch(query.clone()).await.unwrap_err();
    assert!(matches!(error, Error::TooLong { .. }), "{error:?}");
    let rows: Result<Vec<String>, Error> = client(&server).stream(query).try_collect().await;
    assert!(matches!(rows, Err(Error::TooLong { .. })), "{rows:?}");
    assert_eq!(server.requests().len(), 0);
}

#[tokio::test]
async fn a_span_tells_which_piece_it_is() {
    let server = orders().await;
    listen();
    client(&server).fetch(of_many()).await.unwrap();
    let logged = logged();
    let pieces = server.requests().len();
    for piece in 1..=pieces {
        let detour = format!("detour=piece {piece} of {pieces}");
        assert!(logged.contains(&detour), "{detour} is not in {logged}");
    }
}

/// A server that answers any `SelectQuery` with two orders.
async fn data_service() -> TestServer {
    TestServer::start(|request| {
        assert_eq!(request.target, "/0/DataService/json/SyncReply/SelectQuery");
        let rows = if request.body.contains("\"comparisonType\":5") {
            ""
        } else {
            r#"{"Number":"b","Id":"e308b781-3c5b-4ecb-89ef-5c1ed4da488e"},
               {"Number":"a","Id":"a308b781-3c5b-4ecb-89ef-5c1ed4da488e"}"#
        };
        Answer::json(format!(r#"{{"rows":[{rows}],"success":true}}"#))
    })
    .await
}

#[tokio::test]
async fn a_long_query_goes_over_the_data_service_if_it_may() {
    let server = data_service().await;
    let client = builder(&server).long_queries_over_data_service();
    let client = client.build().unwrap();
    listen();
    let query = of_many().order_by(order::number.desc());
    assert_eq!(client.fetch(query.clone()).await.unwrap(), ["b", "a"]);
    assert_eq!(client.fetch_one(query.clone()).await.unwrap(), "b");
    let stream = client.stream(query);
    assert_eq!(stream.try_collect::<Vec<_>>().await.unwrap(), ["b", "a"]);
    assert_eq!(
        server.requests().len(),
        4,
        "a stream looks behind its only page"
    );
    let logged = logged();
    assert!(logged.contains("detour=instead of OData 4"), "{logged}");
}

#[tokio::test]
async fn a_long_count_goes_over_the_data_service_if_it_may() {
    let server = TestServer::start(|_| Answer::json(r#"{"rows":[{"Count":7}],"success":true}"#));
    let server = server.await;
    let client = builder(&server).long_queries_over_data_service();
    let client = client.build().unwrap();
    let query = Order::query().filter(order::number.not_in(numbers(500)));
    assert_eq!(client.count(query).await.unwrap(), 7);
    assert_eq!(server.requests()[0].method, "POST");
}

#[tokio::test]
async fn a_query_for_parts_of_dates_does_not_change_its_time_zone() {
    let server = visits().await;
    let zone = jiff::tz::TimeZone::get("Europe/Kyiv").unwrap();
    let client = builder(&server)
        .long_queries_over_data_service()
        .time_zone(zone);
    let client = client.build().unwrap();
    let query = Visit::query().select(visit::number);
    let query = query.filter(visit::number.is_in(numbers(500)) & visit::on.day().eq(1));
    client.fetch(query).await.unwrap();
    assert!(
        server
            .requests()
            .iter()
            .all(|request| request.method == "GET")
    );
}

/// A visit, at some time.
#[derive(Debug, Clone, PartialEq, Entity)]
#[creatio(crate = "crate")]
struct Visit {
    #[creatio(key)]
    id: Id<Visit>,
    number: String,
    on: Option<crate::Timestamp>,
}

/// A server with visits: the second piece has one without a time.
async fn visits() -> TestServer {
    let number = std::sync::atomic::AtomicUsize::new(0);
    TestServer::start(move |_| {
        let on = match number.fetch_add(1, std::sync::atomic::Ordering::Relaxed) {
            1 => "0001-01-01T00:00:00Z",
            _ => "2024-01-31T08:15:00Z",
        };
        Answer::json(format!(r#"{{"value":[{{"Number":"a","On":"{on}"}}]}}"#))
    })
    .await
}

#[tokio::test]
async fn where_rows_without_a_value_belong_is_not_guessed() {
    let server = visits().await;
    let query = Visit::query().select(visit::number);
    let query = query.filter(visit::number.is_in(numbers(500)));
    let ordered = query.order_by(visit::on.asc());
    let error = client(&server).fetch(ordered).await.unwrap_err();
    assert!(matches!(error, Error::TooLong { .. }), "{error:?}");
}

#[tokio::test]
async fn a_long_query_that_the_data_service_cannot_carry_is_sent_in_pieces() {
    let server = orders().await;
    let client = builder(&server).long_queries_over_data_service();
    let client = client.build().unwrap();
    let query = of_many().filter(crate::Expr::raw_odata4("Amount ge 0"));
    assert_eq!(client.fetch(query).await.unwrap().len(), 500);
    assert_short_addresses(&server, 4);
}
