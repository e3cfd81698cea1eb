//! `$expand`: rows within rows.

use creatio_sandbox::Sandbox;
use serde_json::json;

use crate::support::{Server, encoded, guid};

#[tokio::test]
async fn a_lookup_expands_to_its_row_or_to_null() {
    let server = Server::with_known_rows().await;
    let path = "Account?$select=Name&$expand=Owner($select=Name)&$orderby=Id&$top=3";
    let reply = server.json(path).await;
    let expected = json!([
        {"Name": "Alpha", "Owner": {"Name": "Ann"}},
        {"Name": "Ärger & Söhne", "Owner": {"Name": "Bob"}},
        {"Name": "O'Brien 100%", "Owner": null},
    ]);
    assert_eq!(reply["value"], expected);
    let context = format!(
        "{}/0/odata/$metadata#Account(Name,Owner(Name))",
        server.sandbox.url()
    );
    assert_eq!(reply["@odata.context"], context);
}

#[tokio::test]
async fn without_a_selection_an_expanded_row_is_whole() {
    let server = Server::with_known_rows().await;
    let reply = server
        .json("Contact?$expand=Account&$orderby=Id&$top=1")
        .await;
    let account = &reply["value"][0]["Account"];
    assert_eq!(account["Completeness"], 10);
    assert_eq!(
        account["Logo@odata.mediaEditLink"],
        format!("Account({})/Logo", guid(1))
    );
    let context = format!(
        "{}/0/odata/$metadata#Contact(Account())",
        server.sandbox.url()
    );
    assert_eq!(reply["@odata.context"], context);
}

#[tokio::test]
async fn a_detail_has_options_of_its_own_for_each_parent() {
    let server = Server::with_known_rows().await;
    let filter = encoded("Name ne 'x;(,'");
    let options =
        format!("$select=Name;$filter={filter};$orderby=Name%20desc;$top=1;$skip=0;$count=true");
    let path = format!(
        "Account?$select=Id&$orderby=Id&$top=2&$expand=ContactCollectionByAccount({options})"
    );
    let rows = server.json(&path).await["value"].clone();
    assert_eq!(
        rows[0]["ContactCollectionByAccount"],
        json!([{"Name": "Bob"}])
    );
    assert_eq!(rows[0]["ContactCollectionByAccount@odata.count"], 2);
    assert_eq!(rows[1]["ContactCollectionByAccount"], json!([]));
    assert_eq!(rows[1]["ContactCollectionByAccount@odata.count"], 0);
}

#[tokio::test]
async fn expansions_nest_to_the_depth_allowed_and_no_deeper() {
    let server = Server::with_known_rows().await;
    let two = "Account?$select=Id&$orderby=Id&$top=1\
        &$expand=ContactCollectionByAccount($select=Name;$orderby=Name;$expand=Owner($select=Name))";
    let contacts = server.json(two).await["value"][0]["ContactCollectionByAccount"].clone();
    let expected = json!([
        {"Name": "Ann", "Owner": null},
        {"Name": "Bob", "Owner": {"Name": "Ann"}},
    ]);
    assert_eq!(contacts, expected);
    let three = "Account?$expand=Owner($expand=Account($expand=Type))";
    let (status, body) = server.refusal(three).await;
    assert_eq!(status, 400);
    let message = body["error"]["message"].as_str().unwrap();
    assert!(message.contains("$expand path which is too deep. The maximum depth allowed is 2"));
    let generous = Server::start(Sandbox::builder().max_expansion_depth(3)).await;
    assert_eq!(generous.get(three).await.status(), 200);
}

#[tokio::test]
async fn rows_that_refer_to_themselves_expand_once_per_level() {
    let server = Server::with_known_rows().await;
    let path = format!(
        "Account({})?$select=Id&$expand=Parent($select=Id;$expand=Parent($select=Id))",
        guid(4)
    );
    let reply = server.json(&path).await;
    let level = |inner| json!({"Id": guid(4), "Parent": inner});
    assert_eq!(reply["Parent"], level(json!({"Id": guid(4)})));
}

#[tokio::test]
async fn expanding_many_rows_takes_more_than_one_chunk_of_keys() {
    let server = Server::start(Sandbox::builder()).await;
    let reply = server
        .json("Contact?$select=AccountId&$expand=Account($select=Id)")
        .await;
    let rows = reply["value"].as_array().unwrap();
    assert_eq!(rows.len(), 3_000);
    for row in rows {
        match row["AccountId"].as_str().unwrap() {
            "00000000-0000-0000-0000-000000000000" => assert_eq!(row["Account"], json!(null)),
            id => assert_eq!(row["Account"]["Id"], id),
        }
    }
}
