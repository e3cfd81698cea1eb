//! Pages of 40 rows, walked to the end by their links.

use std::collections::HashSet;

use creatio_sandbox::{Row, Sandbox};
use serde_json::{Value, json};

use super::{data, texts};
use crate::support::{Server, encoded, guid, row};

/// All pages of a feed, from link to link.
async fn pages(server: &Server, path: &str) -> Vec<Value> {
    let root = super::url(server, "");
    let mut pages = vec![data(server, path).await];
    while let Some(next) = pages.last().unwrap()["__next"].as_str() {
        let below = next.strip_prefix(&root).unwrap().to_owned();
        pages.push(data(server, &below).await);
        assert!(pages.len() < 1_000, "{path} has no end");
    }
    pages
}

fn all(pages: &[Value], column: &str) -> Vec<String> {
    pages.iter().flat_map(|page| texts(page, column)).collect()
}

fn sizes(pages: &[Value]) -> Vec<usize> {
    let rows = |page: &Value| page["results"].as_array().unwrap().len();
    pages.iter().map(rows).collect()
}

fn id(row: &Row) -> String {
    row["Id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn every_row_comes_once_whatever_the_order() {
    let server = Server::start(Sandbox::builder()).await;
    let rows = server.sandbox.rows("Account").await.unwrap();
    let expected: HashSet<_> = rows.iter().map(id).collect();
    assert!(rows.len() > 280 && rows.len() % 40 != 0);
    for order in [
        "",
        "&$orderby=Name",
        // Many accounts share these, and many have none.
        "&$orderby=Owner/Name%20desc,Completeness",
        "&$orderby=Type/Name,CreatedOn%20desc",
        "&$orderby=Parent/CreatedOn%20desc",
    ] {
        let pages = pages(&server, &format!("AccountCollection?$select=Id{order}")).await;
        let sizes = sizes(&pages);
        assert!(
            sizes[..sizes.len() - 1].iter().all(|size| *size == 40),
            "{sizes:?}"
        );
        let found = all(&pages, "Id");
        assert_eq!(found.len(), rows.len(), "{order}");
        assert_eq!(
            found.into_iter().collect::<HashSet<_>>(),
            expected,
            "{order}"
        );
    }
}

#[tokio::test]
async fn pages_are_in_the_order_of_one_long_answer() {
    let server = Server::start(Sandbox::builder()).await;
    for (order, third) in [
        ("Amount desc", "Amount%20desc"),
        ("Account/Name,Number desc", "Account/Name,Number%20desc"),
    ] {
        let fourth = format!("Order?$select=Id&$orderby={}", encoded(order));
        let expected = crate::support::texts(&server.json(&fourth).await, "Id");
        let pages = pages(
            &server,
            &format!("OrderCollection?$select=Id&$orderby={third}"),
        )
        .await;
        assert_eq!(all(&pages, "Id"), expected, "{order}");
    }
}

#[tokio::test]
async fn filter_top_skip_and_count_hold_over_all_pages() {
    let server = Server::start(Sandbox::builder()).await;
    let rows = server.sandbox.rows("Contact").await.unwrap();
    let confirmed = rows.iter().filter(|row| row["Confirmed"] == true);
    let mut confirmed: Vec<_> = confirmed.map(id).collect();
    confirmed.sort();
    let path = "ContactCollection?$select=Id&$filter=Confirmed%20and%20true&$inlinecount=allpages&$skip=5&$top=90";
    let pages = pages(&server, path).await;
    assert_eq!(sizes(&pages), [40, 40, 10]);
    assert_eq!(all(&pages, "Id"), confirmed[5..95]);
    for page in &pages {
        assert_eq!(page["__count"], confirmed.len().to_string());
    }
    let next = pages[0]["__next"].as_str().unwrap();
    assert!(next.contains("$filter=Confirmed%20and%20true&"), "{next}");
    assert!(next.contains("&$top=50&$skiptoken=guid'"), "{next}");
    assert!(!next.contains("$skip="), "{next}");
}

#[tokio::test]
async fn no_rows_and_their_number_are_a_way_to_count() {
    let server = Server::with_known_rows().await;
    let path = "AccountCollection?$filter=Completeness%20gt%200&$top=0&$inlinecount=allpages";
    let expected = json!({"__count": "2", "results": []});
    assert_eq!(data(&server, path).await, expected);
}

#[tokio::test]
async fn a_page_that_is_just_full_has_no_next_one() {
    let server = Server::with_known_rows().await;
    let contacts = |range: std::ops::Range<u32>| {
        range.map(|number| {
            let name = format!("N{number}");
            row(json!({"Id": guid(number), "Name": name, "AccountId": guid(2)}))
        })
    };
    server
        .sandbox
        .insert_rows("Contact", contacts(100..137))
        .await
        .unwrap();
    let path = "ContactCollection?$select=Name";
    assert_eq!(sizes(&pages(&server, path).await), [40]);
    assert_eq!(
        sizes(&pages(&server, "ContactCollection?$top=40").await),
        [40]
    );
    server
        .sandbox
        .insert_rows("Contact", contacts(137..138))
        .await
        .unwrap();
    assert_eq!(sizes(&pages(&server, path).await), [40, 1]);
    assert_eq!(
        sizes(&pages(&server, "ContactCollection?$top=40").await),
        [40]
    );
}

#[tokio::test]
async fn rows_of_a_detail_come_in_pages_too() {
    let server = Server::with_known_rows().await;
    let contacts = (100..183).map(|number| {
        row(
            json!({"Id": guid(number), "Name": format!("N{number}"), "AccountId": guid(2),
            "OwnerId": guid(11)}),
        )
    });
    server
        .sandbox
        .insert_rows("Contact", contacts)
        .await
        .unwrap();
    let path = "AccountCollection?$expand=ContactCollectionByAccount/Owner\
        &$select=Id,ContactCollectionByAccount/Name,ContactCollectionByAccount/Owner/Name&$orderby=Id";
    let feed = data(&server, path).await;
    assert_eq!(
        feed["results"][0]["ContactCollectionByAccount"].get("__next"),
        None
    );
    let detail = &feed["results"][1]["ContactCollectionByAccount"];
    let mut found = texts(detail, "Name");
    assert_eq!(found.len(), 40);
    let root = super::url(&server, "");
    let next = detail["__next"].as_str().unwrap();
    let below = next.strip_prefix(&root).unwrap();
    assert!(
        below.starts_with(&format!("AccountCollection(guid'{}')/Contact", guid(2))),
        "{next}"
    );
    let rest = pages(&server, below).await;
    assert_eq!(sizes(&rest), [40, 3]);
    let row = rest[0]["results"][0].as_object().unwrap();
    assert_eq!(
        row.keys().collect::<Vec<_>>(),
        ["__metadata", "Name", "Owner"]
    );
    assert_eq!(row["Owner"]["Name"], "Ann");
    found.extend(all(&rest, "Name"));
    let expected: Vec<_> = (100..183).map(|number| format!("N{number}")).collect();
    assert_eq!(found, expected);
}

#[tokio::test]
async fn rows_that_vanish_and_appear_do_not_shift_pages() {
    let server = Server::with_known_rows().await;
    let contact = |number: u32| row(json!({"Id": guid(number), "Name": "Same"}));
    server
        .sandbox
        .insert_rows("Contact", (200..280).map(contact))
        .await
        .unwrap();
    let first = data(&server, "ContactCollection?$filter=Name%20eq%20'Same'").await;
    server
        .sandbox
        .insert_rows("Contact", [contact(150)])
        .await
        .unwrap();
    let root = super::url(&server, "");
    let next = first["__next"]
        .as_str()
        .unwrap()
        .strip_prefix(&root)
        .unwrap();
    let second = texts(&data(&server, next).await, "Id");
    let expected: Vec<_> = (240..280).map(guid).collect();
    assert_eq!(second, expected);
}

/// A stored value as verbose JSON has it.
fn shown(stored: &Value, shown: &Value) -> Value {
    let Some(text) = stored.as_str() else {
        return stored.clone();
    };
    let is_date = shown
        .as_str()
        .is_some_and(|text| text.starts_with("/Date("));
    match text.parse::<jiff::Timestamp>() {
        Ok(instant) if is_date => Value::from(format!("/Date({})/", instant.as_millisecond())),
        _ => stored.clone(),
    }
}

#[tokio::test]
async fn every_value_of_the_seed_arrives() {
    let absent = [
        json!(""),
        json!(0),
        json!("0"),
        json!(false),
        json!("00000000-0000-0000-0000-000000000000"),
        json!("/Date(-62135596800000)/"),
    ];
    let server = Server::start(Sandbox::builder()).await;
    for entity in ["Account", "Order", "Lead", "Product", "City"] {
        let mut rows = server.sandbox.rows(entity).await.unwrap();
        rows.sort_by_key(id);
        let pages = pages(&server, &format!("{entity}Collection")).await;
        let found = pages
            .iter()
            .flat_map(|page| page["results"].as_array().unwrap());
        let found: Vec<_> = found.collect();
        assert_eq!(found.len(), rows.len(), "{entity}");
        for (row, found) in rows.iter().zip(found) {
            for (column, stored) in row {
                match found.get(column) {
                    // A stream: it has an address of its own.
                    None => assert!(stored.is_null() || stored.is_u64(), "{entity}.{column}"),
                    Some(value) if stored.is_null() => assert!(absent.contains(value), "{column}"),
                    Some(value) => assert_eq!(shown(stored, value), *value, "{entity}.{column}"),
                }
            }
        }
    }
}
