//! The multipart form of a batch: parts with HTTP requests, and change sets of them.

use std::fmt::Write as _;

use axum::http::StatusCode;
use bytes::Bytes;
use uuid::Uuid;

use super::{
    mime::{self, MediaType, Part, at},
    request::{Item, Unit},
    run::{Answer, Answered},
};
use crate::{odata4::refusal::Refusal, reply::Reply};

/// Reads a batch.
pub(super) fn read(body: &[u8], boundary: &str) -> Result<Vec<Unit>, Refusal> {
    let parts = mime::parts(body, boundary, 1)?;
    parts.iter().enumerate().map(unit).collect()
}

fn unit((position, part): (usize, &Part<'_>)) -> Result<Unit, Refusal> {
    let media_type = MediaType::read(part.header("content-type").unwrap_or_default());
    if media_type.name != "multipart/mixed" {
        return Ok(Unit {
            group: None,
            items: vec![Call::read(part)?.item(part, false)?],
        });
    }
    let boundary = media_type
        .boundary()
        .ok_or_else(|| at(part.line, "the change set has no boundary"))?;
    let parts = mime::parts(part.content, &boundary, part.content_line)?;
    let items = parts
        .iter()
        .map(|part| Call::read(part)?.item(part, true))
        .collect::<Result<_, _>>()?;
    Ok(Unit {
        // No Content-ID can be this.
        group: Some(format!("change set {position}")),
        items,
    })
}

/// An HTTP request in a part.
struct Call {
    method: String,
    url: String,
    headers: Vec<(String, String)>,
    body: Bytes,
}

impl Call {
    fn read(part: &Part<'_>) -> Result<Self, Refusal> {
        let content_type = part.header("content-type").unwrap_or_default();
        if MediaType::read(content_type).name != "application/http" {
            return Err(at(
                part.line,
                "the Content-Type of a part must be application/http, or multipart/mixed for a \
                 change set outside of any other",
            ));
        }
        let encoding = part.header("content-transfer-encoding");
        if encoding.is_some_and(|encoding| !encoding.eq_ignore_ascii_case("binary")) {
            return Err(at(
                part.line,
                "the Content-Transfer-Encoding must be binary",
            ));
        }
        // Requests without a body often lack the empty line behind their headers.
        Self::parse(part.content)
            .or_else(|_| Self::parse(&[part.content, b"\r\n\r\n"].concat()))
            .map_err(|error| at(part.content_line, &format!("not an HTTP request: {error}")))
    }

    fn parse(bytes: &[u8]) -> Result<Self, httparse::Error> {
        let mut headers = [httparse::EMPTY_HEADER; 32];
        let mut request = httparse::Request::new(&mut headers);
        let httparse::Status::Complete(length) = request.parse(bytes)? else {
            return Err(httparse::Error::NewLine);
        };
        Ok(Self {
            method: request.method.unwrap_or_default().to_ascii_uppercase(),
            url: request.path.unwrap_or_default().to_owned(),
            headers: request.headers.iter().map(mime::owned).collect(),
            body: Bytes::copy_from_slice(&bytes[length..]),
        })
    }

    fn header(&self, name: &str) -> Option<String> {
        let mut headers = self.headers.iter();
        let found = headers.find(|(found, _)| found.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.clone())
    }

    fn item(self, part: &Part<'_>, is_in_change_set: bool) -> Result<Item, Refusal> {
        let id = part.header("content-id").map(str::to_owned);
        // Its place before OData 4.
        let id = id.or_else(|| self.header("content-id"));
        if is_in_change_set && self.method == "GET" {
            return Err(at(part.content_line, "a change set cannot read"));
        }
        if is_in_change_set && id.is_none() {
            return Err(at(
                part.line,
                "a request in a change set must have a Content-ID",
            ));
        }
        let content_type = self.header("content-type");
        // A GET or DELETE has no body; what stands there is line ends.
        let body = match &*self.method {
            "GET" | "DELETE" => Bytes::new(),
            _ => self.body,
        };
        Ok(Item {
            id,
            depends_on: Vec::new(),
            is_conditional: false,
            method: self.method,
            url: self.url,
            content_type,
            body,
        })
    }
}

/// Writes the answer to a batch.
pub(super) fn write(answered: &[Answered]) -> Reply {
    let boundary = format!("batchresponse_{}", Uuid::new_v4());
    let mut out = Vec::new();
    for unit in answered {
        match (unit.group, unit.failed) {
            (Some(group), None) => change_set(&mut out, &boundary, group, &unit.answers),
            (Some(_), Some(failed)) => part(&mut out, &boundary, &unit.answers[failed]),
            (None, _) => {
                for answer in &unit.answers {
                    part(&mut out, &boundary, answer);
                }
            }
        }
    }
    push(&mut out, &format!("--{boundary}--\r\n"));
    let content_type = format!("multipart/mixed; boundary={boundary}");
    Reply::new(200, &content_type, out).with("odata-version", "4.0")
}

fn change_set(out: &mut Vec<u8>, outer: &str, group: Uuid, answers: &[Answer]) {
    let boundary = format!("changesetresponse_{group}");
    let head = format!("--{outer}\r\nContent-Type: multipart/mixed; boundary={boundary}\r\n\r\n");
    push(out, &head);
    for answer in answers {
        part(out, &boundary, answer);
    }
    push(out, &format!("--{boundary}--\r\n"));
}

fn part(out: &mut Vec<u8>, boundary: &str, answer: &Answer) {
    let Answer { id, reply } = answer;
    let mut head = format!(
        "--{boundary}\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n"
    );
    if let Some(id) = id {
        // Writing to a String cannot fail.
        let _ = write!(head, "Content-ID: {id}\r\n");
    }
    let reason = StatusCode::from_u16(reply.status).ok();
    let reason = reason.and_then(|status| status.canonical_reason());
    let reason = reason.unwrap_or_default();
    let _ = write!(head, "\r\nHTTP/1.1 {} {reason}\r\n", reply.status);
    for (name, value) in &reply.headers {
        let _ = write!(head, "{name}: {value}\r\n");
    }
    push(out, &head);
    push(out, "\r\n");
    out.extend_from_slice(&reply.body);
    push(out, "\r\n");
}

fn push(out: &mut Vec<u8>, text: &str) {
    out.extend_from_slice(text.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(part: &str) -> Result<Item, Refusal> {
        let body = format!("--b\r\n{part}\r\n--b--");
        let mut units = read(body.as_bytes(), "b")?;
        Ok(units.remove(0).items.remove(0))
    }

    const HTTP: &str = "Content-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n";

    #[test]
    fn a_request_without_a_body_may_end_anywhere_behind_its_first_line() {
        for end in ["", "\r\n", "\r\n\r\n", "\r\nAccept: a", "\r\nAccept: a\r\n"] {
            let item = one(&format!("{HTTP}\r\nGET City?$top=1 HTTP/1.1{end}")).unwrap();
            let found = (&*item.method, &*item.url, &*item.body);
            assert_eq!(found, ("GET", "City?$top=1", &b""[..]), "{end:?}");
        }
    }

    #[test]
    fn a_body_follows_the_headers_of_its_request() {
        let part =
            "POST City HTTP/1.1\r\nContent-Type: application/json\r\n\r\n{\"Name\":\"A\"}\r\n";
        let item = one(&format!("{HTTP}Content-ID: 7\r\n\r\n{part}")).unwrap();
        assert_eq!(item.body.trim_ascii(), b"{\"Name\":\"A\"}");
        assert_eq!(item.id.as_deref(), Some("7"));
        assert_eq!(item.content_type.as_deref(), Some("application/json"));
    }

    #[test]
    fn errors_name_the_line_of_the_part() {
        for (part, line) in [
            ("\r\nGET City HTTP/1.1".to_owned(), 2),
            (
                "Content-Type: text/plain\r\n\r\nGET City HTTP/1.1".to_owned(),
                2,
            ),
            (format!("{HTTP}\r\nnonsense"), 5),
            (format!("{HTTP}\r\n"), 5),
            (
                "Content-Type: application/http\r\nContent-Transfer-Encoding: base64\r\n\r\nR0VU"
                    .to_owned(),
                2,
            ),
            ("Content-Type: multipart/mixed\r\n\r\n".to_owned(), 2),
            (
                format!(
                    "Content-Type: multipart/mixed; boundary=c\r\n\r\n--c\r\n{HTTP}Content-ID: 1\r\n\r\nGET City HTTP/1.1\r\n--c--"
                ),
                9,
            ),
            (
                format!(
                    "Content-Type: multipart/mixed; boundary=c\r\n\r\n--c\r\n{HTTP}\r\nDELETE City HTTP/1.1\r\n--c--"
                ),
                5,
            ),
        ] {
            let Err(Refusal::Body(message)) = one(&part) else {
                panic!("{part} was read");
            };
            let start = format!("Line {line} of the batch request: ");
            assert!(message.starts_with(&start), "{part}: {message}");
        }
    }

    #[test]
    fn a_change_set_that_failed_is_answered_once() {
        let answer = |id: &str, status| Answer {
            id: Some(id.to_owned()),
            reply: Reply::empty(status),
        };
        let answered = |failed, statuses: [u16; 2]| Answered {
            group: Some(Uuid::nil()),
            answers: vec![answer("1", statuses[0]), answer("2", statuses[1])],
            failed,
        };
        let text = |answered| String::from_utf8(write(&[answered]).body).unwrap();
        let failed = text(answered(Some(1), [424, 400]));
        assert!(!failed.contains("changesetresponse"), "{failed}");
        assert_eq!(failed.matches("HTTP/1.1").count(), 1);
        assert!(failed.contains("Content-ID: 2\r\n\r\nHTTP/1.1 400 Bad Request\r\n\r\n"));
        let done = text(answered(None, [204, 204]));
        assert_eq!(done.matches("HTTP/1.1 204 No Content").count(), 2);
        assert!(
            done.contains("changesetresponse_00000000-0000-0000-0000-000000000000--\r\n--batch")
        );
    }
}
