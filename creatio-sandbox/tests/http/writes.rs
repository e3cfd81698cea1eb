//! Writes, as a client sends them by hand: what Creatio adds, passes over and refuses.

use creatio_sandbox::{Sandbox, Seed};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Server, by_id, guid, parameter};

/// Sends a write to the OData service; status and body of the answer, null if it has none.
async fn odata(server: &Server, method: Method, path: &str, body: Value) -> (u16, Value) {
    let url = format!("{}/0/odata/{path}", server.sandbox.url());
    let request = reqwest::Client::new().request(method, url);
    let request = request.bearer_auth(server.sandbox.issue_token());
    let reply = request.json(&body).send().await.unwrap();
    let status = reply.status().as_u16();
    let text = reply.text().await.unwrap();
    (status, serde_json::from_str(&text).unwrap_or_default())
}

/// Sends a write to the DataService.
async fn data_service(server: &Server, operation: &str, body: Value) -> Value {
    let path = format!("/0/DataService/json/SyncReply/{operation}");
    let reply = server.post(&path, &body).send().await.unwrap();
    reply.json().await.unwrap()
}

async fn stored(server: &Server, entity: &str, number: u32) -> Option<Value> {
    let rows = server.sandbox.rows(entity).await.unwrap();
    let row = rows.into_iter().find(|row| row["Id"] == guid(number));
    row.map(Value::Object)
}

fn contact(number: u32) -> String {
    format!("Contact({})", guid(number))
}

#[tokio::test]
async fn an_inserted_row_comes_back_whole_with_defaults_and_its_address() {
    let server = Server::with_known_rows().await;
    let body = json!({ "Id": guid(14), "Name": "Dot", "AccountId": guid(1), "Account": "ignored" });
    let url = format!("{}/0/odata/Contact", server.sandbox.url());
    let reply = reqwest::Client::new()
        .post(url)
        .bearer_auth(server.sandbox.issue_token())
        .json(&body)
        .send()
        .await
        .unwrap();
    assert_eq!(reply.status(), 201);
    let location = reply.headers()["location"].to_str().unwrap().to_owned();
    assert!(
        location.ends_with(&format!("/0/odata/{}", contact(14))),
        "{location}"
    );
    let row: Value = reply.json().await.unwrap();
    assert_eq!((&row["Name"], &row["Age"]), (&json!("Dot"), &json!(0)));
    assert_eq!(row["OwnerId"], "00000000-0000-0000-0000-000000000000");
    let author = server.sandbox.current_user_contact().to_string();
    assert_eq!(row["CreatedById"], author);
    let stored = stored(&server, "Contact", 14).await.unwrap();
    assert_eq!(
        (&stored["OwnerId"], &stored["AccountId"]),
        (&Value::Null, &json!(guid(1)))
    );
    assert_ne!(stored["CreatedOn"], Value::Null);
}

#[tokio::test]
async fn a_row_without_an_id_gets_one() {
    let server = Server::with_known_rows().await;
    let (status, row) = odata(&server, Method::POST, "Contact", json!({ "Name": "Dot" })).await;
    assert_eq!(status, 201);
    let values = json!({ "items": { "Name": parameter(1, "Dot") } });
    let body = json!({ "rootSchemaName": "Contact", "operationType": 1, "columnValues": values });
    let reply = data_service(&server, "InsertQuery", body).await;
    assert_eq!(
        (&reply["rowsAffected"], &reply["success"]),
        (&json!(1), &json!(true))
    );
    let rows = server.sandbox.rows("Contact").await.unwrap();
    for id in [&row["Id"], &reply["id"]] {
        assert!(rows.iter().any(|row| row["Id"] == *id), "{id}");
    }
}

#[tokio::test]
async fn a_patch_with_an_unknown_property_may_be_answered_and_forgotten() {
    let builder = Sandbox::builder().seed(Seed::empty());
    let server = Server::start(builder.ignore_unknown_in_patch(true)).await;
    let ann = json!({ "Id": guid(11), "Name": "Ann" });
    let inserted = odata(&server, Method::POST, "Contact", ann).await;
    assert_eq!(inserted.0, 201);
    let change = json!({ "Name": "Bob", "Nothing": 1 });
    let changed = odata(&server, Method::PATCH, &contact(11), change.clone()).await;
    assert_eq!(changed.0, 204);
    assert_eq!(stored(&server, "Contact", 11).await.unwrap()["Name"], "Ann");
    assert_eq!(
        odata(&server, Method::PATCH, &contact(12), change.clone())
            .await
            .0,
        404
    );
    assert_eq!(odata(&server, Method::POST, "Contact", change).await.0, 400);
}

#[tokio::test]
async fn an_unknown_property_is_refused_and_nothing_is_written() {
    let server = Server::with_known_rows().await;
    let body = json!({ "Name": "New", "labNope": 1 });
    for (method, path) in [
        (Method::POST, "Contact".to_owned()),
        (Method::PATCH, contact(11)),
    ] {
        let (status, refusal) = odata(&server, method, &path, body.clone()).await;
        assert_eq!(status, 400);
        assert_eq!(refusal["error"]["message"], "The request is invalid.");
        let inner = refusal["error"]["innererror"]["message"].as_str().unwrap();
        assert!(
            inner.starts_with("item : The property 'labNope' does not exist on type"),
            "{inner}"
        );
    }
    assert_eq!(server.sandbox.rows("Contact").await.unwrap().len(), 3);
    assert_eq!(stored(&server, "Contact", 11).await.unwrap()["Name"], "Ann");
}

#[tokio::test]
async fn a_lookup_is_emptied_by_null_and_not_by_the_empty_guid() {
    let server = Server::with_known_rows().await;
    let empty = "00000000-0000-0000-0000-000000000000";
    for (value, left) in [(json!(empty), json!(guid(1))), (Value::Null, Value::Null)] {
        let (status, _) = odata(
            &server,
            Method::PATCH,
            &contact(11),
            json!({ "AccountId": value }),
        )
        .await;
        assert_eq!(status, 204);
        assert_eq!(
            stored(&server, "Contact", 11).await.unwrap()["AccountId"],
            left
        );
    }
}

#[tokio::test]
async fn an_instant_needs_its_zone() {
    let server = Server::with_known_rows().await;
    for (text, status) in [
        ("2024-01-01T04:00:00.000", 400),
        ("2024-01-01", 400),
        ("2024-01-01T04:00:00Z", 204),
        ("2024-01-01T06:00:00+02:00", 204),
    ] {
        let body = json!({ "CreatedOn": text });
        assert_eq!(
            odata(&server, Method::PATCH, &contact(11), body).await.0,
            status,
            "{text}"
        );
    }
    let stored = stored(&server, "Contact", 11).await.unwrap();
    assert_eq!(stored["CreatedOn"], "2024-01-01T04:00:00Z");
}

#[tokio::test]
async fn rows_that_are_not_there_are_404_and_those_that_are_needed_stay() {
    let server = Server::with_known_rows().await;
    let body = json!({ "Name": "x" });
    assert_eq!(
        odata(&server, Method::PATCH, &contact(99), body).await.0,
        404
    );
    assert_eq!(
        odata(&server, Method::DELETE, &contact(99), Value::Null)
            .await
            .0,
        404
    );
    let account = format!("Account({})", guid(1));
    let (status, refusal) = odata(&server, Method::DELETE, &account, Value::Null).await;
    assert_eq!(status, 500);
    let inner = refusal["error"]["innererror"]["message"].as_str().unwrap();
    assert!(inner.starts_with("23503:"), "{inner}");
    assert!(stored(&server, "Account", 1).await.is_some());
    assert_eq!(
        odata(&server, Method::DELETE, &contact(13), Value::Null)
            .await
            .0,
        204
    );
    assert!(stored(&server, "Contact", 13).await.is_none());
}

#[tokio::test]
async fn the_data_service_wants_filters_and_names_of_schemas() {
    let server = Server::with_known_rows().await;
    let values = |name: &str| json!({ "items": { name: parameter(10, guid(2)) } });
    let update = |filters: Value, name: &str| json!({ "rootSchemaName": "Contact", "filters": filters, "columnValues": values(name) });
    let no_items = json!({ "filterType": 6, "items": {} });
    for body in [
        update(Value::Null, "Account"),
        update(no_items.clone(), "Account"),
        update(by_id(11), "AccountId"),
        update(by_id(11), "Nope"),
    ] {
        let reply = data_service(&server, "UpdateQuery", body).await;
        assert_eq!(reply["success"], false, "{reply}");
    }
    let delete = json!({ "rootSchemaName": "Contact", "filters": no_items });
    assert_eq!(
        data_service(&server, "DeleteQuery", delete).await["success"],
        false
    );
    assert_eq!(
        stored(&server, "Contact", 11).await.unwrap()["AccountId"],
        guid(1)
    );
    let reply = data_service(&server, "UpdateQuery", update(by_id(11), "Account")).await;
    assert_eq!(
        (&reply["rowsAffected"], &reply["success"]),
        (&json!(1), &json!(true))
    );
    assert_eq!(
        stored(&server, "Contact", 11).await.unwrap()["AccountId"],
        guid(2)
    );
    let reply = data_service(&server, "UpdateQuery", update(by_id(99), "Account")).await;
    assert_eq!(
        (&reply["rowsAffected"], &reply["success"]),
        (&json!(0), &json!(true))
    );
}

#[tokio::test]
async fn a_write_of_several_rows_is_made_as_a_whole_or_not_at_all() {
    let server = Server::with_known_rows().await;
    let all = json!({ "filterType": 6, "items": { "id": {
        "filterType": 2, "comparisonType": 2, "isNull": false,
        "leftExpression": { "expressionType": 0, "columnPath": "Id" },
    }}});
    let delete = json!({ "rootSchemaName": "Contact", "filters": all });
    // Accounts refer to two of the three.
    let reply = data_service(&server, "DeleteQuery", delete).await;
    assert_eq!(reply["success"], false, "{reply}");
    assert_eq!(server.sandbox.rows("Contact").await.unwrap().len(), 3);
}
