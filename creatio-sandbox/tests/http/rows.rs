//! Single rows and what hangs off them.

use serde_json::json;

use crate::support::{Server, guid, texts};

#[tokio::test]
async fn a_row_is_read_by_its_bare_key() {
    let server = Server::with_known_rows().await;
    let reply = server
        .json(&format!("Account({})?$select=Name", guid(1)))
        .await;
    let context = format!(
        "{}/0/odata/$metadata#Account(Name)/$entity",
        server.sandbox.url()
    );
    assert_eq!(reply, json!({"@odata.context": context, "Name": "Alpha"}));
}

#[tokio::test]
async fn an_unknown_key_is_404_without_a_body() {
    let server = Server::with_known_rows().await;
    for path in [
        "",
        "/Name",
        "/Logo",
        "/Owner",
        "/ContactCollectionByAccount",
    ] {
        let reply = server.get(&format!("Account({}){path}", guid(99))).await;
        assert_eq!(reply.status(), 404, "{path}");
        assert_eq!(reply.text().await.unwrap(), "", "{path}");
    }
}

#[tokio::test]
async fn a_whole_row_says_where_its_streams_are() {
    let server = Server::with_known_rows().await;
    let row = server.json(&format!("Account({})", guid(1))).await;
    let link = format!("Account({})/Logo", guid(1));
    assert_eq!(row["Logo@odata.mediaEditLink"], link);
    assert_eq!(row["Logo@odata.mediaReadLink"], link);
    assert_eq!(
        row["Logo@odata.mediaContentType"],
        "application/octet-stream"
    );
    assert_eq!(row.get("Logo"), None);
}

#[tokio::test]
async fn a_column_has_an_address_and_so_has_its_bare_value() {
    let server = Server::with_known_rows().await;
    let path = format!("Account({})/Name", guid(3));
    let context = format!("{}/0/odata/$metadata#{path}", server.sandbox.url());
    let expected = json!({"@odata.context": context, "value": "O'Brien 100%"});
    assert_eq!(server.json(&path).await, expected);
    let value = server
        .get(&format!("{path}/$value"))
        .await
        .text()
        .await
        .unwrap();
    assert_eq!(value, "O'Brien 100%");
    let amount = server
        .get(&format!("Order({})/Amount/$value", guid(21)))
        .await;
    assert_eq!(amount.text().await.unwrap(), "12.5000");
}

#[tokio::test]
async fn a_stream_gives_its_bytes_and_204_without_any() {
    let server = Server::with_known_rows().await;
    let full = server.get(&format!("Account({})/Logo", guid(1))).await;
    assert_eq!(full.headers()["content-type"], "application/octet-stream");
    assert_eq!(full.bytes().await.unwrap(), "picture");
    let empty = server.get(&format!("Account({})/Logo", guid(2))).await;
    assert_eq!(empty.status(), 204);
}

#[tokio::test]
async fn a_lookup_and_a_detail_have_addresses() {
    let server = Server::with_known_rows().await;
    let owner = server
        .json(&format!("Account({})/Owner?$select=Name", guid(2)))
        .await;
    assert_eq!(owner["Name"], "Bob");
    assert_eq!(
        server
            .get(&format!("Account({})/Owner", guid(3)))
            .await
            .status(),
        204
    );
    let detail = format!("Account({})/ContactCollectionByAccount", guid(1));
    let contacts = server.json(&format!("{detail}?$orderby=Name%20desc")).await;
    assert_eq!(texts(&contacts, "Name"), ["Bob", "Ann"]);
    assert_eq!(
        server
            .get(&format!("{detail}/$count"))
            .await
            .text()
            .await
            .unwrap(),
        "2"
    );
}
