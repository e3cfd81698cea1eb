//! Bodies that Creatio's own browser client sends, over a schema with the columns they name.

use creatio_sandbox::{Sandbox, Seed};
use serde_json::{Value, json};

use super::rows;
use crate::support::{Server, guid, row};

/// The account that the bodies ask for.
const ACCOUNT: &str = "c4ed336c-3e9b-40fe-8b82-5632476472b4";

const SCHEMA: &str = include_str!("samples.odata4.xml");

async fn server() -> Server {
    let builder = Sandbox::builder()
        .metadata_text(SCHEMA)
        .seed(Seed::empty())
        .now("2024-05-10T12:00:00Z".parse().unwrap());
    let server = Server::start(builder).await;
    let me = server.sandbox.current_user_contact().to_string();
    let accounts = [
        json!({ "Id": ACCOUNT, "Name": "Alpha" }),
        json!({ "Id": guid(2), "Name": "Beta" }),
    ];
    let contacts = [
        json!({ "Id": guid(11), "Name": "Ohm", "Age": 18, "AccountId": ACCOUNT, "OwnerId": me,
            "DoNotUseEmail": true, "CreatedOn": "2024-01-15T13:45:30.123Z",
            "StartTime": "1990-05-06T09:30:00Z" }),
        json!({ "Id": guid(12), "Name": "John", "Age": 17, "AccountId": ACCOUNT,
            "Email": "john@example.com", "CreatedOn": "2024-01-20T08:00:00Z" }),
        json!({ "Id": guid(13), "Name": "Pharaoh", "Age": 19, "CreatedOn": "2024-02-01T00:00:00Z" }),
        json!({ "Id": guid(14), "Name": "Ada", "Age": 1, "AccountId": ACCOUNT,
            "CreatedOn": "2023-12-31T23:59:59.999Z" }),
        json!({ "Id": guid(15), "Name": "", "Age": 2, "AccountId": ACCOUNT,
            "CreatedOn": "2024-05-10T23:30:00Z" }),
    ];
    let opportunities = [
        json!({ "Id": guid(31), "Title": "One", "Amount": "10.50", "Budget": "0.25" }),
        json!({ "Id": guid(32), "Title": "Two", "Amount": "20.25" }),
    ];
    for (entity, added) in [
        ("Account", accounts.to_vec()),
        ("Contact", contacts.to_vec()),
        ("Opportunity", opportunities.to_vec()),
    ] {
        let added = added.into_iter().map(row);
        server.sandbox.insert_rows(entity, added).await.unwrap();
    }
    server
}

fn body(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

macro_rules! bodies {
    ($($name:literal)*) => {
        [$(($name, include_str!(concat!("bodies/", $name, ".json")))),*]
    };
}

#[tokio::test]
async fn conditions_find_the_rows_they_mean() {
    let server = server().await;
    let all = [11, 12, 13, 14, 15].as_slice();
    let of_account = [11, 12, 14, 15].as_slice();
    let expected: [&[u32]; 18] = [
        &[11],
        &[12, 14, 15],
        &[13],
        &[11],
        &[11, 12, 13],
        &[13],
        &[11, 13, 14, 15],
        of_account,
        &[11],
        &[12, 13, 15],
        &[11],
        &[11, 12, 13],
        of_account,
        &[14, 15],
        &[15],
        &[11],
        &[14],
        all,
    ];
    let bodies = bodies![
        "11-filter-equal" "13-filter-less" "15-filter-greater" "17-filter-start_with"
        "19-filter-contain" "21-filter-end_with" "23-filter-null" "25-filter-guid"
        "27-filter-bool" "29-filter-datetime" "31-filter-time" "33-filter-between-dates"
        "35-filter-in-guid" "41-filter-or-group" "43-filter-macros-today"
        "45-filter-current-user-contact" "47-filter-primary-display" "63-filter-null-value"
    ];
    for ((name, text), expected) in bodies.into_iter().zip(expected) {
        let found = rows(&server, &body(text)).await;
        let found: Vec<_> = found.iter().map(|row| row["Id"].clone()).collect();
        let expected: Vec<_> = expected.iter().map(|number| json!(guid(*number))).collect();
        assert_eq!(found, expected, "{name}");
    }
}

#[tokio::test]
async fn conditions_on_details_find_the_rows_they_mean() {
    let server = server().await;
    for (name, text) in bodies!["37-filter-exists" "49-filter-aggregate-subquery"] {
        let found = rows(&server, &body(text)).await;
        assert_eq!(found, [json!({ "Id": ACCOUNT, "Name": "Alpha" })], "{name}");
    }
    for (name, text) in bodies!["39-filter-not-exists"] {
        let found = rows(&server, &body(text)).await;
        assert_eq!(found, [json!({ "Id": guid(2), "Name": "Beta" })], "{name}");
    }
}

#[tokio::test]
async fn columns_show_what_they_mean() {
    let server = server().await;
    let cases = [
        (
            "D",
            vec![
                json!("Ohm"),
                json!("John"),
                json!("Pharaoh"),
                json!("Ada"),
                json!(""),
            ],
        ),
        ("S", vec![json!(30.75)]),
        ("C", vec![json!(0), json!(4)]),
        ("N", vec![json!(""), json!("Ohm")]),
        ("A", vec![json!(10.75), json!(20.25)]),
    ];
    let bodies = bodies![
        "07-select-macros" "05-select-sum" "09-select-backward-count"
        "57-select-sub-query-column" "59-select-arithmetic"
    ];
    for ((name, text), (alias, expected)) in bodies.into_iter().zip(cases) {
        let found = rows(&server, &body(text)).await;
        let found: Vec<_> = found.iter().map(|row| row[alias].clone()).collect();
        assert_eq!(found, expected, "{name}");
    }
}

#[tokio::test]
async fn whole_bodies_are_understood() {
    let server = server().await;
    for (name, text) in bodies!["01-select-min" "61-select-cache"] {
        assert_eq!(rows(&server, &body(text)).await.len(), 5, "{name}");
    }
    for (name, text) in bodies!["03-select-order-page"] {
        let mut page = body(text);
        assert_eq!(rows(&server, &page).await, [] as [Value; 0], "{name}");
        page["rowsOffset"] = json!(3);
        let found = rows(&server, &page).await;
        assert_eq!(found, [json!({ "Name": "Ada" }), json!({ "Name": "" })]);
    }
}
