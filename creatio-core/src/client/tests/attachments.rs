//! Attachments: chunks, progress, and going on after an interruption.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream;

use super::super::test_server::{Answer, Received, TestServer};
use super::{Account, Photo, builder, client, photo};
use crate::client::{RetryPolicy, UploadBody, UploadTicket};
use crate::{Error, Id};

const PARENT: Id<Account> = Id::from_u128(1);
const TAKEN: &str = r#"{"success":true,"errorInfo":null}"#;

fn range(request: &Received) -> &str {
    request.header("content-range").unwrap_or("none")
}

/// Where the last ticket is kept.
fn notebook() -> (
    Arc<Mutex<Vec<UploadTicket>>>,
    impl FnMut(&UploadTicket) + Send + 'static,
) {
    let kept = Arc::new(Mutex::new(Vec::new()));
    let pen = Arc::clone(&kept);
    (kept, move |ticket: &UploadTicket| {
        pen.lock().unwrap().push(ticket.clone());
    })
}

#[tokio::test]
async fn a_file_goes_in_chunks_that_say_their_place() {
    let server = TestServer::start(|_| Answer::json(TAKEN)).await;
    let (kept, note) = notebook();
    let attachment = client(&server)
        .attach(photo::account, PARENT, "my offer.txt", "0123456789")
        .mime_type("text/plain")
        .chunk_size(4)
        .on_progress(note);
    let file_id = attachment.ticket().file_id();
    let id: Id<Photo> = attachment.send().await.unwrap();
    assert_eq!(id, Id::new(file_id));
    let requests = server.requests();
    let chunks: Vec<_> = requests
        .iter()
        .map(|it| (range(it), it.body.as_str()))
        .collect();
    assert_eq!(
        chunks,
        [
            ("bytes 0-3/10", "0123"),
            ("bytes 4-7/10", "4567"),
            ("bytes 8-9/10", "89")
        ]
    );
    assert_eq!(
        requests[2].target,
        format!(
            "/0/rest/FileApiService/UploadFile?totalFileLength=10&fileId={file_id}\
             &mimeType=text%2Fplain&fileName=my+offer.txt&columnName=Data&parentColumnName=Account\
             &parentColumnValue=00000000-0000-0000-0000-000000000001&entitySchemaName=Photo"
        )
    );
    assert_eq!(
        requests[0].header("content-type"),
        Some("application/octet-stream")
    );
    assert_eq!(
        requests[0].header("content-disposition"),
        Some("attachment; filename=my%20offer.txt")
    );
    let sent: Vec<_> = kept
        .lock()
        .unwrap()
        .iter()
        .map(UploadTicket::sent)
        .collect();
    assert_eq!(sent, [4, 8, 10]);
    assert!(kept.lock().unwrap()[2].is_complete());
}

#[tokio::test]
async fn an_empty_file_is_one_chunk_without_a_range() {
    let server = TestServer::start(|_| Answer::json(TAKEN)).await;
    let attachment = client(&server).attach(photo::account, PARENT, "empty", "");
    attachment.column(photo::data).send().await.unwrap();
    let [request] = server.requests().try_into().unwrap();
    assert_eq!((range(&request), request.body.as_str()), ("none", ""));
}

#[tokio::test]
async fn a_chunk_whose_outcome_is_unknown_is_sent_again_to_the_same_place() {
    let cut = Mutex::new(true);
    let server = TestServer::start(move |request| {
        let first = range(request) == "bytes 4-7/10" && std::mem::take(&mut *cut.lock().unwrap());
        if first {
            Answer::json(TAKEN).cut_after(3)
        } else {
            Answer::json(TAKEN)
        }
    })
    .await;
    let policy = RetryPolicy::default().first_pause(Duration::ZERO);
    let client = builder(&server).retries(policy).build().unwrap();
    let attachment = client.attach(photo::account, PARENT, "a.txt", "0123456789");
    attachment.chunk_size(4).send().await.unwrap();
    let requests = server.requests();
    let ranges: Vec<_> = requests.iter().map(range).collect();
    assert_eq!(
        ranges,
        [
            "bytes 0-3/10",
            "bytes 4-7/10",
            "bytes 4-7/10",
            "bytes 8-9/10"
        ]
    );
    assert!(
        requests
            .iter()
            .all(|it| { it.target == requests[0].target }),
        "all chunks have the same file id"
    );
}

#[tokio::test]
async fn an_interrupted_upload_goes_on_from_its_ticket() {
    let server = TestServer::start(|request| match range(request) {
        "bytes 8-9/10" => Answer::new(503, "text/html", "<html></html>"),
        _ => Answer::json(TAKEN),
    })
    .await;
    let (kept, note) = notebook();
    let attachment = client(&server).attach(photo::account, PARENT, "a.txt", "0123456789");
    let error = attachment
        .chunk_size(4)
        .on_progress(note)
        .send()
        .await
        .unwrap_err();
    assert!(
        matches!(error, Error::OutcomeUnknown { .. }) && error.is_retryable(),
        "{error:?}"
    );
    let saved = serde_json::to_string(kept.lock().unwrap().last().unwrap()).unwrap();

    let server = TestServer::start(|_| Answer::json(TAKEN)).await;
    let ticket: UploadTicket = serde_json::from_str(&saved).unwrap();
    let pieces = ["012", "3456", "789"].map(|it| std::io::Result::Ok(Bytes::from(it)));
    let body = UploadBody::stream(stream::iter(pieces), 10);
    let again = client(&server).resume_attachment::<Photo>(ticket.clone(), body);
    assert_eq!(again.send().await.unwrap(), Id::new(ticket.file_id()));
    let [rest] = server.requests().try_into().unwrap();
    assert_eq!((range(&rest), rest.body.as_str()), ("bytes 8-9/10", "89"));
}

#[tokio::test]
async fn a_ticket_of_another_file_is_refused_before_anything_is_sent() {
    let server = TestServer::start(|_| Answer::json(TAKEN)).await;
    let client = client(&server);
    let ticket = client
        .attach(photo::account, PARENT, "a", "0123456789")
        .ticket()
        .clone();
    let other = client
        .resume_attachment::<Account>(ticket.clone(), "0123456789")
        .send()
        .await;
    let longer = client
        .resume_attachment::<Photo>(ticket, "0123456789x")
        .send()
        .await;
    let unknown = UploadBody::stream_of_unknown_length(stream::empty::<std::io::Result<Bytes>>());
    let unknown = client
        .attach(photo::account, PARENT, "a", unknown)
        .send()
        .await;
    for (error, reason) in [
        (other.unwrap_err(), "of another entity"),
        (longer.unwrap_err(), "another length"),
        (unknown.unwrap_err(), "length of the file"),
    ] {
        assert!(matches!(error, Error::Compile(_)), "{error:?}");
        assert!(error.to_string().contains(reason), "{error}");
    }
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn a_refusal_ends_the_upload_with_creatio_s_words() {
    let reply = r#"{"success":false,"errorInfo":{"errorCode":"MaxFileSizeExceededException","message":"Too large."}}"#;
    let server = TestServer::start(move |_| Answer::json(reply)).await;
    let attachment = client(&server).attach(photo::account, PARENT, "a", "0123456789");
    let error = attachment.chunk_size(4).send().await.unwrap_err();
    assert!(matches!(error, Error::Rejected { .. }), "{error:?}");
    assert!(error.to_string().contains("Too large."), "{error}");
    assert_eq!(server.requests().len(), 1);
}

/// A file of any entity's row.
#[derive(Debug, crate::Entity)]
#[creatio(crate = "crate", entity = "SysFile")]
struct AnyFile {
    #[creatio(key)]
    id: Id<AnyFile>,
    record_id: Option<crate::Uuid>,
    record_schema_name: String,
}

#[tokio::test]
async fn a_file_of_any_record_names_the_record_and_its_schema_in_every_chunk() {
    let server = TestServer::start(|_| Answer::json(TAKEN)).await;
    let (kept, note) = notebook();
    let client = client(&server);
    let attachment = client.attach_to_record::<AnyFile, Account>(PARENT, "a.txt", "0123");
    let attachment = attachment.chunk_size(2).on_progress(note);
    let file_id = attachment.ticket().file_id();
    attachment.send().await.unwrap();
    let target = format!(
        "/0/rest/FileApiService/UploadFile?totalFileLength=4&fileId={file_id}\
         &mimeType=application%2Foctet-stream&fileName=a.txt&columnName=Data\
         &parentColumnName=RecordId&parentColumnValue=00000000-0000-0000-0000-000000000001\
         &entitySchemaName=SysFile\
         &AdditionalParams=%7B%22RecordSchemaName%22%3A%22Account%22%7D"
    );
    let targets: Vec<_> = server.requests().into_iter().map(|it| it.target).collect();
    assert_eq!(targets, [target.clone(), target.clone()]);

    let ticket = serde_json::to_string(&kept.lock().unwrap()[0]).unwrap();
    let ticket = serde_json::from_str(&ticket).unwrap();
    let rest = client.resume_attachment::<AnyFile>(ticket, "0123");
    rest.send().await.unwrap();
    assert_eq!(server.requests()[2].target, target);
}

#[tokio::test]
async fn a_file_entity_that_cannot_name_any_record_is_refused() {
    let server = TestServer::start(|_| Answer::json(TAKEN)).await;
    let client = client(&server);
    let attachment = client.attach_to_record::<Photo, Account>(PARENT, "a.txt", "0123");
    let error = attachment.send().await.unwrap_err().to_string();
    assert!(error.contains("RecordSchemaName"), "{error}");
    assert!(server.requests().is_empty());
}
