//! Stream columns and attachments, there and back.

use std::sync::{Arc, Mutex};

use creatio_core::client::{UploadBody, UploadTicket};
use creatio_core::prelude::*;
use creatio_sandbox::{Fault, Sandbox, Seed};
use creatio_tests::models::{Account, AccountFile, account, account_file};
use creatio_tests::world;

async fn world_with_account() -> (Sandbox, Client, Id<Account>) {
    let (sandbox, client) = world::empty().await;
    let id = client
        .execute(Account::insert().set(account::name, "Acme"))
        .await
        .unwrap();
    (sandbox, client, id)
}

/// Bytes of every kind, more than one piece of them.
fn picture() -> Vec<u8> {
    (0..=u8::MAX).cycle().take(300_001).collect()
}

#[tokio::test]
async fn a_logo_comes_back_as_it_was_sent_and_can_be_cleared() {
    let (_sandbox, client, id) = world_with_account().await;
    client
        .upload(account::logo, id, "image/png", picture())
        .await
        .unwrap();
    let logo = client.download(account::logo, id).await.unwrap();
    assert_eq!(logo.bytes().await.unwrap(), picture());
    let reader = std::io::Cursor::new(b"small".to_vec());
    let small = UploadBody::reader(reader, 5);
    client
        .upload(account::logo, id, "image/png", small)
        .await
        .unwrap();
    let mut written = Vec::new();
    let logo = client.download(account::logo, id).await.unwrap();
    assert_eq!(logo.write_to(&mut written).await.unwrap(), 5);
    assert_eq!(written, b"small");
    client.clear_stream(account::logo, id).await.unwrap();
    match client.download(account::logo, id).await {
        Ok(logo) => assert!(logo.bytes().await.unwrap().is_empty()),
        Err(error) => assert!(error.is_not_found(), "{error:?}"),
    }
}

#[tokio::test]
async fn a_row_that_is_not_there_has_no_logo() {
    let (_sandbox, client, _) = world_with_account().await;
    let nobody = Id::<Account>::from_u128(1);
    let error = client.download(account::logo, nobody).await.unwrap_err();
    assert!(error.is_not_found(), "{error:?}");
    let error = client
        .upload(account::logo, nobody, "image/png", "x")
        .await
        .unwrap_err();
    assert!(error.is_not_found(), "{error:?}");
}

#[tokio::test]
async fn transfers_survive_a_session_that_ends() {
    let (sandbox, client, id) = world_with_account().await;
    sandbox.expire_tokens();
    client
        .upload(account::logo, id, "image/png", picture())
        .await
        .unwrap();
    sandbox.inject(Fault::HtmlLogin);
    let logo = client.download(account::logo, id).await.unwrap();
    assert_eq!(logo.bytes().await.unwrap(), picture());
}

#[tokio::test]
async fn an_attachment_goes_in_chunks_and_comes_back_with_its_name() {
    let (sandbox, client, id) = world_with_account().await;
    let seen = Arc::new(Mutex::new(Vec::new()));
    let seeing = Arc::clone(&seen);
    let file = client
        .attach(account_file::account, id, "Angebot für Zoë.pdf", picture())
        .mime_type("application/pdf")
        .chunk_size(100_000)
        .on_progress(move |ticket| seeing.lock().unwrap().push(ticket.sent()))
        .send()
        .await
        .unwrap();
    assert_eq!(*seen.lock().unwrap(), [100_000, 200_000, 300_000, 300_001]);
    let row = client.fetch_by_id::<AccountFile>(file).await.unwrap();
    assert_eq!(row.name, "Angebot für Zoë.pdf");
    assert_eq!(row.account_id, Some(id));
    let download = client.download_file::<AccountFile>(file).await.unwrap();
    assert_eq!(download.bytes().await.unwrap(), picture());
    assert_eq!(sandbox.rows("AccountFile").await.unwrap().len(), 1);
}

#[tokio::test]
async fn an_interrupted_attachment_goes_on_in_another_client() {
    let (sandbox, client, id) = world_with_account().await;
    let kept: Arc<Mutex<Option<String>>> = Arc::default();
    let pen = Arc::clone(&kept);
    let attachment = client
        .attach(account_file::account, id, "a.bin", picture())
        .chunk_size(100_000);
    let ticket = serde_json::to_string(attachment.ticket()).unwrap();
    *kept.lock().unwrap() = Some(ticket);
    let sandbox = Arc::new(sandbox);
    let breaking = Arc::clone(&sandbox);
    let attachment = attachment.on_progress(move |ticket: &UploadTicket| {
        *pen.lock().unwrap() = Some(serde_json::to_string(ticket).unwrap());
        if ticket.sent() == 200_000 {
            breaking.inject(Fault::AppliedThenDropped);
        }
    });
    let error = attachment.send().await.unwrap_err();
    assert!(error.is_retryable(), "{error:?}");

    let other = world::client(&sandbox);
    let ticket = kept.lock().unwrap().clone().unwrap();
    let ticket: UploadTicket = serde_json::from_str(&ticket).unwrap();
    assert_eq!(ticket.sent(), 200_000);
    let again = other.resume_attachment::<AccountFile>(ticket, picture());
    let file = again.chunk_size(100_000).send().await.unwrap();
    let download = other.download_file::<AccountFile>(file).await.unwrap();
    assert_eq!(download.bytes().await.unwrap(), picture());
    assert_eq!(sandbox.rows("AccountFile").await.unwrap().len(), 1);
}

#[tokio::test]
async fn an_empty_attachment_arrives() {
    let (_sandbox, client, id) = world_with_account().await;
    let attachment = client.attach(account_file::account, id, "empty.txt", "");
    let file = attachment.send().await.unwrap();
    let download = client.download_file::<AccountFile>(file).await.unwrap();
    assert!(download.bytes().await.unwrap().is_empty());
}

/// Creatio's entity for files of any entity's rows, cut to what matters here.
const ANY_FILES: &str = r#"<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>
<Schema Namespace="Terrasoft.Configuration.OData" xmlns="http://docs.oasis-open.org/odata/ns/edm">
<EntityType Name="SysFile"><Key><PropertyRef Name="Id" /></Key><Property Name="Id" Type="Edm.Guid" />
<Property Name="Name" Type="Edm.String" Nullable="false" />
<Property Name="RecordSchemaName" Type="Edm.String" Nullable="false" /><Property Name="RecordId" Type="Edm.Guid" />
<Property Name="Data" Type="Edm.Stream" /></EntityType>
<EntityContainer Name="DefaultContainer"><EntitySet Name="SysFile" EntityType="Terrasoft.Configuration.OData.SysFile" /></EntityContainer>
</Schema></edmx:DataServices></edmx:Edmx>"#;

#[derive(Debug, PartialEq, creatio_core::Entity)]
struct SysFile {
    #[creatio(key)]
    id: Id<SysFile>,
    name: String,
    record_schema_name: String,
    record_id: Option<Uuid>,
}

#[tokio::test]
async fn a_file_is_attached_to_a_row_of_any_entity() {
    let builder = Sandbox::builder().metadata_text(ANY_FILES);
    let sandbox = builder.seed(Seed::empty()).start().await.unwrap();
    let client = world::client(&sandbox);
    let acme: Id<Account> = Id::from_u128(7);
    let id = client
        .attach_to_record::<SysFile, Account>(acme, "offer.bin", picture())
        .chunk_size(100_000)
        .send()
        .await
        .unwrap();
    let of_acme = sys_file::record_id.eq(acme.uuid());
    let of_acme = of_acme.and(sys_file::record_schema_name.eq("Account"));
    let found = client.fetch_one(SysFile::query().filter(of_acme)).await;
    let expected = SysFile {
        id,
        name: "offer.bin".to_owned(),
        record_schema_name: "Account".to_owned(),
        record_id: Some(acme.uuid()),
    };
    assert_eq!(found.unwrap(), expected);
    let file = client.download_file::<SysFile>(id).await.unwrap();
    assert_eq!(file.bytes().await.unwrap(), picture());
}
