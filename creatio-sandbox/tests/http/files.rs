//! The file services: chunks up, files down.

use creatio_sandbox::{Sandbox, Seed};
use reqwest::{Method, Response};
use serde_json::Value;

use crate::support::{Server, encoded, guid};

/// The address for a chunk of a file of account 1, with these changes.
fn upload(total: usize, changes: &[(&str, &str)]) -> String {
    let (total, id, parent) = (total.to_string(), guid(71), guid(1));
    let pairs = [
        ("totalFileLength", total.as_str()),
        ("fileId", &id),
        ("mimeType", "application/pdf"),
        ("fileName", "Ünder way.pdf"),
        ("columnName", "Data"),
        ("parentColumnName", "Account"),
        ("parentColumnValue", &parent),
        ("entitySchemaName", "AccountFile"),
    ];
    let pairs = pairs.iter().map(|(name, value)| {
        let other = changes.iter().find(|(other, _)| other == name);
        format!(
            "{name}={}",
            encoded(other.map_or(value, |(_, value)| value))
        )
    });
    let pairs: Vec<_> = pairs.collect();
    format!("/0/rest/FileApiService/UploadFile?{}", pairs.join("&"))
}

async fn send(server: &Server, address: &str, range: &str, bytes: &[u8]) -> Value {
    let request = server.to(Method::POST, address).body(bytes.to_vec());
    let request = request.header("content-range", format!("bytes {range}"));
    let reply = request.send().await.unwrap();
    assert_eq!(reply.status(), 200);
    reply.json().await.unwrap()
}

async fn download(server: &Server, schema: &str, id: &str) -> Response {
    let path = format!("/0/rest/FileService/Download/{schema}/{id}");
    server.request(&path).send().await.unwrap()
}

#[tokio::test]
async fn chunks_become_a_file_with_the_last_one() {
    let server = Server::with_known_rows().await;
    let address = upload(9, &[]);
    for (range, bytes) in [("0-3/9", "abcd"), ("4-7/9", "efgh")] {
        let answer = send(&server, &address, range, bytes.as_bytes()).await;
        assert_eq!(answer["success"], true, "{answer}");
        assert!(server.sandbox.rows("AccountFile").await.unwrap().is_empty());
    }
    // The last one comes twice, as when its answer was lost.
    for _ in 0..2 {
        let answer = send(&server, &address, "8-8/9", b"i").await;
        assert_eq!(answer["success"], true, "{answer}");
    }
    let rows = server.sandbox.rows("AccountFile").await.unwrap();
    let [row] = rows.as_slice() else {
        panic!("{rows:?}")
    };
    assert_eq!(row["Id"], guid(71));
    assert_eq!(row["Name"], "Ünder way.pdf");
    assert_eq!(row["AccountId"], guid(1));
    assert_eq!((&row["Size"], &row["Data"]), (&9.into(), &9.into()));

    let file = download(&server, "AccountFile", &guid(71)).await;
    assert_eq!(file.status(), 200);
    assert_eq!(file.headers()["content-type"], "application/pdf");
    assert_eq!(
        file.headers()["content-disposition"],
        "attachment; filename=\"_nder way.pdf\"; filename*=UTF-8''%C3%9Cnder%20way.pdf"
    );
    assert_eq!(file.text().await.unwrap(), "abcdefghi");
}

#[tokio::test]
async fn chunks_that_do_not_follow_are_refused() {
    let server = Server::with_known_rows().await;
    let address = upload(6, &[]);
    let refused = async |range, bytes: &'static [u8]| {
        let answer = send(&server, &address, range, bytes).await;
        assert_eq!(answer["success"], false, "{range}");
        answer["errorInfo"]["message"].as_str().unwrap().to_owned()
    };
    assert_eq!(
        refused("2-3/6", b"cd").await,
        "The chunk begins at byte 2, but 0 bytes were received."
    );
    send(&server, &address, "0-1/6", b"ab").await;
    refused("4-5/6", b"ef").await;
    refused("1-2/6", b"bc").await;
    refused("2-3/7", b"cd").await;
    refused("2-4/6", b"cd").await;
    let answer = send(&server, &address, "2-5/6", b"cdef").await;
    assert_eq!(answer["success"], true, "refusals change nothing: {answer}");
}

#[tokio::test]
async fn a_file_needs_a_place_to_go() {
    let server = Server::with_known_rows().await;
    for (changes, code) in [
        (("entitySchemaName", "NoFile"), "ItemNotFoundException"),
        (("columnName", "Name"), "ItemNotFoundException"),
        (("parentColumnName", "Owner"), "ItemNotFoundException"),
        (("parentColumnValue", &*guid(99)), "DbOperationException"),
        (("fileId", "7"), "FormatException"),
        (("fileName", ""), "ArgumentNullOrEmptyException"),
    ] {
        let answer = send(&server, &upload(1, &[changes]), "0-0/1", b"x").await;
        assert_eq!(
            answer["errorInfo"]["errorCode"], code,
            "{changes:?}: {answer}"
        );
    }
    assert!(server.sandbox.rows("AccountFile").await.unwrap().is_empty());
    let answer = send(&server, &upload(1, &[]), "0-0/1", b"x").await;
    assert_eq!(
        answer["success"], true,
        "a refused file may come again: {answer}"
    );
}

#[tokio::test]
async fn a_small_file_needs_no_range_and_an_empty_one_has_none() {
    let server = Server::with_known_rows().await;
    for (id, bytes) in [(guid(72), "abc"), (guid(73), "")] {
        let address = upload(bytes.len(), &[("fileId", &id)]);
        let reply = server.to(Method::POST, &address).body(bytes).send().await;
        let answer: Value = reply.unwrap().json().await.unwrap();
        assert_eq!(answer["success"], true, "{answer}");
        let file = download(&server, "AccountFile", &id).await;
        assert_eq!(file.text().await.unwrap(), bytes);
    }
}

#[tokio::test]
async fn a_file_that_comes_again_replaces_the_old_one() {
    let server = Server::with_known_rows().await;
    send(&server, &upload(2, &[]), "0-1/2", b"ab").await;
    let renamed = upload(3, &[("fileName", "b.txt")]);
    send(&server, &renamed, "0-2/3", b"xyz").await;
    let rows = server.sandbox.rows("AccountFile").await.unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!(
        (&rows[0]["Name"], &rows[0]["Size"]),
        (&"b.txt".into(), &3.into())
    );
}

#[tokio::test]
async fn a_deleted_file_can_come_again() {
    let server = Server::with_known_rows().await;
    let row = format!("/0/odata/AccountFile({})", guid(71));
    for _ in 0..2 {
        send(&server, &upload(2, &[]), "0-1/2", b"ab").await;
        let deleted = server.to(Method::DELETE, &row).send().await.unwrap();
        assert_eq!(deleted.status(), 204);
    }
}

#[tokio::test]
async fn what_is_no_file_is_not_found() {
    let server = Server::with_known_rows().await;
    for (schema, id) in [
        ("AccountFile", guid(99)),
        ("AccountFile", "x".to_owned()),
        ("City", guid(1)),
        ("Nothing", guid(1)),
    ] {
        assert_eq!(
            download(&server, schema, &id).await.status(),
            404,
            "{schema} {id}"
        );
    }
    let logo = download(&server, "Account", &guid(1)).await;
    assert_eq!(
        logo.text().await.unwrap(),
        "picture",
        "the only column for bytes"
    );
}

#[tokio::test]
async fn files_are_for_those_who_signed_in() {
    let server = Server::with_known_rows().await;
    let url = format!("{}{}", server.sandbox.url(), upload(1, &[]));
    let reply = reqwest::Client::new().post(url).body("x").send().await;
    assert_eq!(reply.unwrap().status(), 401);
    let plain = server.request(&upload(1, &[])).send().await.unwrap();
    assert_eq!(plain.status(), 405);
}

const ANY_FILES: &str = r#"<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>
<Schema Namespace="Terrasoft.Configuration.OData" xmlns="http://docs.oasis-open.org/odata/ns/edm">
<EntityType Name="SysFile"><Key><PropertyRef Name="Id" /></Key><Property Name="Id" Type="Edm.Guid" />
<Property Name="Name" Type="Edm.String" Nullable="false" /><Property Name="Size" Type="Edm.Int32" />
<Property Name="RecordSchemaName" Type="Edm.String" Nullable="false" /><Property Name="RecordId" Type="Edm.Guid" />
<Property Name="Data" Type="Edm.Stream" /></EntityType>
<EntityContainer Name="DefaultContainer"><EntitySet Name="SysFile" EntityType="Terrasoft.Configuration.OData.SysFile" /></EntityContainer>
</Schema></edmx:DataServices></edmx:Edmx>"#;

#[tokio::test]
async fn further_columns_of_a_file_come_with_its_chunks() {
    let builder = Sandbox::builder()
        .metadata_text(ANY_FILES)
        .seed(Seed::empty());
    let server = Server::start(builder).await;
    let address = upload(
        2,
        &[
            ("parentColumnName", "RecordId"),
            ("entitySchemaName", "SysFile"),
        ],
    );
    let columns = r#"{"RecordSchemaName":"Contact","Nonsense":1,"Data":"x","Size":"x"}"#;
    let told = format!("{address}&AdditionalParams={}", encoded(columns));
    let answer = send(&server, &told, "0-1/2", b"ab").await;
    assert_eq!(answer["success"], true, "{answer}");
    let rows = server.sandbox.rows("SysFile").await.unwrap();
    let row = &rows[0];
    assert_eq!(row["RecordSchemaName"], "Contact");
    assert_eq!(row["RecordId"], guid(1));
    assert_eq!((&row["Size"], &row["Data"]), (&2.into(), &2.into()));
    let malformed = format!("{address}&AdditionalParams=x");
    let answer = send(&server, &malformed, "0-1/2", b"ab").await;
    assert_eq!(answer["errorInfo"]["errorCode"], "FormatException");
}
