//! Uploads to stream columns.

use std::io;
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream;

use super::super::test_server::{Answer, TestServer};
use super::{Photo, builder, client, client_with_credentials, in_turn, photo};
use crate::client::{RetryPolicy, UploadBody};
use crate::{Error, Id};

const ID: Id<Photo> = Id::from_u128(7);
const ADDRESS: &str = "/0/odata/Photo(00000000-0000-0000-0000-000000000007)/Data";

fn stored() -> Answer {
    Answer::new(200, "text/plain", "")
}

#[tokio::test]
async fn bytes_are_put_to_the_column_s_own_address() {
    let server = TestServer::start(|_| stored()).await;
    client(&server)
        .upload(photo::data, ID, "image/png", "pixels")
        .await
        .unwrap();
    client(&server).clear_stream(photo::data, ID).await.unwrap();
    assert_eq!(
        server.targets(),
        [format!("PUT {ADDRESS}"), format!("DELETE {ADDRESS}")]
    );
    let [put, delete] = server.requests().try_into().unwrap();
    assert_eq!(put.body, "pixels");
    assert_eq!(put.header("content-type"), Some("image/png"));
    assert_eq!(put.header("content-length"), Some("6"));
    assert_eq!(
        (delete.body.as_str(), delete.header("content-type")),
        ("", None)
    );
}

#[tokio::test]
async fn every_kind_of_body_arrives_in_full() {
    let text = "0123456789".repeat(30_000);
    let path = std::env::temp_dir().join(format!("creatio-upload-{}", std::process::id()));
    std::fs::write(&path, &text).unwrap();
    let length = text.len() as u64;
    let pieces: Vec<io::Result<Bytes>> = text
        .as_bytes()
        .chunks(7_777)
        .map(|piece| Ok(Bytes::copy_from_slice(piece)))
        .collect();
    let reader = io::Cursor::new(text.clone().into_bytes());
    let bodies = [
        UploadBody::from(text.clone()),
        UploadBody::file(&path).await.unwrap(),
        UploadBody::reader(reader, length),
        UploadBody::stream(stream::iter(pieces), length),
    ];
    let server = TestServer::start(|_| stored()).await;
    for body in bodies {
        client(&server)
            .upload(photo::data, ID, "text/plain", body)
            .await
            .unwrap();
    }
    std::fs::remove_file(&path).unwrap();
    let requests = server.requests();
    assert_eq!(requests.len(), 4);
    assert!(requests.iter().all(|request| request.body == text));
}

#[tokio::test]
async fn bytes_are_sent_again_with_another_authorization_and_a_spent_stream_is_not() {
    let renewing = || {
        in_turn(vec![
            Answer::token("one", 3600),
            Answer::new(401, "text/plain", ""),
            Answer::token("two", 3600),
            stored(),
        ])
    };
    let answers = renewing();
    let server = TestServer::start(move |_| answers()).await;
    let client = client_with_credentials(&server);
    client
        .upload(photo::data, ID, "text/plain", "abc")
        .await
        .unwrap();
    assert_eq!(server.requests()[3].body, "abc");

    let answers = renewing();
    let server = TestServer::start(move |_| answers()).await;
    let client = client_with_credentials(&server);
    let once = UploadBody::reader(&b"abc"[..], 3);
    let error = client
        .upload(photo::data, ID, "text/plain", once)
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Auth { .. }), "{error:?}");
    assert_eq!(server.requests().len(), 2, "a token and one upload");
    // The token was given up all the same, so that the next upload has a new one.
    client
        .upload(photo::data, ID, "text/plain", "abc")
        .await
        .unwrap();
    assert_eq!(
        server.requests()[3].header("authorization"),
        Some("Bearer two")
    );
}

#[tokio::test]
async fn a_failure_that_passes_is_waited_out_for_bytes_alone() {
    let busy = || {
        in_turn(vec![
            Answer::new(503, "text/html", "<html></html>"),
            stored(),
        ])
    };
    let policy = RetryPolicy::default().first_pause(Duration::ZERO);
    let answers = busy();
    let server = TestServer::start(move |_| answers()).await;
    let retrying = builder(&server).retries(policy).build().unwrap();
    retrying
        .upload(photo::data, ID, "text/plain", "abc")
        .await
        .unwrap();
    assert_eq!(server.requests().len(), 2);

    let answers = busy();
    let server = TestServer::start(move |_| answers()).await;
    let retrying = builder(&server).retries(policy).build().unwrap();
    let once = UploadBody::reader(&b"abc"[..], 3);
    let error = retrying
        .upload(photo::data, ID, "text/plain", once)
        .await
        .unwrap_err();
    assert!(matches!(error, Error::OutcomeUnknown { .. }), "{error:?}");
    assert!(error.is_retryable(), "the same bytes may be stored twice");
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_body_that_fails_is_the_program_s_own_fault() {
    let server = TestServer::start(|_| stored()).await;
    let pieces = [Ok(Bytes::from("ab")), Err(io::Error::other("disk on fire"))];
    let failing = UploadBody::stream(stream::iter(pieces), 4);
    let short = UploadBody::reader(&b"abc"[..], 4);
    for (body, reason) in [(failing, "disk on fire"), (short, "fewer bytes than the 4")] {
        let error = client(&server)
            .upload(photo::data, ID, "text/plain", body)
            .await;
        let error = error.unwrap_err();
        let Error::Local { source, .. } = &error else {
            panic!("{error:?}")
        };
        assert!(source.to_string().contains(reason), "{source}");
    }
}

#[tokio::test]
async fn an_upload_that_stands_still_is_given_up() {
    let server = TestServer::start(|_| stored()).await;
    let client = builder(&server)
        .timeout(Duration::from_millis(100))
        .build()
        .unwrap();
    let body = UploadBody::stream(stream::pending::<io::Result<Bytes>>(), 4);
    let error = client
        .upload(photo::data, ID, "text/plain", body)
        .await
        .unwrap_err();
    let Error::OutcomeUnknown { source, .. } = &error else {
        panic!("{error:?}")
    };
    assert!(matches!(**source, Error::Timeout { .. }), "{source:?}");
}

#[tokio::test]
async fn refusals_of_uploads_are_errors() {
    for (answer, expected) in [
        (
            Answer::new(404, "text/plain", ""),
            "no row of Photo has the key",
        ),
        (
            Answer::json(r#"{"error":"File is not an image."}"#),
            "File is not an image.",
        ),
        (
            Answer::new(413, "text/html", "<html><title>Too large</title></html>"),
            "Too large",
        ),
        (
            Answer::new(200, "text/html", "<html><title>Welcome</title></html>"),
            "it is not known",
        ),
    ] {
        let server = TestServer::start(move |_| answer.clone()).await;
        let sent = client(&server)
            .upload(photo::data, ID, "image/png", "x")
            .await;
        let error = sent.unwrap_err();
        assert!(error.to_string().contains(expected), "{error}");
    }
    let server = TestServer::start(|_| stored()).await;
    let sent = client(&server)
        .upload(photo::data, ID, "image/\npng", "x")
        .await;
    assert!(matches!(sent, Err(Error::Compile(_))), "{sent:?}");
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn a_body_that_is_longer_than_announced_is_not_cut_in_silence() {
    let server = TestServer::start(|_| stored()).await;
    for (pieces, length) in [
        (&["ab", "c", "d"][..], 3),
        (&["ab", "c", "", "d"], 3),
        (&["abcd"], 3),
        (&["a"], 0),
    ] {
        let bytes: Vec<_> = pieces
            .iter()
            .map(|&piece| io::Result::Ok(Bytes::from(piece)))
            .collect();
        let body = UploadBody::stream(stream::iter(bytes), length);
        let sent = client(&server)
            .upload(photo::data, ID, "text/plain", body)
            .await;
        let Err(Error::Local { source, .. }) = &sent else {
            panic!("{pieces:?}: {sent:?}")
        };
        let reason = format!("more bytes than the {length}");
        assert!(source.to_string().contains(&reason), "{source}");
    }
    let pieces = ["", "ab", "c", ""].map(|piece| io::Result::Ok(Bytes::from(piece)));
    let body = UploadBody::stream(stream::iter(pieces), 3);
    let sent = client(&server)
        .upload(photo::data, ID, "text/plain", body)
        .await;
    sent.unwrap();
    assert_eq!(server.requests().last().unwrap().body, "abc");
    let empty = UploadBody::reader(io::Cursor::new(b""), 0);
    let sent = client(&server)
        .upload(photo::data, ID, "text/plain", empty)
        .await;
    sent.unwrap();
    let last = server.requests().pop().unwrap();
    assert_eq!(
        (last.body.as_str(), last.header("content-length")),
        ("", Some("0"))
    );
}

#[tokio::test]
async fn what_was_read_before_is_not_sent_as_if_it_were_all() {
    let server = TestServer::start(|_| Answer::new(500, "text/html", "")).await;
    let pieces = stream::iter(["abc"].map(|piece| io::Result::Ok(Bytes::from(piece))));
    let once = UploadBody::stream_of_unknown_length(pieces);
    let client = client(&server);
    let upload = async || {
        let sent = client
            .upload(photo::data, ID, "text/plain", once.clone())
            .await;
        sent.unwrap_err()
    };
    // How it fails does not matter here.
    upload().await;
    let arrived = server.requests().len();
    let error = upload().await;
    assert!(matches!(error, Error::Local { .. }), "{error:?}");
    assert_eq!(server.requests().len(), arrived, "nothing more was sent");
}
