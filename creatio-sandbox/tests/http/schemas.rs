//! The DataService's schema operations: what `$metadata` lacks.

use std::time::Duration;

use creatio_sandbox::{Fault, Injection, Runtime, Sandbox, Seed};
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::support::Server;

const ONE: &str = "/0/DataService/json/SyncReply/RuntimeEntitySchemaRequest";
const ALL: &str = "/0/DataService/json/SyncReply/EntitySchemaManagerRequest";

async fn server() -> Server {
    Server::start(Sandbox::builder().seed(Seed::empty())).await
}

async fn post(server: &Server, path: &str, body: &Value) -> Value {
    let reply = server.post(path, body).send().await.unwrap();
    assert_eq!(reply.status(), 200, "{path}");
    assert_eq!(
        reply.headers()["content-type"],
        "application/json; charset=utf-8"
    );
    reply.json().await.unwrap()
}

/// The column of a schema with this name.
fn column<'j>(schema: &'j Value, name: &str) -> &'j Value {
    let columns = schema["columns"]["Items"].as_object().unwrap();
    let (id, column) = columns.iter().find(|(_, it)| it["name"] == name).unwrap();
    assert_eq!(column["uId"], id.as_str());
    column
}

#[tokio::test]
async fn a_schema_tells_captions_types_and_requiredness() {
    let server = server().await;
    let reply = post(&server, ONE, &json!({ "Name": "Contact" })).await;
    assert_eq!(reply["success"], true);
    let schema = &reply["schema"];
    assert_eq!(schema["caption"], json!({ "en-US": "Contact" }));
    assert_eq!(schema["description"], json!({}));
    let name = column(schema, "Name");
    assert_eq!(name["isRequired"], true);
    assert_eq!(name["caption"], json!({ "en-US": "Full name" }));
    assert_eq!(schema["primaryDisplayColumnUId"], name["uId"]);
    assert_eq!(column(schema, "BirthDate")["dataValueType"], 8);
    let account = column(schema, "Account");
    assert_eq!(account["dataValueType"], 10);
    assert_eq!(account["referenceSchemaName"], "Account");
    assert_eq!(account["isRequired"], false);
}

#[tokio::test]
async fn a_schema_has_the_columns_that_odata_hides() {
    let server = server().await;
    let reply = post(&server, ONE, &json!({ "name": "AccountType" })).await;
    assert_eq!(column(&reply["schema"], "Color")["dataValueType"], 18);
}

#[tokio::test]
async fn the_list_names_extended_schemas_several_times() {
    let server = server().await;
    let reply = post(&server, ALL, &json!({})).await;
    let list = reply["collection"].as_array().unwrap();
    let of = |name: &str| -> Vec<_> {
        let lines = list.iter().filter(|line| line["name"] == name);
        lines
            .map(|line| line["extendParent"].as_bool().unwrap())
            .collect()
    };
    assert_eq!(of("Contact"), [false, true, true]);
    assert_eq!(of("City"), [false]);
    let contact = list.iter().find(|line| line["name"] == "Contact").unwrap();
    let by_id = post(&server, ONE, &json!({ "uId": contact["uId"] })).await;
    assert_eq!(by_id["schema"]["name"], "Contact");
}

#[tokio::test]
async fn an_unknown_schema_is_refused_with_status_200() {
    let server = server().await;
    for asked in [
        json!({ "Name": "Nothing" }),
        json!({ "uId": "x" }),
        json!({}),
    ] {
        let reply = post(&server, ONE, &asked).await;
        assert_eq!(reply["success"], false, "{asked}");
        assert_eq!(reply["errorInfo"]["errorCode"], "ItemNotFoundException");
    }
}

#[tokio::test]
async fn entities_of_another_snapshot_get_plausible_schemas() {
    let document = r#"<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx">
        <edmx:DataServices><Schema Namespace="D" xmlns="http://docs.oasis-open.org/odata/ns/edm">
        <EntityType Name="UsrVisit"><Key><PropertyRef Name="Id"/></Key>
        <Property Name="Id" Type="Edm.Guid"/><Property Name="UsrTitle" Type="Edm.String"/>
        <Property Name="UsrStartDate" Type="Edm.DateTimeOffset"/>
        <Property Name="UsrParentId" Type="Edm.Guid"/>
        <NavigationProperty Name="UsrParent" Type="D.UsrVisit">
        <ReferentialConstraint Property="UsrParentId" ReferencedProperty="Id"/>
        </NavigationProperty></EntityType>
        <EntityContainer Name="C"><EntitySet Name="UsrVisit" EntityType="D.UsrVisit"/>
        </EntityContainer></Schema></edmx:DataServices></edmx:Edmx>"#;
    let builder = Sandbox::builder()
        .metadata_text(document)
        .seed(Seed::empty());
    let server = Server::start(builder).await;
    let reply = post(&server, ONE, &json!({ "Name": "UsrVisit" })).await;
    let schema = &reply["schema"];
    assert_eq!(column(schema, "UsrStartDate")["dataValueType"], 7);
    assert_eq!(
        column(schema, "UsrStartDate")["caption"]["en-US"],
        "Usr start date"
    );
    let parent = column(schema, "UsrParent");
    assert_eq!(parent["referenceSchemaName"], "UsrVisit");
    assert_eq!(parent["referenceSchemaUId"], schema["uId"]);
    assert_eq!(
        schema["primaryDisplayColumnUId"],
        column(schema, "UsrTitle")["uId"]
    );
}

#[tokio::test]
async fn the_service_asks_for_a_token_a_post_and_json() {
    let server = server().await;
    let url = format!("{}{ONE}", server.sandbox.url());
    let without = reqwest::Client::new().post(&url).json(&json!({})).send();
    assert_eq!(without.await.unwrap().status(), StatusCode::UNAUTHORIZED);
    let malformed = server.post(ONE, &json!([])).send().await.unwrap();
    assert_eq!(malformed.status(), StatusCode::BAD_REQUEST);
    let unknown = server.post("/0/DataService/json/SyncReply/Nothing", &json!({}));
    assert_eq!(
        unknown.send().await.unwrap().status(),
        StatusCode::NOT_FOUND
    );
    let token = server.sandbox.issue_token();
    let get = reqwest::Client::new().get(&url).bearer_auth(token).send();
    assert_eq!(get.await.unwrap().status(), StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn hosts_on_net_serve_it_without_0_too() {
    let builder = Sandbox::builder().runtime(Runtime::Net).seed(Seed::empty());
    let server = Server::start(builder).await;
    let path = ONE.strip_prefix("/0").unwrap();
    let reply = post(&server, path, &json!({ "Name": "City" })).await;
    assert_eq!(reply["schema"]["name"], "City");
}

#[tokio::test]
async fn a_fault_can_hit_one_schema_only() {
    let server = server().await;
    let refusal = Fault::Refusal {
        code: "AccessDenied".to_owned(),
        message: "Access to SysSchema is denied".to_owned(),
    };
    server
        .sandbox
        .inject(Injection::from(refusal).to_schema("City"));
    server
        .sandbox
        .inject(Injection::from(Fault::Hang).to_schema("Order"));
    let contact = post(&server, ONE, &json!({ "Name": "Contact" })).await;
    assert_eq!(contact["success"], true);
    let city = post(&server, ONE, &json!({ "Name": "City" })).await;
    assert_eq!(city["errorInfo"]["errorCode"], "AccessDenied");
    let order = server.post(ONE, &json!({ "Name": "Order" }));
    let error = order
        .timeout(Duration::from_millis(200))
        .send()
        .await
        .unwrap_err();
    assert!(error.is_timeout(), "{error}");
    let again = post(&server, ONE, &json!({ "Name": "Order" })).await;
    assert_eq!(again["success"], true);
}
