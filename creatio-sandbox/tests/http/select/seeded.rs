//! Answers over the demo data, compared with what plain Rust makes of the same rows.

use std::collections::BTreeMap;

use creatio_sandbox::{Row, Sandbox};
use jiff::{Timestamp, tz::TimeZone};
use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::{aggregate, column, compare, macros, parameter, path, query, rows, sub_query, with};
use crate::support::Server;

const ZONE: &str = "America/New_York";
const NOW: &str = "2020-03-08T12:00:00Z";

async fn demo() -> Server {
    let builder = Sandbox::builder().time_zone(ZONE).now(NOW.parse().unwrap());
    Server::start(builder).await
}

/// The keys of the rows that a test finds, sorted.
fn keys(rows: &[Row], is_found: impl Fn(&Row) -> bool) -> Vec<String> {
    let found = rows.iter().filter(|row| is_found(row));
    let mut keys: Vec<_> = found
        .map(|row| row["Id"].as_str().unwrap().to_owned())
        .collect();
    keys.sort_unstable();
    keys
}

/// The keys of the rows that a condition finds.
async fn found(server: &Server, schema: &str, filter: Value) -> Vec<String> {
    let body = query(schema, [("Id", path("Id"))]);
    let filters = json!({ "filterType": 6, "items": { "f": filter } });
    let ids = column(server, &with(body, "filters", filters), "Id").await;
    ids.iter()
        .map(|id| id.as_str().unwrap().to_owned())
        .collect()
}

fn local(row: &Row, column: &str) -> Option<jiff::civil::DateTime> {
    let at: Timestamp = row[column].as_str()?.parse().unwrap();
    Some(TimeZone::get(ZONE).unwrap().to_datetime(at))
}

#[tokio::test]
async fn parts_of_dates_are_those_of_a_zone_with_summer_time() {
    let server = demo().await;
    let contacts = server.sandbox.rows("Contact").await.unwrap();
    let part = |number: u8| {
        json!({ "expressionType": 1, "functionType": 3, "datePartType": number,
            "functionArgument": path("CreatedOn") })
    };
    let hour = found(&server, "Contact", compare(3, part(6), parameter(4, 23))).await;
    let expected = keys(&contacts, |row| {
        local(row, "CreatedOn").is_some_and(|at| at.hour() == 23)
    });
    assert_eq!(hour, expected);
    assert!(!hour.is_empty());
    let sunday = found(&server, "Contact", compare(3, part(5), parameter(4, 1))).await;
    let expected = keys(&contacts, |row| {
        local(row, "CreatedOn").is_some_and(|at| at.weekday() == jiff::civil::Weekday::Sunday)
    });
    assert_eq!(sunday, expected);
}

#[tokio::test]
async fn the_current_month_is_that_of_the_users_calendar() {
    let server = demo().await;
    let activities = server.sandbox.rows("Activity").await.unwrap();
    let filter = compare(3, path("StartDate"), macros(10));
    let expected = keys(&activities, |row| {
        local(row, "StartDate").is_some_and(|at| (at.year(), at.month()) == (2020, 3))
    });
    assert!(!expected.is_empty());
    assert_eq!(found(&server, "Activity", filter).await, expected);
}

#[tokio::test]
async fn a_condition_and_its_negation_part_the_rows_without_those_that_are_unknown() {
    let server = demo().await;
    let contacts = server.sandbox.rows("Contact").await.unwrap();
    let mut filter = compare(7, path("BirthDate"), macros(19));
    let after = found(&server, "Contact", filter.clone()).await;
    filter["isNot"] = json!(true);
    let not_after = found(&server, "Contact", filter).await;
    let known = keys(&contacts, |row| !row["BirthDate"].is_null());
    let mut both = [after, not_after].concat();
    both.sort_unstable();
    assert_eq!(both, known);
}

#[tokio::test]
async fn the_contact_of_the_current_user_is_the_supervisor() {
    let server = demo().await;
    let me = server.sandbox.current_user_contact().to_string();
    let contacts = server.sandbox.rows("Contact").await.unwrap();
    let own = keys(&contacts, |row| row["Id"] == me);
    let filter = compare(3, path("Name"), parameter(1, "supervisor"));
    assert_eq!(found(&server, "Contact", filter).await, own);
    let created = found(&server, "Contact", compare(3, path("CreatedBy"), macros(2))).await;
    assert_eq!(created, keys(&contacts, |row| row["CreatedById"] == me));
    assert!(!created.is_empty());
    let users = server.sandbox.rows("SysAdminUnit").await.unwrap();
    let id = server.sandbox.current_user().to_string();
    let user = users.iter().find(|row| row["Id"] == id).unwrap();
    assert_eq!(
        (&user["Name"], &user["ContactId"]),
        (&json!("Supervisor"), &json!(me))
    );
}

#[tokio::test]
async fn sums_by_group_are_exact_over_hostile_amounts() {
    let server = demo().await;
    let orders = server.sandbox.rows("Order").await.unwrap();
    let mut expected: BTreeMap<String, (Decimal, u64)> = BTreeMap::new();
    for order in &orders {
        let account = order["AccountId"].as_str().unwrap_or_default().to_owned();
        let amount: Decimal = order["Amount"].as_str().unwrap().parse().unwrap();
        let group = expected.entry(account).or_default();
        *group = (group.0 + amount, group.1 + 1);
    }
    let body = query(
        "Order",
        [
            ("Account", path("Account")),
            ("sum", aggregate(2, "Amount")),
            ("n", aggregate(1, "Id")),
        ],
    );
    let body = with(body, "ignoreDisplayValues", json!(true));
    let sent = server.post(super::SELECT, &body).send().await.unwrap();
    let text = sent.text().await.unwrap();
    for (account, (sum, n)) in &expected {
        let row = format!("{{\"Account\":\"{account}\",\"sum\":{sum},\"n\":{n}}}");
        assert!(text.contains(&row), "{row}");
    }
    let count = text.matches("\"sum\":").count();
    // One of them is in the config.
    assert_eq!(count, expected.len() + 1);
}

#[tokio::test]
async fn counts_of_a_detail_are_those_of_its_rows() {
    let server = demo().await;
    let contacts = server.sandbox.rows("Contact").await.unwrap();
    let confirmed = json!({ "f": compare(3, path("Confirmed"), parameter(12, true)) });
    let body = query(
        "Account",
        [
            ("Id", path("Id")),
            ("n", sub_query(1, "[Contact:Account].Id", confirmed)),
        ],
    );
    let found = rows(&server, &body).await;
    assert_eq!(found.len(), 300);
    for row in found {
        let of_account = contacts
            .iter()
            .filter(|contact| contact["AccountId"] == row["Id"] && contact["Confirmed"] == true);
        assert_eq!(row["n"], of_account.count(), "{}", row["Id"]);
    }
}

#[tokio::test]
async fn pages_put_together_are_the_whole_in_order() {
    let server = demo().await;
    let body = json!({ "rootSchemaName": "Contact", "isPageable": true, "rowCount": 700,
        "columns": { "items": {
            "Name": { "expression": path("Name"), "orderDirection": 1, "orderPosition": 1 },
            "Id": { "expression": path("Id") },
        } } });
    let whole = column(&server, &with(body.clone(), "rowCount", json!(-1)), "Id").await;
    let mut pages = Vec::new();
    for offset in [0, 700, 1_400, 2_100, 2_800, 3_500] {
        pages.extend(
            column(
                &server,
                &with(body.clone(), "rowsOffset", json!(offset)),
                "Id",
            )
            .await,
        );
    }
    assert_eq!(whole.len(), 3_000);
    assert_eq!(pages, whole);
}

#[tokio::test]
async fn both_protocols_find_the_same_rows() {
    let server = demo().await;
    let cases = [
        (
            "contains(Name,'ö')",
            compare(11, path("Name"), parameter(1, "ö")),
        ),
        (
            "not contains(Account/Name,'a')",
            compare(12, path("Account.Name"), parameter(1, "a")),
        ),
        ("Age lt 30", compare(5, path("Age"), parameter(4, 30))),
        (
            "Account/Completeness ne 50",
            compare(4, path("Account.Completeness"), parameter(4, 50)),
        ),
        ("Email eq ''", compare(3, path("Email"), parameter(1, ""))),
        ("Name ge 'M'", compare(8, path("Name"), parameter(1, "m"))),
    ];
    for (odata, filter) in cases {
        let encoded = crate::support::encoded(odata);
        let path = format!("Contact?$select=Id&$orderby=Id&$filter={encoded}");
        let other = crate::support::texts(&server.json(&path).await, "Id");
        assert!(!other.is_empty(), "{odata}");
        assert_eq!(found(&server, "Contact", filter).await, other, "{odata}");
    }
}
