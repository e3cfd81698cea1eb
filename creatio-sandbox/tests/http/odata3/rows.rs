//! Rows in verbose JSON: their form, what is selected and expanded of them, single ones.

use serde_json::{Value, json};

use super::{data, get, matches, texts, url};
use crate::support::{Server, guid};

#[tokio::test]
async fn a_row_has_metadata_values_and_addresses() {
    let server = Server::with_known_rows().await;
    let reply = get(&server, "AccountCollection?$orderby=Id&$top=3").await;
    let header = |name| reply.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(
        header("content-type"),
        "application/json;odata=verbose;charset=utf-8"
    );
    assert_eq!(header("dataserviceversion"), "2.0;");
    let text = reply.text().await.unwrap();
    // Slashes in dates are escaped, so that no text can be taken for one.
    assert!(
        text.contains(r#""CreatedOn":"\/Date(1709209845123)\/""#),
        "{text}"
    );
    let feed: Value = serde_json::from_str(&text).unwrap();
    let rows = &feed["d"]["results"];
    let address = url(&server, &format!("AccountCollection(guid'{}')", guid(1)));
    let metadata =
        json!({"id": address, "uri": address, "type": "Terrasoft.Configuration.Account"});
    assert_eq!(rows[0]["__metadata"], metadata);
    assert_eq!(rows[0]["Completeness"], 10);
    assert_eq!(rows[0]["TypeId"], guid(91));
    let deferred = |name: &str| json!({"__deferred": {"uri": format!("{address}/{name}")}});
    assert_eq!(rows[0]["Owner"], deferred("Owner"));
    let contacts = "ContactCollectionByAccount";
    assert_eq!(rows[0][contacts], deferred(contacts));
    assert_eq!(rows[0]["Logo"], Value::Null);
    // Absent values have the forms of OData 4.
    assert_eq!(rows[2]["TypeId"], "00000000-0000-0000-0000-000000000000");
    assert_eq!(rows[2]["CreatedOn"], "/Date(-62135596800000)/");
    assert_eq!(rows[2]["Phone"], "");
    assert_eq!(feed["d"]["__next"], Value::Null);
    assert_eq!(feed["d"]["__count"], Value::Null);
}

#[tokio::test]
async fn decimals_travel_as_strings_with_their_scale() {
    let server = Server::with_known_rows().await;
    let feed = data(&server, "OrderCollection?$select=Amount&$orderby=Number").await;
    let expected = [
        "12.5000",
        "9007199254740993.0001",
        "9007199254740993.0002",
        "-3.1",
    ];
    assert_eq!(texts(&feed, "Amount"), expected);
}

#[tokio::test]
async fn expansions_are_selected_by_path_and_dropped_when_not_selected() {
    let server = Server::with_known_rows().await;
    let without_metadata = |mut row: Value| {
        row.as_object_mut().unwrap().remove("__metadata");
        row
    };
    let path = "AccountCollection?$expand=Owner,Parent/Owner&$select=Name,Owner/Name,Parent/Owner/Name&$orderby=Id";
    let feed = data(&server, path).await;
    let row = without_metadata(feed["results"][1].clone());
    assert_eq!(row.as_object().unwrap().len(), 3, "{row}");
    assert_eq!(
        without_metadata(row["Owner"].clone()),
        json!({"Name": "Bob"})
    );
    let parent = without_metadata(row["Parent"].clone());
    assert_eq!(parent.as_object().unwrap().len(), 1, "{parent}");
    assert_eq!(
        without_metadata(parent["Owner"].clone()),
        json!({"Name": "Ann"})
    );
    assert_eq!(feed["results"][2]["Owner"], Value::Null);

    let dropped = data(&server, "AccountCollection?$expand=Owner&$select=Name").await;
    assert_eq!(dropped["results"][0].get("Owner"), None);
    let whole = data(
        &server,
        "AccountCollection?$expand=Owner&$select=Owner&$orderby=Id",
    )
    .await;
    assert_eq!(whole["results"][0]["Owner"]["Confirmed"], true);
    let link = data(&server, "AccountCollection?$select=Owner&$orderby=Id").await;
    assert!(link["results"][0]["Owner"]["__deferred"]["uri"].is_string());
    let star = data(
        &server,
        "AccountCollection?$expand=Owner&$select=Owner/*&$orderby=Id",
    )
    .await;
    let owner = &star["results"][0]["Owner"];
    assert_eq!(owner["Name"], "Ann");
    assert_eq!(owner.get("Account"), None);
}

#[tokio::test]
async fn the_rows_of_a_detail_come_as_results() {
    let server = Server::with_known_rows().await;
    let path = "AccountCollection?$expand=ContactCollectionByAccount&$select=Id,ContactCollectionByAccount/Name&$orderby=Id";
    let feed = data(&server, path).await;
    let names = |at: usize| texts(&feed["results"][at]["ContactCollectionByAccount"], "Name");
    assert_eq!(names(0), ["Ann", "Bob"]);
    assert_eq!(names(1), [""; 0]);
}

#[tokio::test]
async fn single_rows_members_and_counts_have_addresses() {
    let server = Server::with_known_rows().await;
    let alpha = format!("AccountCollection(guid'{}')", guid(1));
    let row = data(&server, &format!("{alpha}?$select=Name")).await;
    assert_eq!(row["Name"], "Alpha");
    assert_eq!(
        data(&server, &format!("{alpha}/Name")).await,
        json!({"Name": "Alpha"})
    );
    assert_eq!(
        data(&server, &format!("{alpha}/Owner")).await["Name"],
        "Ann"
    );
    let contacts = data(
        &server,
        &format!("{alpha}/ContactCollectionByAccount?$orderby=Name%20desc"),
    )
    .await;
    assert_eq!(texts(&contacts, "Name"), ["Bob", "Ann"]);
    let text = async |path: String| get(&server, &path).await.text().await.unwrap();
    assert_eq!(text(format!("{alpha}/Name/$value")).await, "Alpha");
    assert_eq!(
        text(format!("{alpha}/ContactCollectionByAccount/$count")).await,
        "2"
    );
    assert_eq!(text("AccountCollection/$count".to_owned()).await, "4");
    let filtered = "AccountCollection/$count?$filter=Completeness%20gt%200";
    assert_eq!(text(filtered.to_owned()).await, "2");
    assert_eq!(
        text("AccountCollection/$count?$skip=1&$top=2".to_owned()).await,
        "2"
    );
    assert_eq!(text(format!("{alpha}/Logo")).await, "picture");
    let sets = data(&server, "").await["EntitySets"].clone();
    assert_eq!(sets[0], "AccountCollection");
}

#[tokio::test]
async fn a_row_found_by_odata_3_is_the_one_that_odata_4_finds() {
    let server = Server::with_known_rows().await;
    for (third, fourth) in [
        ("substringof('h',Name)", "contains(Name,'h')"),
        (
            "CreatedOn ge datetime'2024-12-31T23:59:59'",
            "CreatedOn ge 2024-12-31T23:59:59Z",
        ),
        ("Owner/Name eq null", "Owner/Name eq null"),
    ] {
        let found = matches(&server, "Account", "Name", third).await;
        assert!(!found.is_empty());
        assert_eq!(
            found,
            server.matches("Account", "Name", fourth).await,
            "{third}"
        );
    }
}
