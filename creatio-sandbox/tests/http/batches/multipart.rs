//! The multipart form.

use reqwest::{Client, Response, header};
use serde_json::Value;

use super::{BATCH, contact, contacts, statuses};
use crate::support::{Server, guid};

const BOUNDARY: &str = "batch_a685-9724-d873";

/// Sends a body, whose lines end as written here or, if wanted, in CRLF.
async fn send(server: &Server, body: &str, accept: &str) -> Response {
    let request = Client::new().post(format!("{}{BATCH}", server.sandbox.url()));
    let content_type = format!("multipart/mixed;boundary={BOUNDARY}");
    let request = request
        .header(header::CONTENT_TYPE, content_type)
        .header(header::ACCEPT, accept)
        .bearer_auth(server.sandbox.issue_token());
    request.body(body.to_owned()).send().await.unwrap()
}

/// An insert, an update of the row it made, and a delete, in one change set; then a read.
fn documented(last: &str) -> String {
    format!(
        "--{BOUNDARY}
Content-Type: multipart/mixed; boundary=changeset_06da-d998-8e7e

--changeset_06da-d998-8e7e
Content-Type: application/http
Content-Transfer-Encoding: binary
Content-ID: 1

POST Contact HTTP/1.1
Content-Type: application/json;odata=verbose

{{\"Id\": \"{}\", \"Name\": \"Dot\"}}
--changeset_06da-d998-8e7e
Content-Type: application/http
Content-Transfer-Encoding: binary
Content-ID: 2

PATCH $1 HTTP/1.1
Content-Type: application/json;odata=verbose

{{\"Name\": \"Dora\"}}
--changeset_06da-d998-8e7e
Content-Type: application/http
Content-Transfer-Encoding: binary
Content-ID: 3

{last}
--changeset_06da-d998-8e7e--
--{BOUNDARY}
Content-Type: application/http
Content-Transfer-Encoding: binary

GET Contact?$select=Name&$orderby=Name%20desc&$top=1 HTTP/1.1
Accept: application/json

--{BOUNDARY}--
",
        guid(14)
    )
}

/// The lines of an answer, which must all end in CRLF, with the boundaries that the server made up
/// called by their kinds.
async fn lines(reply: Response) -> Vec<String> {
    let content_type = reply.headers()["content-type"].to_str().unwrap().to_owned();
    let boundary = content_type.strip_prefix("multipart/mixed; boundary=");
    let boundary = boundary.unwrap().to_owned();
    assert!(boundary.starts_with("batchresponse_"), "{boundary}");
    let body = reply.text().await.unwrap();
    let body = body.replace(&boundary, "BATCH");
    let set = body.split("boundary=").nth(1);
    let set = set
        .and_then(|rest| rest.lines().next())
        .unwrap_or("CHANGES");
    let lines = body.strip_suffix("\r\n").unwrap().split("\r\n");
    let lines = lines.map(|line| line.replace(set, "CHANGES"));
    let lines: Vec<_> = lines.collect();
    assert!(lines.iter().all(|line| !line.contains(['\r', '\n'])));
    lines
}

/// What an answer says of its parts: delimiters, names and statuses.
fn outline(lines: &[String]) -> Vec<&str> {
    let marks = ["--", "Content-ID", "HTTP/1.1"];
    let is_mark = |line: &&str| marks.iter().any(|mark| line.starts_with(mark));
    lines.iter().map(String::as_str).filter(is_mark).collect()
}

#[tokio::test]
async fn a_change_set_is_answered_by_a_change_set() {
    for line_end in ["\n", "\r\n"] {
        let server = Server::with_known_rows().await;
        let body = documented(&format!("DELETE {} HTTP/1.1", contact(13)));
        let body = body.replace('\n', line_end);
        let reply = send(&server, &body, "multipart/mixed").await;
        assert_eq!(reply.status(), 200);
        let lines = lines(reply).await;
        let expected = [
            "--BATCH",
            "--CHANGES",
            "Content-ID: 1",
            "HTTP/1.1 201 Created",
            "--CHANGES",
            "Content-ID: 2",
            "HTTP/1.1 204 No Content",
            "--CHANGES",
            "Content-ID: 3",
            "HTTP/1.1 204 No Content",
            "--CHANGES--",
            "--BATCH",
            "HTTP/1.1 200 OK",
            "--BATCH--",
        ];
        assert_eq!(outline(&lines), expected);
        let rows = lines.iter().rfind(|line| line.starts_with('{')).unwrap();
        let rows: Value = serde_json::from_str(rows).unwrap();
        assert_eq!(rows["value"][0]["Name"], "Dora");
        assert_eq!(contacts(&server, "Name").await, ["Ann", "Bob", "Dora"]);
    }
}

#[tokio::test]
async fn a_change_set_that_fails_is_undone_and_answered_by_one_error() {
    let server = Server::with_known_rows().await;
    let body = documented(&format!("DELETE Account({}) HTTP/1.1", guid(1)));
    let lines = lines(send(&server, &body, "*/*").await).await;
    let expected = [
        "--BATCH",
        "Content-ID: 3",
        "HTTP/1.1 500 Internal Server Error",
        "--BATCH--",
    ];
    assert_eq!(outline(&lines), expected);
    assert!(
        lines.iter().any(|line| line.contains("23503:")),
        "{lines:?}"
    );
    assert_eq!(contacts(&server, "Name").await, ["Ann", "Bob", "Cid"]);
}

#[tokio::test]
async fn json_answers_a_multipart_batch_if_it_is_asked_for() {
    let server = Server::with_known_rows().await;
    let body = documented(&format!("DELETE Account({}) HTTP/1.1", guid(1)));
    let reply = send(&server, &body, "application/json").await;
    let reply: Value = reply.json().await.unwrap();
    let responses = reply["responses"].as_array().unwrap();
    assert_eq!(statuses(responses), ["1 424", "2 424", "3 500"]);
}

#[tokio::test]
async fn a_body_that_cannot_be_read_is_refused_with_the_line_and_nothing_is_done() {
    let server = Server::with_known_rows().await;
    let delete = format!("DELETE {} HTTP/1.1", contact(13));
    for (broken, line) in [
        (documented("nonsense"), 27),
        (documented("GET Contact HTTP/1.1"), 27),
        (documented(&delete).replace("d873--", "d873"), 37),
    ] {
        let reply = send(&server, &broken, "multipart/mixed").await;
        assert_eq!(reply.status(), 400);
        let refusal: Value = reply.json().await.unwrap();
        let message = refusal["error"]["innererror"]["message"].as_str().unwrap();
        let start = format!("Line {line} of the batch request: ");
        assert!(message.starts_with(&start), "{message}");
    }
    assert_eq!(contacts(&server, "Name").await, ["Ann", "Bob", "Cid"]);
}

#[tokio::test]
async fn another_media_type_is_no_batch() {
    let server = Server::with_known_rows().await;
    for content_type in ["text/plain", "multipart/mixed"] {
        let url = format!("{}{BATCH}", server.sandbox.url());
        let request = Client::new()
            .post(url)
            .bearer_auth(server.sandbox.issue_token());
        let request = request.header(header::CONTENT_TYPE, content_type);
        assert_eq!(request.body("").send().await.unwrap().status(), 400);
    }
}
