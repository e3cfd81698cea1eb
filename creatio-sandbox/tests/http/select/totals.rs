//! Aggregates: alone, by group, over distinct values.

use serde_json::{Value, json};

use super::{aggregate, column, compare, parameter, path, query, reply, rows, with};
use crate::support::{Server, guid};

#[tokio::test]
async fn an_aggregate_alone_is_one_row_even_over_nothing() {
    let server = Server::with_known_rows().await;
    let body = query(
        "Order",
        [
            ("count", aggregate(1, "Id")),
            ("accounts", aggregate(1, "Account")),
            ("least", aggregate(4, "Amount")),
            ("last", aggregate(5, "Number")),
        ],
    );
    let expected = json!({ "count": 4, "accounts": 2, "least": -3.1, "last": "D" });
    assert_eq!(rows(&server, &body).await, [expected]);
    let nobody = compare(3, path("Number"), parameter(1, "none"));
    let nobody = json!({ "filterType": 6, "items": { "f": nobody } });
    let expected = json!({ "count": 0, "accounts": 0, "least": 0, "last": "" });
    assert_eq!(
        rows(&server, &with(body, "filters", nobody)).await,
        [expected]
    );
}

#[tokio::test]
async fn sums_and_means_are_exact() {
    let server = Server::with_known_rows().await;
    let body = query(
        "Order",
        [
            ("sum", aggregate(2, "Amount")),
            ("mean", aggregate(3, "Amount")),
        ],
    );
    let text = server.post(super::SELECT, &body).send().await.unwrap();
    let text = text.text().await.unwrap();
    assert!(text.contains("\"sum\":18014398509481995.4003,"), "{text}");
    assert!(text.contains("\"mean\":4503599627370498.850075"), "{text}");
}

#[tokio::test]
async fn other_columns_tell_the_groups_apart() {
    let server = Server::with_known_rows().await;
    let body = query(
        "Contact",
        [("Account", path("Account")), ("n", aggregate(1, "Id"))],
    );
    let alpha = json!({ "value": guid(1), "displayValue": "Alpha", "primaryImageValue": "" });
    let expected = [
        json!({ "Account": "", "n": 1 }),
        json!({ "Account": alpha, "n": 2 }),
    ];
    assert_eq!(rows(&server, &body).await, expected);
}

#[tokio::test]
async fn groups_sort_by_their_totals() {
    let server = Server::with_known_rows().await;
    let body = json!({ "rootSchemaName": "Contact", "columns": { "items": {
        "Name": { "expression": path("Account.Name") },
        "n": { "expression": aggregate(1, "Id"), "orderDirection": 2, "orderPosition": 1 },
    } } });
    assert_eq!(column(&server, &body, "Name").await, ["Alpha", ""]);
}

#[tokio::test]
async fn parts_of_a_date_are_groups_too() {
    let server = Server::with_known_rows().await;
    let month = json!({ "expressionType": 1, "functionType": 3, "datePartType": 3,
        "functionArgument": path("CreatedOn") });
    let body = query("Account", [("month", month), ("n", aggregate(1, "Id"))]);
    let expected = [
        json!({ "month": 0, "n": 2 }),
        json!({ "month": 2, "n": 1 }),
        json!({ "month": 12, "n": 1 }),
    ];
    assert_eq!(rows(&server, &body).await, expected);
}

#[tokio::test]
async fn distinct_values_count_once() {
    let server = Server::with_known_rows().await;
    let mut distinct = aggregate(1, "Account");
    distinct["aggregationEvalType"] = json!(2);
    let mut all = aggregate(1, "Account");
    all["aggregationEvalType"] = json!(1);
    let body = query("Contact", [("distinct", distinct), ("all", all)]);
    assert_eq!(
        rows(&server, &body).await,
        [json!({ "distinct": 1, "all": 2 })]
    );
}

#[tokio::test]
async fn the_config_tells_the_types_of_totals() {
    let server = Server::with_known_rows().await;
    let body = query(
        "Order",
        [
            ("count", aggregate(1, "Id")),
            ("sum", aggregate(2, "Amount")),
            ("mean", aggregate(3, "Amount")),
            ("last", aggregate(5, "Date")),
        ],
    );
    let reply = reply(&server, &body).await;
    let ty = |alias: &str| reply["rowConfig"][alias]["dataValueType"].clone();
    assert_eq!(
        ["count", "sum", "mean"].map(ty),
        [json!(4), json!(6), json!(5)]
    );
    assert_eq!(reply["rows"][0]["last"], Value::Null);
}
