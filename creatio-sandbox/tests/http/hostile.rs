//! Hostile text in every position: it finds its row or is refused, and never becomes SQL.

use creatio_sandbox::{Sandbox, Seed};
use serde_json::json;

use crate::support::{Server, encoded, guid, row, texts};

const HOSTILE: &[&str] = &[
    "'",
    "''",
    "\"",
    "\\",
    "%",
    "_",
    "*",
    "?",
    "&",
    "#",
    "+",
    "/",
    ";",
    "--",
    "=",
    "(",
    ")",
    ",",
    "'); DROP TABLE \"Account\"; --",
    "x' OR '1'='1",
    "\" OR 1=1 --",
    "%27",
    "%2527",
    "a+b c",
    " leading and trailing ",
    "tab\tnew\nline\r\n",
    "\u{1}\u{1f}\u{7f}",
    "🦀👩\u{200d}👧",
    "שלום",
    "\u{202e}abc",
    "e\u{301}",
    "null",
    "true",
    "?1",
    ":name",
    "@p0",
    "$filter",
];

async fn with_hostile_names() -> Server {
    let server = Server::start(Sandbox::builder().seed(Seed::empty())).await;
    let rows = HOSTILE.iter().zip(100..).map(|(text, number)| {
        row(json!({"Id": guid(number), "Name": text, "Notes": text, "OwnerId": guid(11)}))
    });
    server.sandbox.insert_rows("Account", rows).await.unwrap();
    let owner = row(json!({"Id": guid(11), "Name": "'; --", "JobTitle": "%"}));
    server
        .sandbox
        .insert_rows("Contact", [owner])
        .await
        .unwrap();
    server
}

#[tokio::test]
async fn every_hostile_text_finds_exactly_its_row() {
    let server = with_hostile_names().await;
    for text in HOSTILE {
        let quoted = text.replace('\'', "''");
        let found = server
            .matches("Account", "Name", &format!("Name eq '{quoted}'"))
            .await;
        assert_eq!(found, [*text], "{text:?}");
    }
}

#[tokio::test]
async fn every_hostile_text_is_contained_where_it_is_and_nowhere_else() {
    let server = with_hostile_names().await;
    for text in HOSTILE {
        let quoted = text.replace('\'', "''");
        for function in ["contains", "startswith", "endswith"] {
            let filter = format!("{function}(Name,'{quoted}')");
            let mut found = server.matches("Account", "Name", &filter).await;
            let holds = |name: &str| {
                let (name, part) = (name.to_lowercase(), text.to_lowercase());
                match function {
                    "contains" => name.contains(&part),
                    "startswith" => name.starts_with(&part),
                    _ => name.ends_with(&part),
                }
            };
            let mut expected: Vec<_> = HOSTILE.iter().copied().filter(|name| holds(name)).collect();
            found.sort();
            expected.sort_unstable();
            assert_eq!(found, expected, "{filter}");
        }
    }
}

#[tokio::test]
async fn hostile_text_as_a_name_is_refused_or_unknown_and_harms_nothing() {
    let server = with_hostile_names().await;
    for text in HOSTILE.iter().filter(|text| !["*", "null"].contains(text)) {
        let part = encoded(text);
        for path in [
            format!("Account?$select={part}"),
            format!("Account?$orderby={part}"),
            format!("Account?$expand={part}"),
            format!("Account?$filter={part}%20eq%201"),
            format!("Account?$filter={part}(Name)"),
            format!("Account?$top={part}"),
            format!("Account?$expand=Owner($select={part})"),
            format!("Account({part})"),
            format!("Account({})/{part}", guid(100)),
            format!("x{part}"),
        ] {
            let status = server.get(&path).await.status().as_u16();
            assert!(status == 400 || status == 404, "{path}: {status}");
        }
    }
    assert_eq!(
        server.sandbox.rows("Account").await.unwrap().len(),
        HOSTILE.len()
    );
}

#[tokio::test]
async fn hostile_text_survives_every_way_out() {
    let server = with_hostile_names().await;
    let all = server
        .json("Account?$select=Name,Notes&$orderby=Id&$expand=Owner($select=Name,JobTitle)")
        .await;
    assert_eq!(texts(&all, "Name"), HOSTILE);
    assert_eq!(texts(&all, "Notes"), HOSTILE);
    assert_eq!(
        all["value"][0]["Owner"],
        json!({"Name": "'; --", "JobTitle": "%"})
    );
    for (text, number) in HOSTILE.iter().zip(100..) {
        let path = format!("Account({})/Name", guid(number));
        assert_eq!(server.json(&path).await["value"], **text);
        let value = server
            .get(&format!("{path}/$value"))
            .await
            .text()
            .await
            .unwrap();
        assert_eq!(value, *text);
    }
}

#[tokio::test]
async fn hostile_names_in_the_snapshot_are_names_and_no_sql() {
    let document = r#"<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>
        <Schema Namespace="N" xmlns="http://docs.oasis-open.org/odata/ns/edm">
        <EntityType Name="Order"><Key><PropertyRef Name="Id"/></Key>
            <Property Name="Id" Type="Edm.Guid"/><Property Name="Select" Type="Edm.String"/>
            <Property Name="select" Type="Edm.Int32"/><Property Name="rowid" Type="Edm.String"/></EntityType>
        <EntityType Name="order"><Key><PropertyRef Name="Id"/></Key>
            <Property Name="Id" Type="Edm.Guid"/><Property Name="Name" Type="Edm.String"/></EntityType>
        <EntityType Name="sqlite_master"><Key><PropertyRef Name="Id"/></Key>
            <Property Name="Id" Type="Edm.Guid"/><Property Name="Name" Type="Edm.String"/></EntityType>
        <EntityContainer Name="C"><EntitySet Name="Order" EntityType="N.Order"/>
            <EntitySet Name="order" EntityType="N.order"/>
            <EntitySet Name="sqlite_master" EntityType="N.sqlite_master"/></EntityContainer>
        </Schema></edmx:DataServices></edmx:Edmx>"#;
    let server = Server::start(Sandbox::builder().metadata_text(document)).await;
    let order = row(json!({"Id": guid(1), "Select": "group", "select": 7, "rowid": "x"}));
    server.sandbox.insert_rows("Order", [order]).await.unwrap();
    let other = row(json!({"Id": guid(2), "Name": "lower"}));
    server
        .sandbox
        .insert_rows("order", [other.clone()])
        .await
        .unwrap();
    server
        .sandbox
        .insert_rows("sqlite_master", [other])
        .await
        .unwrap();
    let filter = encoded("Select eq 'GROUP' and select eq 7");
    let reply = server
        .json(&format!("Order?$filter={filter}&$orderby=rowid,select"))
        .await;
    assert_eq!(
        reply["value"],
        json!([{"Id": guid(1), "Select": "group", "select": 7, "rowid": "x"}])
    );
    assert_eq!(server.json("order").await["value"][0]["Name"], "lower");
    assert_eq!(
        server.json("sqlite_master").await["value"][0]["Name"],
        "lower"
    );
}
