//! The reply to an OData batch in MIME parts: one per item, and one with parts of its own per change
//! set. A change set that failed may be answered by one part alone, that of the write that was refused.

use bytes::Bytes;
use memchr::memmem;
use mime::Mime;
use reqwest::StatusCode;
use reqwest::header::HeaderValue;

use super::{Answer, Found};
use crate::client::batch::split::units;

/// More headers than any server writes.
const HEADERS: usize = 32;

/// What separates the parts of a body with this content type, if it has parts.
pub(super) fn boundary(content_type: &HeaderValue) -> Option<String> {
    boundary_in(content_type.to_str().ok()?)
}

fn boundary_in(content_type: &str) -> Option<String> {
    let content_type: Mime = content_type.parse().ok()?;
    if content_type.type_() != mime::MULTIPART {
        return None;
    }
    Some(content_type.get_param(mime::BOUNDARY)?.to_string())
}

pub(super) fn find(reply: &Bytes, boundary: &str, items: &[Option<usize>]) -> Option<Vec<Found>> {
    let mut found = vec![Found::Nothing; items.len()];
    let mut any = false;
    // Parts come in the order of what was sent, up to where the service stopped.
    let mut units = units(items);
    for part in parts(reply, boundary) {
        any = true;
        let unit = units.next().unwrap_or(items.len()..items.len());
        let responses = responses(reply, part);
        let one_for_all = responses.len() == 1 && unit.len() > 1;
        for (response, place) in responses.into_iter().zip(unit.start..) {
            let Some(Response { number, answer }) = response else {
                continue;
            };
            let named = number.and_then(|number| found.get_mut(number.checked_sub(1)?));
            match named {
                Some(slot) => slot.note(answer),
                None if one_for_all => found[unit.clone()].fill(Found::OfGroup(answer)),
                None if place < unit.end => found[place].note(answer),
                None => {}
            }
        }
    }
    any.then_some(found)
}

struct Response {
    /// The `Content-ID`, the number of the item.
    number: Option<usize>,
    answer: Answer,
}

/// The responses in a part; `None` for one that cannot be read.
fn responses(reply: &Bytes, part: &[u8]) -> Vec<Option<Response>> {
    let Some((content, head)) = split_head(part) else {
        return vec![None];
    };
    match head.content_type.as_deref().and_then(boundary_in) {
        Some(boundary) => {
            let inner = parts(content, &boundary);
            let inner = inner.map(|part| {
                let (content, head) = split_head(part)?;
                response(reply, content, &head)
            });
            inner.collect()
        }
        None => vec![response(reply, content, &head)],
    }
}

/// The headers of a part that matter.
#[derive(Default)]
struct Head {
    content_type: Option<String>,
    number: Option<usize>,
}

impl Head {
    fn of(headers: &[httparse::Header<'_>]) -> Self {
        let value = |name: &str| {
            let mut headers = headers.iter();
            let header = headers.find(|header| header.name.eq_ignore_ascii_case(name))?;
            Some(std::str::from_utf8(header.value).ok()?.trim().to_owned())
        };
        Head {
            content_type: value("content-type"),
            number: value("content-id").and_then(|id| id.parse().ok()),
        }
    }
}

/// What stands behind the headers of a part, and the headers.
fn split_head(part: &[u8]) -> Option<(&[u8], Head)> {
    let mut headers = [httparse::EMPTY_HEADER; HEADERS];
    match httparse::parse_headers(part, &mut headers) {
        Ok(httparse::Status::Complete((length, headers))) => {
            Some((&part[length..], Head::of(headers)))
        }
        _ => None,
    }
}

/// An HTTP response as a part has it.
fn response(reply: &Bytes, text: &[u8], part: &Head) -> Option<Response> {
    let mut headers = [httparse::EMPTY_HEADER; HEADERS];
    let mut response = httparse::Response::new(&mut headers);
    let Ok(httparse::Status::Complete(length)) = response.parse(text) else {
        return None;
    };
    let head = Head::of(response.headers);
    let content_type = head.content_type.as_deref().map(HeaderValue::from_str);
    let body = text[length..].trim_ascii();
    Some(Response {
        number: part.number.or(head.number),
        answer: Answer {
            status: StatusCode::from_u16(response.code?).ok()?,
            content_type: content_type.transpose().ok()?,
            body: reply.slice_ref(body),
        },
    })
}

/// The parts between lines of this boundary; one that is cut off is none.
fn parts<'b>(body: &'b [u8], boundary: &str) -> impl Iterator<Item = &'b [u8]> {
    let delimiter = format!("--{boundary}");
    let mut rest = skip_delimiter(body, &delimiter);
    std::iter::from_fn(move || {
        let start = rest?;
        let end = delimiter_in(start, &delimiter)?;
        rest = skip_delimiter(&start[end..], &delimiter);
        let part = &start[..end];
        let part = part.strip_suffix(b"\n").unwrap_or(part);
        Some(part.strip_suffix(b"\r").unwrap_or(part))
    })
}

/// Where a line with the delimiter begins.
fn delimiter_in(body: &[u8], delimiter: &str) -> Option<usize> {
    memmem::find_iter(body, delimiter).find(|&at| {
        let begins_line = at == 0 || body[at - 1] == b'\n';
        let after = &body[at + delimiter.len()..];
        begins_line && (after.starts_with(b"--") || ends_line(after))
    })
}

fn ends_line(text: &[u8]) -> bool {
    let blank = text
        .iter()
        .take_while(|byte| matches!(byte, b' ' | b'\t' | b'\r'));
    matches!(text.get(blank.count()), None | Some(b'\n'))
}

/// What follows the line with the next delimiter; `None` after the last one.
fn skip_delimiter<'b>(body: &'b [u8], delimiter: &str) -> Option<&'b [u8]> {
    let at = delimiter_in(body, delimiter)?;
    let after = &body[at + delimiter.len()..];
    if after.starts_with(b"--") {
        return None;
    }
    let line = memchr::memchr(b'\n', after)?;
    Some(&after[line + 1..])
}
