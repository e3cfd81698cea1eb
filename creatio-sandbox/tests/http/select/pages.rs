//! Order and pages.

use creatio_sandbox::{Sandbox, Seed};
use serde_json::{Value, json};

use super::{column, parameter, path, query, refusal, with};
use crate::support::{Server, guid, row};

/// A column that the rows are sorted by.
fn sorted(expression: &Value, direction: u8, position: i8) -> Value {
    json!({ "expression": expression, "orderDirection": direction, "orderPosition": position })
}

fn accounts(columns: Value) -> Value {
    json!({ "rootSchemaName": "Account", "columns": { "items": columns } })
}

#[tokio::test]
async fn positions_decide_the_order_and_not_the_place_in_the_body() {
    let server = Server::with_known_rows().await;
    let body = accounts(json!({
        "Name": sorted(&path("Name"), 1, 2),
        "On": sorted(&path("CreatedOn"), 2, 1),
    }));
    let found = column(&server, &body, "Name").await;
    assert_eq!(found, ["Ärger & Söhne", "Alpha", "", "O'Brien 100%"]);
}

#[tokio::test]
async fn calculated_decimals_sort_as_numbers() {
    let server = Server::with_known_rows().await;
    let opposite = json!({
        "expressionType": 4,
        "arithmeticOperation": 2,
        "leftArithmeticOperand": path("Amount"),
        "rightArithmeticOperand": parameter(4, -1),
    });
    let columns = json!({ "N": { "expression": path("Number") }, "x": sorted(&opposite, 1, 1) });
    let body = json!({ "rootSchemaName": "Order", "columns": { "items": columns } });
    assert_eq!(column(&server, &body, "N").await, ["C", "B", "A", "D"]);
}

#[tokio::test]
async fn a_lookup_sorts_by_what_users_see() {
    let server = Server::with_known_rows().await;
    let columns =
        json!({ "Parent": sorted(&path("Parent"), 1, 1), "Name": { "expression": path("Name") } });
    let found = column(&server, &accounts(columns.clone()), "Name").await;
    assert_eq!(found, ["Alpha", "", "Ärger & Söhne", "O'Brien 100%"]);
    let bare = with(accounts(columns), "ignoreDisplayValues", json!(true));
    let by_key = column(&server, &bare, "Name").await;
    assert_eq!(by_key, ["Alpha", "Ärger & Söhne", "O'Brien 100%", ""]);
}

#[tokio::test]
async fn a_column_that_is_not_visible_sorts_all_the_same() {
    let server = Server::with_known_rows().await;
    let mut hidden = sorted(&path("Completeness"), 2, 1);
    hidden["isVisible"] = json!(false);
    let body = accounts(json!({ "Completeness": hidden, "Id": { "expression": path("Id") } }));
    let found = super::rows(&server, &body).await;
    assert_eq!(found[0], json!({ "Id": guid(2), "Name": "Ärger & Söhne" }));
}

#[tokio::test]
async fn an_offset_counts_only_if_the_query_is_pageable() {
    let server = Server::with_known_rows().await;
    let page = |pageable: bool| {
        let body = query("Contact", [("Name", path("Name"))]);
        let body = with(body, "rowCount", json!(2));
        let body = with(body, "rowsOffset", json!(1));
        with(body, "isPageable", json!(pageable))
    };
    assert_eq!(column(&server, &page(false), "Name").await, ["Ann", "Bob"]);
    assert_eq!(column(&server, &page(true), "Name").await, ["Bob", "Cid"]);
}

#[tokio::test]
async fn a_row_count_of_zero_is_an_error_of_the_database() {
    let server = Server::with_known_rows().await;
    for count in [0, -2] {
        let body = with(
            query("Contact", [("Name", path("Name"))]),
            "rowCount",
            json!(count),
        );
        let (status, code, message) = refusal(&server, &body).await;
        assert_eq!((status, &*code), (200, "DbOperationException"));
        assert!(message.contains("FETCH"), "{message}");
    }
}

#[tokio::test]
async fn no_answer_has_more_rows_than_the_server_allows() {
    let server = Server::start(Sandbox::builder().seed(Seed::empty()).max_rows(2)).await;
    let rows = (1..=3).map(|number| row(json!({ "Id": guid(number), "Name": "x" })));
    server.sandbox.insert_rows("City", rows).await.unwrap();
    for count in [-1, 1_000] {
        let body = with(
            query("City", [("Id", path("Id"))]),
            "rowCount",
            json!(count),
        );
        assert_eq!(column(&server, &body, "Id").await.len(), 2);
    }
}
