//! The DataService's `BatchQuery`, as Creatio's own clients send it.

use creatio_sandbox::{Sandbox, Seed};
use serde_json::{Value, json};

use crate::support::{Server, by_id, guid, parameter, row};

const BATCH: &str = "/0/DataService/json/SyncReply/BatchQuery";
/// The key of the rows in the browser client's bodies.
const SAMPLE: &str = "c4ed336c-3e9b-40fe-8b82-5632476472b4";
const PREFIX: &str = "Terrasoft.Nui.ServiceModel.DataContract.";

async fn send(server: &Server, batch: &Value) -> (u16, Value) {
    let reply = server.post(BATCH, batch).send().await.unwrap();
    (reply.status().as_u16(), reply.json().await.unwrap())
}

/// The results of a batch that was run, and whether it tells of errors.
async fn results(server: &Server, batch: &Value) -> (Vec<Value>, bool) {
    let (status, reply) = send(server, batch).await;
    assert_eq!(status, 200, "{reply}");
    assert_eq!(reply["responseStatus"], Value::Null);
    assert_eq!(reply.get("success"), None);
    let has_errors = reply["hasErrors"].as_bool().unwrap();
    (
        reply["queryResults"].as_array().unwrap().clone(),
        has_errors,
    )
}

fn select() -> Value {
    json!({
        "__type": format!("{PREFIX}SelectQuery"),
        "rootSchemaName": "Contact",
        "operationType": 0,
        "columns": { "items": {
            "Name": { "orderDirection": 1, "orderPosition": 0,
                "expression": { "expressionType": 0, "columnPath": "Name" } },
        }},
        "queryId": "select",
    })
}

fn insert(number: u32, name: &str) -> Value {
    json!({
        "__type": format!("{PREFIX}InsertQuery, Terrasoft.Nui.ServiceModel"),
        "rootSchemaName": "Contact",
        "operationType": 1,
        "columnValues": { "items": { "Id": parameter(0, guid(number)), "Name": parameter(1, name) } },
        "queryId": format!("insert {name}"),
    })
}

fn update(number: u32, name: &str) -> Value {
    json!({
        "__type": format!("{PREFIX}UpdateQuery"),
        "rootSchemaName": "Contact",
        "operationType": 2,
        "filters": by_id(number),
        "columnValues": { "items": { "Name": parameter(1, name) } },
        "isForceUpdate": false,
        "queryId": format!("update {name}"),
    })
}

/// A delete, which fails for accounts that others refer to.
fn delete(schema: &str, number: u32) -> Value {
    json!({
        "__type": format!("{PREFIX}DeleteQuery"),
        "rootSchemaName": schema,
        "operationType": 3,
        "filters": by_id(number),
    })
}

fn batch(items: &[Value], continues: bool) -> Value {
    json!({
        "items": items,
        "instanceId": "00000000-0000-0000-0000-000000000522",
        "continueIfError": continues,
        "includeProcessExecutionData": true,
    })
}

async fn names(server: &Server) -> Vec<Value> {
    let rows = server.sandbox.rows("Contact").await.unwrap();
    rows.iter().map(|row| row["Name"].clone()).collect()
}

#[tokio::test]
async fn queries_of_all_kinds_run_in_their_order() {
    let server = Server::with_known_rows().await;
    let items = [
        insert(14, "Dot"),
        update(11, "Anna"),
        delete("Contact", 13),
        select(),
    ];
    let (results, has_errors) = results(&server, &batch(&items, false)).await;
    assert!(!has_errors);
    assert_eq!(results.len(), 4);
    for (at, id) in [(0, "insert Dot"), (1, "update Anna"), (3, "select")] {
        assert_eq!(results[at]["queryId"], id);
    }
    assert_eq!(results[2].get("queryId"), None);
    for result in &results[..3] {
        let told = (&result["rowsAffected"], &result["success"]);
        assert_eq!(told, (&json!(1), &json!(true)), "{result}");
    }
    assert_eq!(results[0]["id"], guid(14));
    let rows = results[3]["rows"].as_array().unwrap();
    let shown: Vec<_> = rows.iter().map(|row| &row["Name"]).collect();
    assert_eq!(shown, ["Anna", "Bob", "Dot"]);
    assert_eq!(names(&server).await, ["Anna", "Bob", "Dot"]);
}

#[tokio::test]
async fn the_batch_that_creatios_browser_client_sends_is_run() {
    let schema = include_str!("select/samples.odata4.xml").replace(
        "<Property Name=\"Email\"",
        "<Property Name=\"BirthDate\" Type=\"Edm.DateTimeOffset\" /><Property Name=\"Email\"",
    );
    let builder = Sandbox::builder().metadata_text(schema);
    let server = Server::start(builder.seed(Seed::empty())).await;
    let account = row(json!({ "Id": SAMPLE, "Name": "Alpha" }));
    server
        .sandbox
        .insert_rows("Account", [account])
        .await
        .unwrap();
    let before = names(&server).await;
    let body = include_str!("select/bodies/55-batch.json");
    let body = serde_json::from_str(body).unwrap();
    let (results, has_errors) = results(&server, &body).await;
    assert!(!has_errors, "{results:?}");
    assert_eq!(results[0]["rows"].as_array().unwrap().len(), before.len());
    assert_eq!(results[1]["id"], SAMPLE);
    let changed: Vec<_> = results[1..].iter().map(|it| &it["rowsAffected"]).collect();
    assert_eq!(changed, [1, 1, 1]);
    // The last query deletes what the second one made.
    assert_eq!(names(&server).await, before);
}

#[tokio::test]
async fn the_first_error_ends_a_batch_and_undoes_it() {
    let server = Server::with_known_rows().await;
    let items = [insert(14, "Dot"), delete("Account", 1), update(11, "Anna")];
    let (results, has_errors) = results(&server, &batch(&items, false)).await;
    assert!(has_errors);
    assert_eq!(results.len(), 2);
    assert_eq!(results[0]["success"], true);
    assert_eq!(results[1]["success"], false);
    let message = results[1]["responseStatus"]["Message"].as_str().unwrap();
    assert!(message.starts_with("23503:"), "{message}");
    assert_eq!(names(&server).await, ["Ann", "Bob", "Cid"]);
    assert_eq!(server.sandbox.rows("Account").await.unwrap().len(), 4);
}

#[tokio::test]
async fn with_continue_if_error_each_query_is_for_itself() {
    let server = Server::with_known_rows().await;
    let mut unknown = update(12, "Bert");
    unknown["columnValues"]["items"] = json!({ "Nope": parameter(1, "x") });
    let items = [
        insert(14, "Dot"),
        unknown,
        delete("Account", 1),
        update(11, "Anna"),
    ];
    let (results, has_errors) = results(&server, &batch(&items, true)).await;
    assert!(has_errors);
    let told: Vec<_> = results.iter().map(|it| &it["success"]).collect();
    assert_eq!(told, [true, false, false, true]);
    assert_eq!(results[1]["queryId"], "update Bert");
    let code = &results[1]["responseStatus"]["ErrorCode"];
    assert_eq!(code, "ItemNotFoundException");
    assert_eq!(names(&server).await, ["Anna", "Bob", "Cid", "Dot"]);
}

#[tokio::test]
async fn an_item_without_its_type_in_front_refuses_the_whole_batch() {
    let server = Server::with_known_rows().await;
    let mut late = delete("Contact", 13);
    let members = late.as_object_mut().unwrap();
    let ty = members.shift_remove("__type").unwrap();
    let none = Value::Object(members.clone());
    members.insert("__type".to_owned(), ty);
    let mut other = delete("Contact", 13);
    other["__type"] = json!(format!("{PREFIX}BatchQuery"));
    for item in [late, none, other] {
        let refused = batch(&[insert(14, "Dot"), item.clone()], true);
        let (status, reply) = send(&server, &refused).await;
        assert_eq!(status, 500, "{item}");
        let code = &reply["responseStatus"]["ErrorCode"];
        assert_eq!(code, "UnsupportedSubqueryType", "{item}");
        assert_eq!(reply.get("queryResults"), None);
    }
    assert_eq!(names(&server).await, ["Ann", "Bob", "Cid"]);
}

#[tokio::test]
async fn a_lone_write_repeats_its_query_id_too() {
    let server = Server::with_known_rows().await;
    let path = "/0/DataService/json/SyncReply/UpdateQuery";
    let reply = server.post(path, &update(11, "Anna")).send().await.unwrap();
    let reply: Value = reply.json().await.unwrap();
    assert_eq!(reply["queryId"], "update Anna");
}

#[tokio::test]
async fn a_body_that_is_no_batch_is_refused() {
    let server = Server::with_known_rows().await;
    for body in [
        json!({}),
        json!({ "items": [] }),
        json!({ "items": 7 }),
        json!([]),
    ] {
        let (status, reply) = send(&server, &body).await;
        assert!(status >= 400, "{body}");
        assert!(reply["responseStatus"]["ErrorCode"].is_string(), "{reply}");
    }
}
