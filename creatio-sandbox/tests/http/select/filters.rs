//! Conditions over the row itself.

use serde_json::{Value, json};

use super::{compare, macros, names, parameter, path};
use crate::support::{Server, guid};

async fn accounts(filter: Value) -> Vec<Value> {
    names(&Server::with_known_rows().await, "Account", filter).await
}

async fn contacts(filter: Value) -> Vec<Value> {
    names(&Server::with_known_rows().await, "Contact", filter).await
}

fn group(operation: u8, items: Value) -> Value {
    json!({ "filterType": 6, "logicalOperation": operation, "items": items })
}

fn name_is(comparison: u8, text: &str) -> Value {
    compare(comparison, path("Name"), parameter(1, text))
}

#[tokio::test]
async fn text_compares_without_case_and_wildcards_are_letters() {
    assert_eq!(accounts(name_is(3, "ALPHA")).await, ["Alpha"]);
    assert_eq!(accounts(name_is(11, "ÄRGER")).await, ["Ärger & Söhne"]);
    assert_eq!(accounts(name_is(13, "0%")).await, ["O'Brien 100%"]);
    assert_eq!(accounts(name_is(9, "o'b")).await, ["O'Brien 100%"]);
    assert_eq!(accounts(name_is(12, "r")).await, ["Alpha", ""]);
    assert_eq!(
        accounts(name_is(10, "a")).await,
        ["Ärger & Söhne", "O'Brien 100%", ""]
    );
    assert_eq!(
        accounts(name_is(14, "a")).await,
        ["Ärger & Söhne", "O'Brien 100%", ""]
    );
}

#[tokio::test]
async fn members_compare_without_case_and_others_are_ignored() {
    let filter = json!({
        "FilterType": 1, "ComparisonType": 3, "className": "Terrasoft.CompareFilter", "key": "x",
        "LEFTEXPRESSION": { "ExpressionType": 0, "ColumnPath": "Name", "caption": "Name" },
        "RightExpression": { "expressiontype": 2, "Parameter": { "DataValueType": 1, "Value": "Alpha" } },
    });
    assert_eq!(accounts(filter).await, ["Alpha"]);
}

#[tokio::test]
async fn groups_nest_and_an_empty_one_is_no_condition() {
    let both = group(
        0,
        json!({ "a": name_is(3, "Alpha"), "b": group(1, json!({})) }),
    );
    assert_eq!(accounts(both).await, ["Alpha"]);
    let either = group(1, json!({ "a": name_is(3, "Alpha"), "b": name_is(3, "") }));
    assert_eq!(accounts(either).await, ["Alpha", ""]);
    let empty = group(1, json!({}));
    assert_eq!(accounts(empty).await.len(), 4);
}

#[tokio::test]
async fn a_condition_that_is_not_enabled_is_none() {
    let mut off = name_is(3, "Alpha");
    off["isEnabled"] = json!(false);
    assert_eq!(accounts(off).await.len(), 4);
}

#[tokio::test]
async fn a_negation_keeps_what_is_unknown_unknown() {
    let mut not = compare(3, path("Account.Completeness"), parameter(4, 20));
    not["isNot"] = json!(true);
    assert_eq!(contacts(not).await, ["Ann", "Bob"]);
    let mut neither = group(1, json!({ "a": name_is(3, "Ann"), "b": name_is(3, "Bob") }));
    neither["isNot"] = json!(true);
    assert_eq!(contacts(neither).await, ["Cid"]);
}

#[tokio::test]
async fn is_null_is_meant_unless_is_null_false_is_spelled_out() {
    let presence = |path: &str, comparison: u8| {
        json!({ "filterType": 2, "comparisonType": comparison,
            "leftExpression": { "expressionType": 0, "columnPath": path } })
    };
    assert_eq!(contacts(presence("Account", 1)).await, ["Cid"]);
    assert_eq!(contacts(presence("Account", 2)).await, ["Cid"]);
    let mut filled = presence("Account", 2);
    filled["isNull"] = json!(false);
    assert_eq!(contacts(filled).await, ["Ann", "Bob"]);
    assert_eq!(contacts(presence("Email", 1)).await, ["Ann", "Bob"]);
    assert_eq!(contacts(presence("Account.Name", 1)).await, ["Cid"]);
}

#[tokio::test]
async fn not_equal_on_a_lookup_finds_empty_ones() {
    let other = parameter(10, guid(2));
    assert_eq!(
        contacts(compare(4, path("Account"), other.clone()))
            .await
            .len(),
        3
    );
    let mine = parameter(0, guid(1));
    assert_eq!(
        contacts(compare(4, path("Account"), mine.clone())).await,
        ["Cid"]
    );
    assert_eq!(
        contacts(compare(4, path("Account.Id"), mine.clone())).await,
        ["Cid"]
    );
    let not_in = json!({ "filterType": 4, "comparisonType": 4, "leftExpression": path("Account"),
        "rightExpressions": [mine, other] });
    assert_eq!(contacts(not_in).await, ["Cid"]);
}

#[tokio::test]
async fn in_is_equality_with_any() {
    let among = json!({ "filterType": 4, "comparisonType": 3, "leftExpression": path("Name"),
        "rightExpressions": [parameter(1, "ANN"), parameter(1, "cid"), parameter(1, "x")] });
    assert_eq!(contacts(among).await, ["Ann", "Cid"]);
    let many: Vec<_> = (0..2_000)
        .map(|number| parameter(0, guid(number)))
        .collect();
    let among = json!({ "filterType": 4, "comparisonType": 3, "leftExpression": path("Id"),
        "rightExpressions": many });
    assert_eq!(contacts(among).await.len(), 3);
}

#[tokio::test]
async fn between_has_the_lower_bound_in_the_member_called_less() {
    let between = |lower: i32, upper: i32| {
        json!({ "filterType": 3, "comparisonType": 0, "leftExpression": path("Completeness"),
            "rightLessExpression": parameter(4, lower),
            "rightGreaterExpression": parameter(4, upper) })
    };
    assert_eq!(accounts(between(10, 20)).await, ["Alpha", "Ärger & Söhne"]);
    assert_eq!(accounts(between(20, 10)).await, [] as [Value; 0]);
}

#[tokio::test]
async fn a_column_compares_with_a_column() {
    let own_parent = compare(3, path("Parent"), path("Id"));
    assert_eq!(accounts(own_parent).await, [""]);
    let same_owner = compare(3, path("Account.Owner.Name"), path("Name"));
    assert_eq!(contacts(same_owner).await, ["Ann"]);
}

#[tokio::test]
async fn numbers_compare_to_their_last_digit_whatever_their_types() {
    let server = Server::with_known_rows().await;
    let numbers = async |comparison: u8, ty: u8, number: &str| {
        // As text, since a tree of JSON would round the number.
        let body = format!(
            r#"{{"rootSchemaName":"Order","columns":{{"items":{{"N":{{"expression":
            {{"columnPath":"Number"}}}}}}}},"filters":{{"filterType":6,"items":{{"f":
            {{"filterType":1,"comparisonType":{comparison},
            "leftExpression":{{"columnPath":"Amount"}},"rightExpression":{{"expressionType":2,
            "parameter":{{"dataValueType":{ty},"value":{number}}}}}}}}}}}}}"#
        );
        let request = server.post(super::SELECT, &json!({})).body(body);
        let reply: Value = request.send().await.unwrap().json().await.unwrap();
        let rows = reply["rows"]
            .as_array()
            .unwrap_or_else(|| panic!("{reply}"));
        let names: Vec<_> = rows.iter().filter_map(|row| row["N"].as_str()).collect();
        names.concat()
    };
    assert_eq!(numbers(3, 6, "9007199254740993.0001").await, "B");
    assert_eq!(numbers(7, 32, "9007199254740993.0001").await, "C");
    assert_eq!(numbers(3, 5, "12.5").await, "A");
    assert_eq!(numbers(6, 4, "12").await, "D");
}

#[tokio::test]
async fn macros_stand_for_columns_of_the_root() {
    let by_id = compare(3, macros(34), parameter(0, guid(12)));
    assert_eq!(contacts(by_id).await, ["Bob"]);
    let by_text = compare(3, macros(34), parameter(1, guid(12)));
    assert_eq!(contacts(by_text).await, ["Bob"]);
    let by_name = compare(9, macros(35), parameter(1, "c"));
    assert_eq!(contacts(by_name).await, ["Cid"]);
}
