//! The data a sandbox begins with, and rows its owner adds.

use std::collections::HashSet;

use creatio_sandbox::{Sandbox, SandboxError, Seed};
use serde_json::{Value, json};

use crate::support::{Server, guid, row};

#[tokio::test]
async fn the_demo_data_has_the_promised_size() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    for (entity, count) in [
        ("Account", 300),
        ("Contact", 3_000),
        ("Order", 1_500),
        ("Activity", 4_000),
    ] {
        assert_eq!(sandbox.rows(entity).await.unwrap().len(), count, "{entity}");
    }
    for entity in [
        "Country",
        "City",
        "AccountType",
        "ContactType",
        "Lead",
        "Product",
        "SysAdminUnit",
        "AccountFile",
    ] {
        assert!(!sandbox.rows(entity).await.unwrap().is_empty(), "{entity}");
    }
}

#[tokio::test]
async fn the_same_seed_gives_the_same_rows_and_another_others() {
    let rows = async |seed: Seed| {
        let sandbox = Sandbox::builder().seed(seed).start().await.unwrap();
        (
            sandbox.rows("Account").await.unwrap(),
            sandbox.rows("Order").await.unwrap(),
        )
    };
    let demo = rows(Seed::demo()).await;
    assert_eq!(rows(Seed::default()).await, demo);
    assert_ne!(rows(Seed::from(5)).await, demo);
    assert_eq!(rows(Seed::empty()).await, (Vec::new(), Vec::new()));
}

#[tokio::test]
async fn the_first_row_of_the_demo_data_never_changes() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let account = &sandbox.rows("Account").await.unwrap()[0];
    assert_eq!(account["Id"], "45cb9d77-1bfa-4064-b896-4f288babd124");
    assert_eq!(account["Name"], "Peloek Textiles & Co");
    assert_eq!(account["CreatedOn"], "2021-06-20T20:13:23Z");
    assert_eq!(account["Completeness"], 90);
}

#[tokio::test]
async fn the_demo_data_is_hostile_where_it_should_be() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let accounts = sandbox.rows("Account").await.unwrap();
    let names: HashSet<_> = accounts
        .iter()
        .map(|it| it["Name"].as_str().unwrap())
        .collect();
    for part in ["'", "&", "%", "+", "/", "\\", "🦀", "\u{202e}"] {
        let contacts = sandbox.rows("Contact").await.unwrap();
        let everywhere = accounts.iter().chain(&contacts);
        let found = everywhere
            .clone()
            .any(|it| it["Name"].as_str().unwrap().contains(part));
        assert!(found, "no name with {part:?}");
    }
    assert!(names.contains(""));
    let empty = |column: &str| {
        accounts
            .iter()
            .filter(|it| it[column] == Value::Null)
            .count()
    };
    assert!((1..300).contains(&empty("OwnerId")));
    assert!((1..300).contains(&empty("ParentId")));
    assert!((1..300).contains(&empty("Logo")));
    assert_eq!(accounts[10]["ParentId"], accounts[10]["Id"]);
    assert_eq!(accounts[20]["ParentId"], accounts[21]["Id"]);
    assert_eq!(accounts[21]["ParentId"], accounts[20]["Id"]);
    let fractions = accounts.iter().map(|it| {
        it["CreatedOn"]
            .as_str()
            .unwrap()
            .split_once('.')
            .map_or(0, |(_, digits)| digits.len() - 1)
    });
    assert_eq!(fractions.collect::<HashSet<_>>(), (0..=7).collect());
}

#[tokio::test]
async fn every_reference_of_the_demo_data_leads_to_a_row() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let mut keys = HashSet::new();
    for entity in ["Account", "Contact"] {
        let rows = sandbox.rows(entity).await.unwrap();
        keys.extend(
            rows.into_iter()
                .map(|it| it["Id"].as_str().unwrap().to_owned()),
        );
    }
    for order in sandbox.rows("Order").await.unwrap() {
        for column in ["AccountId", "ContactId", "OwnerId", "CreatedById"] {
            let known = order[column].as_str().is_none_or(|id| keys.contains(id));
            assert!(known, "{column} of {order:?}");
        }
    }
}

#[tokio::test]
async fn pictures_are_whole_png_files() {
    let server = Server::start(Sandbox::builder()).await;
    let reply = server.json("Account?$select=Id&$top=300").await;
    let mut pictures = 0;
    for account in reply["value"].as_array().unwrap().iter().take(10) {
        let id = account["Id"].as_str().unwrap();
        let bytes = server
            .get(&format!("Account({id})/Logo"))
            .await
            .bytes()
            .await
            .unwrap();
        if !bytes.is_empty() {
            assert!(bytes.starts_with(b"\x89PNG\r\n\x1a\n") && bytes.ends_with(b"IEND\xaeB`\x82"));
            pictures += 1;
        }
    }
    assert!(pictures > 0);
}

#[tokio::test]
async fn rows_that_do_not_fit_are_refused_as_a_whole() {
    let sandbox = Sandbox::builder()
        .seed(Seed::empty())
        .start()
        .await
        .unwrap();
    let good = json!({"Id": guid(1)});
    for (entity, bad) in [
        ("Account", json!({"Id": guid(2), "Foo": 1})),
        ("Account", json!({"Id": guid(2), "Completeness": "1"})),
        ("Account", json!({"Id": guid(2), "CreatedOn": "2024-01-01"})),
        ("Account", json!({"Id": guid(1)})),
        ("Account", json!({"Name": "without a key"})),
        ("Nothing", json!({"Id": guid(2)})),
    ] {
        let rows = [row(good.clone()), row(bad.clone())];
        assert!(sandbox.insert_rows(entity, rows).await.is_err(), "{bad}");
    }
    assert_eq!(sandbox.rows("Account").await.unwrap().len(), 0);
}

#[tokio::test]
async fn a_database_file_outlives_its_sandbox_and_keeps_to_its_snapshot() {
    let directory = std::env::temp_dir().join(format!("creatio-sandbox-{}", std::process::id()));
    std::fs::create_dir_all(&directory).unwrap();
    let builder = Sandbox::builder().database(directory.join("rows.sqlite"));
    let first = builder.clone().seed(Seed::empty()).start().await.unwrap();
    let row = row(json!({"Id": guid(1), "Name": "kept"}));
    first.insert_rows("Account", [row]).await.unwrap();
    first.shutdown().await;
    let rows = builder
        .clone()
        .start()
        .await
        .unwrap()
        .rows("Account")
        .await
        .unwrap();
    assert_eq!(rows.len(), 1, "a file that has rows is not seeded again");
    assert_eq!(rows[0]["Name"], "kept");
    let other =
        include_str!("../../snapshots/twelve-entities.odata4.xml").replace("Zip", "PostCode");
    let error = builder.metadata_text(other).start().await.unwrap_err();
    assert!(
        matches!(error, SandboxError::OtherSnapshot { .. }),
        "{error}"
    );
    std::fs::remove_dir_all(&directory).unwrap();
}

#[tokio::test]
async fn a_snapshot_that_cannot_be_read_is_an_error() {
    let missing = Sandbox::builder()
        .metadata("no/such/file.xml")
        .start()
        .await
        .unwrap_err();
    assert!(matches!(missing, SandboxError::ReadMetadata { .. }));
    let html = Sandbox::builder()
        .metadata_text("<html></html>")
        .start()
        .await
        .unwrap_err();
    assert!(matches!(html, SandboxError::Metadata(_)));
}
