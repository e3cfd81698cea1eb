//! Backward references: conditions on details, and values over them.

use serde_json::{Value, json};

use super::{aggregate, column, compare, names, parameter, path, query, sub_query};
use crate::support::Server;

async fn accounts(filter: Value) -> Vec<Value> {
    names(&Server::with_known_rows().await, "Account", filter).await
}

fn exists(comparison: u8, path: &str, filters: Value) -> Value {
    json!({
        "filterType": 5,
        "comparisonType": comparison,
        "leftExpression": { "expressionType": 0, "columnPath": path },
        "subFilters": { "filterType": 6, "items": filters },
    })
}

#[tokio::test]
async fn conditions_below_are_about_the_rows_of_the_detail() {
    assert_eq!(
        accounts(exists(15, "[Contact:Account].Id", json!({}))).await,
        ["Alpha"]
    );
    let confirmed = compare(3, path("Confirmed"), parameter(12, true));
    let bob = compare(3, path("Name"), parameter(1, "Bob"));
    let owned = compare(3, path("Owner.Name"), parameter(1, "Ann"));
    let one = json!({ "a": bob.clone(), "b": owned });
    assert_eq!(
        accounts(exists(15, "[Contact:Account].Id", one)).await,
        ["Alpha"]
    );
    let none = json!({ "a": confirmed, "b": bob });
    assert_eq!(
        accounts(exists(15, "[Contact:Account].Id", none.clone())).await,
        [] as [Value; 0]
    );
    assert_eq!(
        accounts(exists(16, "[Contact:Account].Id", none))
            .await
            .len(),
        4
    );
}

#[tokio::test]
async fn a_reference_may_start_behind_a_lookup_or_name_its_column() {
    let behind = exists(15, "Parent.[Contact:Account].Id", json!({}));
    assert_eq!(accounts(behind).await, ["Ärger & Söhne"]);
    let not_behind = exists(16, "Parent.[Contact:Account].Id", json!({}));
    assert_eq!(accounts(not_behind).await, ["Alpha", "O'Brien 100%", ""]);
    let named = exists(15, "[Account:Owner:Owner].Id", json!({}));
    assert_eq!(accounts(named).await, ["Alpha", "Ärger & Söhne"]);
    let by_id = exists(15, "[Account:Parent:Id].Id", json!({}));
    assert_eq!(accounts(by_id).await, ["Alpha", "Ärger & Söhne", ""]);
}

#[tokio::test]
async fn conditions_nest_through_details_of_details() {
    let inner = exists(15, "[Account:Owner].Id", json!({}));
    let outer = exists(15, "[Contact:Account].Id", json!({ "f": inner }));
    assert_eq!(accounts(outer).await, ["Alpha"]);
}

#[tokio::test]
async fn values_over_a_detail_compare_like_others() {
    let count = sub_query(1, "[Contact:Account].Id", json!({}));
    assert_eq!(
        accounts(compare(3, count.clone(), parameter(4, 2))).await,
        ["Alpha"]
    );
    assert_eq!(accounts(compare(3, count, parameter(4, 0))).await.len(), 3);
    let sum = sub_query(2, "[Order:Account].Amount", json!({}));
    assert_eq!(
        accounts(compare(5, sum.clone(), parameter(4, 0))).await,
        ["Ärger & Söhne"]
    );
    // Nothing adds up to nothing, which compares with nothing.
    assert_eq!(
        accounts(compare(8, sum, parameter(4, -1000))).await.len(),
        2
    );
    let in_short = aggregate(1, "[Contact:Account].Id");
    assert_eq!(
        accounts(compare(8, in_short, parameter(4, 1))).await,
        ["Alpha"]
    );
}

#[tokio::test]
async fn values_over_a_detail_are_columns() {
    let server = Server::with_known_rows().await;
    let bobs = json!({ "f": compare(3, path("Name"), parameter(1, "Bob")) });
    let body = query(
        "Account",
        [
            ("count", sub_query(1, "[Contact:Account].Id", json!({}))),
            ("bobs", sub_query(1, "[Contact:Account].Id", bobs)),
            ("least", sub_query(4, "[Order:Account].Amount", json!({}))),
            ("last", sub_query(5, "[Contact:Account].Name", json!({}))),
            (
                "first",
                sub_query(0, "[Contact:Account].Owner.Name", json!({})),
            ),
        ],
    );
    assert_eq!(column(&server, &body, "count").await, [2, 0, 0, 0]);
    assert_eq!(column(&server, &body, "bobs").await, [1, 0, 0, 0]);
    let least = [json!(12.5), json!(-3.1), json!(0), json!(0)];
    assert_eq!(column(&server, &body, "least").await, least);
    assert_eq!(column(&server, &body, "last").await, ["Bob", "", "", ""]);
    assert_eq!(column(&server, &body, "first").await, ["", "", "", ""]);
}
