//! Collections: columns, order, pages, counts.

use creatio_sandbox::{Sandbox, Seed};
use serde_json::json;

use crate::support::{Server, encoded, guid, texts};

#[tokio::test]
async fn selected_columns_come_alone_and_in_order() {
    let server = Server::with_known_rows().await;
    let reply = server
        .json("Account?$select=Name,Id&$orderby=Completeness&$top=1")
        .await;
    let context = format!(
        "{}/0/odata/$metadata#Account(Name,Id)",
        server.sandbox.url()
    );
    let expected = json!({
        "@odata.context": context,
        "value": [{"Name": "O'Brien 100%", "Id": guid(3)}],
    });
    assert_eq!(reply.to_string(), expected.to_string());
}

#[tokio::test]
async fn answers_carry_creatios_headers() {
    let server = Server::with_known_rows().await;
    let reply = server.get("Account").await;
    assert_eq!(reply.headers()["odata-version"], "4.0");
    assert_eq!(
        reply.headers()["content-type"],
        "application/json; odata.metadata=minimal"
    );
}

#[tokio::test]
async fn absent_values_are_never_null() {
    let server = Server::with_known_rows().await;
    server.sandbox.insert_rows("Lead", [crate::support::row(json!({
        "Id": guid(31), "Budget": null, "Qualified": null, "DoNotUseFax": null, "MeetingDate": null,
    }))]).await.unwrap();
    let columns = "OwnerId,Notes,MeetingDate,Qualified,Budget,DoNotUseFax";
    let reply = server.json(&format!("Lead?$select={columns}")).await;
    let expected = json!({
        "OwnerId": "00000000-0000-0000-0000-000000000000",
        "Notes": "",
        "MeetingDate": "0001-01-01T00:00:00Z",
        "Qualified": 0,
        "Budget": 0,
        "DoNotUseFax": false,
    });
    assert_eq!(reply["value"][0], expected);
    let stored = &server.sandbox.rows("Lead").await.unwrap()[0];
    assert_eq!(stored["Budget"], json!(null));
    assert_eq!(stored["Notes"], json!(""));
}

#[tokio::test]
async fn decimals_keep_their_scale_and_every_digit() {
    let server = Server::with_known_rows().await;
    let text = server
        .get("Order?$select=Amount&$orderby=Number")
        .await
        .text()
        .await
        .unwrap();
    let rows = r#"[{"Amount":12.5000},{"Amount":9007199254740993.0001},{"Amount":9007199254740993.0002},{"Amount":-3.1}]"#;
    assert!(text.contains(rows), "{text}");
}

#[tokio::test]
async fn decimals_sort_as_numbers() {
    let server = Server::with_known_rows().await;
    let reply = server.json("Order?$select=Number&$orderby=Amount").await;
    assert_eq!(texts(&reply, "Number"), ["D", "A", "B", "C"]);
}

#[tokio::test]
async fn instants_are_utc_with_the_digits_they_have() {
    let server = Server::with_known_rows().await;
    let reply = server
        .json("Account?$select=CreatedOn&$orderby=CreatedOn%20desc")
        .await;
    let expected = [
        "2024-12-31T23:59:59Z",
        "2024-02-29T12:30:45.1234567Z",
        "0001-01-01T00:00:00Z",
        "0001-01-01T00:00:00Z",
    ];
    assert_eq!(texts(&reply, "CreatedOn"), expected);
}

#[tokio::test]
async fn order_goes_through_lookups_with_empty_ones_first() {
    let server = Server::with_known_rows().await;
    let reply = server
        .json("Account?$select=Name&$orderby=Owner/Name%20desc,Name%20asc")
        .await;
    assert_eq!(
        texts(&reply, "Name"),
        ["Ärger & Söhne", "Alpha", "", "O'Brien 100%"]
    );
}

#[tokio::test]
async fn pages_and_counts_are_independent() {
    let server = Server::with_known_rows().await;
    let reply = server
        .json("Account?$select=Id&$orderby=Id&$top=2&$skip=1&$count=true")
        .await;
    assert_eq!(texts(&reply, "Id"), [guid(2), guid(3)]);
    assert_eq!(reply["@odata.count"], 4);
    let reply = server.json("Account?$count=true&$top=0").await;
    assert_eq!(
        (&reply["@odata.count"], &reply["value"]),
        (&json!(4), &json!([]))
    );
    let filter = encoded("Completeness gt 0");
    let count = server
        .get(&format!("Account/$count?$filter={filter}"))
        .await;
    assert_eq!(count.headers()["content-type"], "text/plain; charset=utf-8");
    assert_eq!(count.text().await.unwrap(), "2");
}

#[tokio::test]
async fn answers_are_cut_at_the_row_limit_without_a_next_link() {
    let server = Server::start(Sandbox::builder().max_rows(100)).await;
    let reply = server.json("Account?$select=Id&$count=true&$top=250").await;
    assert_eq!(reply["value"].as_array().unwrap().len(), 100);
    assert_eq!(reply["@odata.count"], 300);
    assert_eq!(reply.get("@odata.nextLink"), None);
}

#[tokio::test]
async fn a_server_that_pages_links_to_every_row_once() {
    let server = Server::start(Sandbox::builder().server_page_size(70)).await;
    let root = format!("{}/0/odata/", server.sandbox.url());
    let mut path = "Account?$select=Id&$orderby=Name&$skip=10&$top=230".to_owned();
    let (mut seen, mut pages) = (Vec::new(), 0);
    loop {
        let reply = server.json(&path).await;
        seen.extend(texts(&reply, "Id"));
        pages += 1;
        let Some(next) = reply["@odata.nextLink"].as_str() else {
            break;
        };
        path = next.strip_prefix(&root).unwrap().to_owned();
    }
    assert_eq!((seen.len(), pages), (230, 4));
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 230);
}

#[tokio::test]
async fn the_service_document_lists_every_set() {
    let server = Server::start(Sandbox::builder().seed(Seed::empty())).await;
    let reply = server.json("").await;
    assert_eq!(reply["value"].as_array().unwrap().len(), 12);
    assert_eq!(
        reply["value"][0],
        json!({"name": "Account", "kind": "EntitySet", "url": "Account"})
    );
    assert_eq!(
        reply["@odata.context"],
        format!("{}/0/odata/$metadata", server.sandbox.url())
    );
}

#[tokio::test]
async fn metadata_comes_back_byte_for_byte() {
    let document = include_str!("../../snapshots/twelve-entities.odata4.xml");
    let builder = Sandbox::builder().seed(Seed::empty());
    for builder in [builder.clone(), builder.metadata_text(document)] {
        let server = Server::start(builder).await;
        let reply = server.get("$metadata").await;
        assert_eq!(reply.headers()["content-type"], "application/xml");
        assert_eq!(reply.text().await.unwrap(), document);
    }
}
