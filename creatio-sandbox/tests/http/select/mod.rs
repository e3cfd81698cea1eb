//! The DataService's `SelectQuery`.

#![expect(
    clippy::needless_pass_by_value,
    reason = "parts of a body are written in place, where a reference would be noise"
)]

mod columns;
mod dates;
mod details;
mod filters;
mod pages;
mod refusals;
mod samples;
mod seeded;
mod totals;

use serde_json::{Map, Value, json};

use crate::support::{Server, parameter};

const SELECT: &str = "/0/DataService/json/SyncReply/SelectQuery";

/// The whole reply to a query that must succeed.
async fn reply(server: &Server, body: &Value) -> Value {
    let reply = server.post(SELECT, body).send().await.unwrap();
    assert_eq!(reply.status(), 200);
    let reply: Value = reply.json().await.unwrap();
    assert_eq!(reply["success"], true, "{reply}");
    reply
}

/// The rows of a query that must succeed.
async fn rows(server: &Server, body: &Value) -> Vec<Value> {
    reply(server, body).await["rows"]
        .as_array()
        .unwrap()
        .clone()
}

/// One member of all rows.
async fn column(server: &Server, body: &Value, alias: &str) -> Vec<Value> {
    let rows = rows(server, body).await;
    rows.iter().map(|row| row[alias].clone()).collect()
}

/// The status, the code and the message of a refusal.
async fn refusal(server: &Server, body: &Value) -> (u16, String, String) {
    let reply = server.post(SELECT, body).send().await.unwrap();
    let status = reply.status().as_u16();
    let body: Value = reply.json().await.unwrap();
    assert_eq!(body["success"], false, "{body}");
    let explained = &body["responseStatus"];
    let text = |member: &str| explained[member].as_str().unwrap().to_owned();
    (status, text("ErrorCode"), text("Message"))
}

/// A query over a schema with these columns, alias by expression.
fn query<const N: usize>(schema: &str, columns: [(&str, Value); N]) -> Value {
    let columns = columns.map(|(alias, expression)| {
        let column = json!({ "expression": expression });
        (alias.to_owned(), column)
    });
    let items: Map<String, Value> = columns.into_iter().collect();
    json!({ "rootSchemaName": schema, "columns": { "items": items } })
}

/// The same with a member more, or another value for it.
fn with(mut query: Value, member: &str, value: Value) -> Value {
    query[member] = value;
    query
}

/// The names of the rows that a condition finds, in the order of their keys.
async fn names(server: &Server, schema: &str, filter: Value) -> Vec<Value> {
    let body = query(schema, [("Name", path("Name"))]);
    let filters = json!({ "filterType": 6, "items": { "f": filter } });
    column(server, &with(body, "filters", filters), "Name").await
}

fn path(path: &str) -> Value {
    json!({ "expressionType": 0, "columnPath": path })
}

/// A date as the service wants it: JSON in JSON.
fn date(text: &str) -> Value {
    parameter(7, format!("\"{text}\""))
}

fn compare(comparison: u8, left: Value, right: Value) -> Value {
    json!({
        "filterType": 1,
        "comparisonType": comparison,
        "leftExpression": left,
        "rightExpression": right,
    })
}

fn macros(number: u8) -> Value {
    json!({ "expressionType": 1, "functionType": 1, "macrosType": number })
}

fn aggregate(aggregation: u8, column: &str) -> Value {
    json!({
        "expressionType": 1,
        "functionType": 2,
        "aggregationType": aggregation,
        "functionArgument": path(column),
    })
}

fn sub_query(aggregation: u8, column: &str, filters: Value) -> Value {
    json!({
        "expressionType": 3,
        "functionType": 2,
        "aggregationType": aggregation,
        "columnPath": column,
        "subFilters": { "filterType": 6, "items": filters },
    })
}
