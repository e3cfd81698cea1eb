//! Downloads: bytes as they arrive, pages in their place, broken connections.

use std::sync::Arc;
use std::time::Duration;

use futures_util::TryStreamExt;
use tokio::sync::Semaphore;

use super::super::test_server::{Answer, Received, TestServer};
use super::{Photo, builder, client, client_with_credentials, in_turn, photo};
use crate::client::RetryPolicy;
use crate::{Client, Error, Id};

const ID: Id<Photo> = Id::from_u128(7);
const PNG: &str = "image/png";

/// More than is read before a reply is judged.
fn long() -> String {
    "0123456789".repeat(3_000)
}

fn in_parts(answer: Answer) -> Answer {
    answer
        .header("Accept-Ranges", "bytes")
        .header("ETag", "\"v1\"")
}

/// The part that was asked for, or all of it.
fn part(request: &Received, whole: &str) -> Option<Answer> {
    let range = request.header("range")?;
    let from = range.strip_prefix("bytes=")?.strip_suffix('-')?;
    let (from, total): (usize, usize) = (from.parse().unwrap(), whole.len());
    let answer = Answer::new(206, PNG, &whole.as_bytes()[from..]);
    Some(answer.header(
        "Content-Range",
        &format!("bytes {from}-{}/{total}", total - 1),
    ))
}

#[tokio::test]
async fn bytes_come_with_their_type_and_length() {
    let server = TestServer::start(|_| Answer::new(200, PNG, long())).await;
    let download = client(&server).download(photo::data, ID).await.unwrap();
    assert_eq!(download.content_type(), Some(PNG));
    assert_eq!(download.content_length(), Some(30_000));
    assert_eq!(download.bytes().await.unwrap(), long());
    let [request] = server.requests().try_into().unwrap();
    assert_eq!(
        request.target,
        "/0/odata/Photo(00000000-0000-0000-0000-000000000007)/Data"
    );
    assert_eq!(request.header("accept"), Some("*/*"));
    assert_eq!(request.header("accept-encoding"), Some("identity"));
}

#[tokio::test]
async fn bytes_are_written_as_they_come() {
    let server = TestServer::start(|_| Answer::new(200, PNG, long()).without_length()).await;
    let mut written = Vec::new();
    let download = client(&server).download(photo::data, ID).await.unwrap();
    assert_eq!(download.content_length(), None);
    assert_eq!(download.write_to(&mut written).await.unwrap(), 30_000);
    assert_eq!(written, long().into_bytes());
    let mut narrow = [0_u8; 10];
    let mut narrow = std::io::Cursor::new(&mut narrow[..]);
    let download = client(&server).download(photo::data, ID).await.unwrap();
    let error = download.write_to(&mut narrow).await.unwrap_err();
    assert!(matches!(error, Error::Local { .. }), "{error:?}");
}

#[tokio::test]
async fn an_empty_column_is_no_bytes() {
    for status in [200, 204] {
        let server = TestServer::start(move |_| Answer::new(status, PNG, "")).await;
        let download = client(&server).download(photo::data, ID).await.unwrap();
        assert_eq!(download.content_length(), Some(0));
        assert!(download.bytes().await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn a_login_page_in_place_of_bytes_renews_the_session_once() {
    let answers = in_turn(vec![
        Answer::token("one", 3600),
        Answer::login_page(),
        Answer::token("two", 3600),
        Answer::new(200, PNG, "pixels"),
    ]);
    let server = TestServer::start(move |_| answers()).await;
    let client = client_with_credentials(&server);
    let download = client.download(photo::data, ID).await.unwrap();
    assert_eq!(download.bytes().await.unwrap(), "pixels");

    let with_mark = "\u{feff}<html><a href=\"/Login/NuiLogin.aspx\">Sign in</a></html>";
    for answer in [
        Answer::login_page(),
        Answer::new(200, "text/html", with_mark),
        Answer::json(
            r#"{"Message":"Authentication failed.","StackTrace":null,"ExceptionType":"X"}"#,
        ),
    ] {
        let server = TestServer::start(move |_| answer.clone()).await;
        let error = super::client(&server)
            .download(photo::data, ID)
            .await
            .unwrap_err();
        assert!(matches!(error, Error::SessionLost { .. }), "{error:?}");
    }
}

#[tokio::test]
async fn a_file_may_be_a_page_itself() {
    let page = "<html><a href=\"/Login/NuiLogin.aspx\">Sign in</a></html>";
    for answer in [
        Answer::new(200, "application/octet-stream", page),
        Answer::new(200, "text/html", page)
            .header("Content-Disposition", "attachment; filename=\"page.html\""),
        Answer::new(200, "text/html", "<html>no login</html>"),
    ] {
        let server = TestServer::start(move |_| answer.clone()).await;
        let id = Id::<Photo>::from_u128(7);
        let file = client(&server).download_file::<Photo>(id).await.unwrap();
        assert!(file.bytes().await.unwrap().starts_with(b"<html>"));
        assert_eq!(
            server.targets(),
            ["GET /0/rest/FileService/Download/Photo/00000000-0000-0000-0000-000000000007"]
        );
    }
}

#[tokio::test]
async fn a_file_has_its_name_and_may_be_json() {
    let refusal = r#"{"success":false,"errorInfo":{"errorCode":"AccessDenied","message":"No."}}"#;
    let named = Answer::json(refusal).header("Content-Disposition", "attachment; filename=a.json");
    let server = TestServer::start(move |_| named.clone()).await;
    let file = client(&server).download_file::<Photo>(ID).await.unwrap();
    assert_eq!(file.file_name(), Some("a.json"));
    assert_eq!(file.bytes().await.unwrap(), refusal);
    let server = TestServer::start(move |_| Answer::json(refusal)).await;
    let error = client(&server)
        .download_file::<Photo>(ID)
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Forbidden { .. }), "{error:?}");
}

#[tokio::test]
async fn no_such_row_is_told_with_its_key() {
    let server = TestServer::start(|_| Answer::new(404, "text/plain", "")).await;
    let error = client(&server).download(photo::data, ID).await.unwrap_err();
    assert!(error.is_not_found(), "{error:?}");
    assert!(error.to_string().contains("000000000007"), "{error}");
}

#[tokio::test]
async fn a_broken_connection_is_continued_where_it_broke() {
    let server = TestServer::start(|request| match part(request, &long()) {
        Some(part) => part,
        None => in_parts(Answer::new(200, PNG, long())).cut_after(20_000),
    })
    .await;
    let retrying = builder(&server)
        .retries(RetryPolicy::default())
        .build()
        .unwrap();
    let download = retrying.download(photo::data, ID).await.unwrap();
    assert_eq!(download.bytes().await.unwrap(), long());
    let [_, rest] = server.requests().try_into().unwrap();
    assert_eq!(rest.header("range"), Some("bytes=20000-"));
    assert_eq!(rest.header("if-range"), Some("\"v1\""));
}

fn cut_plain() -> Answer {
    Answer::new(200, PNG, long()).cut_after(20_000)
}

fn cut_in_parts() -> Answer {
    in_parts(cut_plain())
}

/// A client that tries once more, without a pause.
fn retrying(server: &TestServer) -> Client {
    let policy = RetryPolicy::default()
        .first_pause(Duration::ZERO)
        .retries(1);
    builder(server).retries(policy).build().unwrap()
}

/// A first answer, what comes for the rest, and how many requests that makes.
type Case = (fn() -> Answer, fn(&Received) -> Option<Answer>, usize);

#[tokio::test]
async fn a_stream_that_cannot_be_continued_ends_with_an_error() {
    // Nothing tells whether the file is the same; it is another one, whole or in part; the part is less
    // than all the rest, or of another state of the file; it breaks at the same place again.
    let cases: [Case; 6] = [
        (cut_plain, |_| None, 1),
        (cut_in_parts, |_| Some(Answer::new(200, PNG, long())), 2),
        (
            cut_in_parts,
            |request| part(request, &"x".repeat(40_000)),
            2,
        ),
        (
            cut_in_parts,
            |request| {
                request.header("range")?;
                let piece = Answer::new(206, PNG, "0123456789");
                Some(piece.header("Content-Range", "bytes 20000-20009/30000"))
            },
            2,
        ),
        (
            cut_in_parts,
            |request| part(request, &long()).map(|part| part.header("ETag", "\"v2\"")),
            2,
        ),
        (
            cut_in_parts,
            |request| part(request, &long()).map(|part| part.cut_after(0)),
            3,
        ),
    ];
    for (first, then, requests) in cases {
        let server = TestServer::start(move |request| {
            let is_first = request.header("range").is_none();
            let later = (!is_first).then(|| then(request)).flatten();
            later.unwrap_or_else(first)
        })
        .await;
        let download = retrying(&server).download(photo::data, ID).await.unwrap();
        let pieces: Result<Vec<_>, Error> = download.try_collect().await;
        assert!(
            matches!(pieces, Err(Error::Interrupted { .. })),
            "{pieces:?}"
        );
        assert_eq!(server.requests().len(), requests);
    }
}

#[tokio::test]
async fn a_server_without_parts_sends_all_of_the_same_file_once_more() {
    for ranges in ["none", "bytes"] {
        let whole = move || {
            let answer = Answer::new(200, PNG, long()).header("Accept-Ranges", ranges);
            answer.header("ETag", "\"v1\"")
        };
        let answers = in_turn(vec![whole().cut_after(20_000), whole()]);
        let server = TestServer::start(move |_| answers()).await;
        let download = retrying(&server).download(photo::data, ID).await.unwrap();
        let pieces: Vec<_> = download.try_collect().await.unwrap();
        assert_eq!(pieces.concat(), long().into_bytes());
        let [_, again] = server.requests().try_into().unwrap();
        assert_eq!(again.header("range").is_some(), ranges == "bytes");
    }
}

#[tokio::test]
async fn all_bytes_at_once_begin_anew_as_often_as_there_are_retries() {
    let answers = in_turn(vec![cut_plain(), Answer::new(200, PNG, long())]);
    let server = TestServer::start(move |_| answers()).await;
    let download = retrying(&server).download(photo::data, ID).await.unwrap();
    assert_eq!(download.bytes().await.unwrap(), long());

    let server = TestServer::start(|_| cut_plain()).await;
    let download = retrying(&server).download(photo::data, ID).await.unwrap();
    let error = download.bytes().await.unwrap_err();
    assert!(matches!(error, Error::Interrupted { .. }), "{error:?}");
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn bytes_that_were_handed_out_are_not_followed_by_those_of_a_new_beginning() {
    let server = TestServer::start(|_| cut_plain()).await;
    let mut download = retrying(&server).download(photo::data, ID).await.unwrap();
    download.try_next().await.unwrap();
    let error = download.bytes().await.unwrap_err();
    assert!(matches!(error, Error::Interrupted { .. }), "{error:?}");
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_client_without_retries_does_not_go_on() {
    let server =
        TestServer::start(|_| in_parts(Answer::new(200, PNG, long())).cut_after(20_000)).await;
    let download = client(&server).download(photo::data, ID).await.unwrap();
    let pieces: Result<Vec<_>, Error> = download.try_collect().await;
    assert!(
        matches!(pieces, Err(Error::Interrupted { .. })),
        "{pieces:?}"
    );
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_pause_that_is_too_long_ends_it_and_a_long_transfer_does_not() {
    let gate = Arc::new(Semaphore::new(0));
    let stuck = Answer::new(200, PNG, long())
        .cut_after(20_000)
        .behind(&gate);
    let server = TestServer::start(move |_| stuck.clone()).await;
    let client = builder(&server)
        .timeout(Duration::from_secs(1))
        .build()
        .unwrap();
    let download = client.download(photo::data, ID).await.unwrap();
    let error = download.bytes().await.unwrap_err();
    assert!(matches!(error, Error::Timeout { .. }), "{error:?}");
}

#[tokio::test]
async fn more_than_the_client_reads_at_once_can_only_be_streamed() {
    let server = TestServer::start(|_| Answer::new(200, PNG, long())).await;
    let client = builder(&server).reply_limit(10_000).build().unwrap();
    let download = client.download(photo::data, ID).await.unwrap();
    let error = download.bytes().await.unwrap_err();
    assert!(
        matches!(error, Error::ReplyTooLong { limit: 10_000, .. }),
        "{error:?}"
    );
    let mut download = client.download(photo::data, ID).await.unwrap();
    let mut pieces = Vec::new();
    while let Some(piece) = download.try_next().await.unwrap() {
        pieces.push(piece);
    }
    assert_eq!(pieces.concat(), long().into_bytes());
}

#[tokio::test]
async fn a_download_counts_as_a_request_until_it_is_dropped() {
    let server = TestServer::start(|_| Answer::new(200, PNG, long())).await;
    let client = builder(&server).concurrency(1).build().unwrap();
    let first = client.download(photo::data, ID).await.unwrap();
    let mut second = Box::pin(client.download(photo::data, ID));
    let waiting = tokio::time::timeout(Duration::from_millis(50), &mut second).await;
    assert!(waiting.is_err(), "the only permit is taken");
    drop(first);
    assert_eq!(second.await.unwrap().bytes().await.unwrap(), long());
}
