//! What rows show, and how it is written.

use serde_json::{Value, json};

use super::{aggregate, column, parameter, path, query, reply, rows, with};
use crate::support::{Server, guid};

#[tokio::test]
async fn a_lookup_is_an_object_and_an_empty_one_is_an_empty_text() {
    let server = Server::with_known_rows().await;
    let body = query("Contact", [("My account", path("Account"))]);
    let reply = reply(&server, &body).await;
    let accounts: Vec<_> = reply["rows"].as_array().unwrap().iter().collect();
    let alpha = json!({ "value": guid(1), "displayValue": "Alpha", "primaryImageValue": "" });
    assert_eq!(accounts[0]["My account"], alpha);
    assert_eq!(accounts[2]["My account"], "");
    let config = &reply["rowConfig"]["My account"];
    let expected =
        json!({ "dataValueType": 10, "isLookup": true, "referenceSchemaName": "Account" });
    assert_eq!(*config, expected);
    assert_eq!(reply["rowsAffected"], 3);
    assert_eq!(reply["notFoundColumns"], json!([]));
    assert_eq!(reply["nextPrcElReady"], false);
}

#[tokio::test]
async fn lookups_are_bare_keys_if_display_values_are_ignored() {
    let server = Server::with_known_rows().await;
    let body = query("Contact", [("Account", path("Account"))]);
    let body = with(body, "ignoreDisplayValues", json!(true));
    let found = column(&server, &body, "Account").await;
    assert_eq!(found, [json!(guid(1)), json!(guid(1)), json!("")]);
}

#[tokio::test]
async fn paths_follow_lookups_by_the_names_of_the_schema() {
    let server = Server::with_known_rows().await;
    let body = query(
        "Contact",
        [
            ("Id", path("Account.Id")),
            ("Name", path("Account.Owner.Name")),
            ("Type", path("Account.Type")),
            ("Type name", path("Account.Type.Name")),
            ("Completeness", path("Account.Completeness")),
        ],
    );
    let found = rows(&server, &body).await;
    let customer =
        json!({ "value": guid(91), "displayValue": "Customer", "primaryImageValue": "" });
    let ann = json!({
        "Id": guid(1),
        "Name": "Ann",
        "Type": customer,
        "Type name": "Customer",
        "Completeness": 10,
    });
    assert_eq!(found[0], ann);
    let none = json!({
        "Id": "00000000-0000-0000-0000-000000000000",
        "Name": "",
        "Type": "",
        "Type name": "",
        "Completeness": 0,
    });
    assert_eq!(found[2], none);
}

#[tokio::test]
async fn decimals_keep_their_digits_and_dates_their_milliseconds() {
    let server = Server::with_known_rows().await;
    let body = query("Order", [("Amount", path("Amount"))]);
    let sent = server.post(super::SELECT, &body).send().await.unwrap();
    let text = sent.text().await.unwrap();
    assert!(text.contains("9007199254740993.0002"), "{text}");
    assert!(text.contains("12.5000"), "{text}");
    let body = query("Account", [("On", path("CreatedOn"))]);
    let expected = [
        json!("2024-02-29T12:30:45.123"),
        json!("2024-12-31T23:59:59.000"),
        Value::Null,
        Value::Null,
    ];
    assert_eq!(column(&server, &body, "On").await, expected);
}

#[tokio::test]
async fn the_config_tells_the_types_of_the_entity_schema() {
    let server = Server::with_known_rows().await;
    let body = query(
        "Contact",
        [
            ("Id", path("Id")),
            ("Name", path("Name")),
            ("Born", path("BirthDate")),
            ("On", path("CreatedOn")),
            ("Phone", path("Phone")),
            ("Account", path("Account.Id")),
        ],
    );
    let reply = reply(&server, &body).await;
    let ty = |alias: &str| reply["rowConfig"][alias]["dataValueType"].as_u64().unwrap();
    let types = ["Id", "Name", "Born", "On", "Phone", "Account"].map(ty);
    assert_eq!(types, [0, 28, 8, 7, 42, 0]);
}

#[tokio::test]
async fn all_columns_come_under_their_own_names_without_streams() {
    let server = Server::with_known_rows().await;
    let body = json!({ "rootSchemaName": "Account", "allColumns": true });
    let found = rows(&server, &body).await;
    let alpha = found[0].as_object().unwrap();
    assert_eq!(alpha["Completeness"], 10);
    assert_eq!(alpha["Owner"]["displayValue"], "Ann");
    assert_eq!(alpha["ProcessListeners"], 0);
    assert!(!alpha.contains_key("OwnerId"));
    assert!(!alpha.contains_key("Logo"));
}

#[tokio::test]
async fn the_display_column_comes_along_unless_rows_are_merged() {
    let server = Server::with_known_rows().await;
    let body = query("Contact", [("Id", path("Id"))]);
    let found = rows(&server, &body).await;
    assert_eq!(found[0], json!({ "Id": guid(11), "Name": "Ann" }));
    let taken = query("Contact", [("Name", path("Account.Name"))]);
    assert_eq!(rows(&server, &taken).await[0], json!({ "Name": "Alpha" }));
    let distinct = query("Contact", [("Account", path("Account.Name"))]);
    let distinct = with(distinct, "isDistinct", json!(true));
    let expected = [json!({ "Account": "" }), json!({ "Account": "Alpha" })];
    assert_eq!(rows(&server, &distinct).await, expected);
}

#[tokio::test]
async fn functions_constants_and_calculations_are_columns_too() {
    let server = Server::with_known_rows().await;
    let length =
        json!({ "expressionType": 1, "functionType": 4, "functionArgument": path("Name") });
    let part = |number: u8| {
        json!({ "expressionType": 1, "functionType": 3, "datePartType": number,
            "functionArgument": path("CreatedOn") })
    };
    let half = json!({
        "expressionType": 4,
        "arithmeticOperation": 3,
        "leftArithmeticOperand": path("Completeness"),
        "rightArithmeticOperand": parameter(4, 4),
    });
    let body = query(
        "Account",
        [
            ("length", length),
            ("day", part(1)),
            ("week", part(2)),
            ("weekday", part(5)),
            ("time", part(7)),
            ("half", half),
            ("text", parameter(1, "it's")),
        ],
    );
    let found = rows(&server, &body).await;
    let expected = json!({
        "length": 13,
        "day": 31,
        "week": 1,
        "weekday": 3,
        "time": "0001-01-01T23:59:00.000",
        "half": 5,
        "text": "it's",
        "Name": "Ärger & Söhne",
    });
    assert_eq!(found[1], expected);
    assert_eq!(found[2]["day"], 0);
}

#[tokio::test]
async fn the_query_id_is_repeated() {
    let server = Server::with_known_rows().await;
    let body = with(
        query("Contact", [("N", aggregate(1, "Id"))]),
        "queryId",
        json!(guid(5)),
    );
    let reply = reply(&server, &body).await;
    assert_eq!(reply["queryId"], guid(5));
    assert_eq!(reply["rows"], json!([{ "N": 3 }]));
}
