//! A reply as it came off the wire, before anybody has decided what it means.

pub(super) mod classify;
mod envelope;
mod page;
mod words;

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use jiff::Timestamp;
use reqwest::StatusCode;
use reqwest::header::{CONTENT_TYPE, DATE, HeaderMap, LOCATION, RETRY_AFTER};
use url::Url;

use super::address;

/// How much memory is set aside for a body before it arrives, in bytes.
const LARGEST_GUESS: usize = 16 << 20;

/// Why no reply was collected.
#[derive(Debug, thiserror::Error)]
pub(super) enum FetchError {
    /// What the network said. Its text has no address, which may hold personal data.
    #[error(transparent)]
    Network(reqwest::Error),
    #[error("the reply has more than {limit} bytes")]
    TooLong { limit: usize },
    /// Nothing came or went for so long.
    #[error("nothing was sent or received for {0:?}")]
    Idle(Duration),
}

/// How much of the body of a success is read before it is handed out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    /// All of it.
    Whole,
    /// As much as it takes to see whether it is a page; the rest is left to be read piece by piece.
    Beginning,
}

impl From<reqwest::Error> for FetchError {
    fn from(error: reqwest::Error) -> Self {
        Self::Network(error.without_url())
    }
}

/// Status, the headers, and the body or its beginning.
#[derive(Debug)]
pub(super) struct RawReply {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
    /// What comes after `body`, if that is the beginning only.
    pub(super) rest: Option<reqwest::Response>,
    /// Where the reply sends, or already has sent, the request.
    pub(super) redirected_to: Option<Url>,
}

impl RawReply {
    /// Sends `request` and collects the reply, whose body has `limit` bytes at most if all of it is
    /// wanted.
    pub(super) async fn fetch(
        http: &reqwest::Client,
        request: reqwest::Request,
        extent: Extent,
        limit: usize,
    ) -> Result<Self, FetchError> {
        let asked = request.url().clone();
        let mut response = http.execute(request).await?;
        // A client of the user's own may follow redirects; the reply then is of another address.
        let landed = Some(response.url()).filter(|url| **url != asked).cloned();
        let status = response.status();
        let headers = response.headers().clone();
        let location = headers.get(LOCATION).filter(|_| status.is_redirection());
        let location = location.and_then(|value| asked.join(value.to_str().ok()?).ok());
        let (body, rest) = if extent == Extent::Beginning && status.is_success() {
            let (body, has_ended) = beginning(&mut response).await?;
            (body, (!has_ended).then_some(response))
        } else {
            (without_bom(collect(response, limit).await?), None)
        };
        Ok(Self {
            status,
            headers,
            body,
            rest,
            redirected_to: landed.or(location),
        })
    }

    /// The content type in lower case, without parameters; empty if there is none.
    pub(super) fn content_type(&self) -> String {
        let value = self
            .headers
            .get(CONTENT_TYPE)
            .and_then(|value| value.to_str().ok());
        let media_type = value
            .and_then(|value| value.split(';').next())
            .unwrap_or_default();
        media_type.trim().to_ascii_lowercase()
    }

    pub(super) fn is_json(&self) -> bool {
        self.content_type() == "application/json"
    }

    /// `Retry-After`, be it seconds or a date.
    pub(super) fn retry_after(&self) -> Option<Duration> {
        let asked = self.headers.get(RETRY_AFTER)?.to_str().ok()?;
        retry_after(asked, sent_at(&self.headers))
    }

    /// What came, in a few words that fit an error; never more of a body than a page's title.
    pub(super) fn describe(&self) -> String {
        if let Some(url) = &self.redirected_to {
            return format!("a redirect to {}", address::without_secrets(url));
        }
        if self.body.is_empty() {
            return format!("an empty reply with status {}", self.status.as_u16());
        }
        if page::is_markup(&self.body) && !self.content_type().ends_with("json") {
            return match page::title(&self.body) {
                Some(title) => format!("a page titled \"{title}\""),
                None => "a page without a title".to_owned(),
            };
        }
        match self.content_type().as_str() {
            "" => "a reply without a content type".to_owned(),
            content_type => format!("a reply of the type {content_type}"),
        }
    }
}

/// What the clock of the server showed when it sent these headers: dates in them are by that clock,
/// which may be off from the one here. Without it, what the one here shows.
pub(super) fn sent_at(headers: &HeaderMap) -> Timestamp {
    let date = headers
        .get(DATE)
        .and_then(|date| http_date(date.to_str().ok()?));
    date.unwrap_or_else(Timestamp::now)
}

/// A date in a header. IIS writes hyphens in those of cookies: `Thu, 01-Jan-1970 00:00:00 GMT`.
pub(super) fn http_date(text: &str) -> Option<Timestamp> {
    let parser = jiff::fmt::rfc2822::DateTimeParser::new().relaxed_weekday(true);
    parser.parse_timestamp(text.trim().replace('-', " ")).ok()
}

fn retry_after(text: &str, now: Timestamp) -> Option<Duration> {
    let text = text.trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        // What no number holds is longer than anybody waits.
        return Some(Duration::from_secs(text.parse().unwrap_or(u64::MAX)));
    }
    let date = http_date(text)?;
    Some(Duration::try_from(date.duration_since(now)).unwrap_or(Duration::ZERO))
}

/// The whole body, unless it is longer than `limit` bytes.
async fn collect(mut response: reqwest::Response, limit: usize) -> Result<Bytes, FetchError> {
    let too_long = FetchError::TooLong { limit };
    let announced = response.content_length().unwrap_or(0);
    let announced = usize::try_from(announced).unwrap_or(usize::MAX);
    if announced > limit {
        return Err(too_long);
    }
    // What is announced and does not come should not cost its memory.
    let mut body = BytesMut::with_capacity(announced.min(LARGEST_GUESS));
    while let Some(chunk) = response.chunk().await? {
        if chunk.len() > limit - body.len() {
            return Err(too_long);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}

/// The first bytes of a body, enough to tell a page from a file, and whether they are all.
async fn beginning(response: &mut reqwest::Response) -> Result<(Bytes, bool), FetchError> {
    let mut body = BytesMut::new();
    while body.len() < page::HEAD {
        match response.chunk().await? {
            Some(chunk) => body.extend_from_slice(&chunk),
            None => return Ok((body.freeze(), true)),
        }
    }
    Ok((body.freeze(), false))
}

/// The body after a byte order mark, which JSON does not allow and IIS sometimes sends.
fn without_bom(body: Bytes) -> Bytes {
    if body.starts_with(page::BYTE_ORDER_MARK) {
        body.slice(page::BYTE_ORDER_MARK.len()..)
    } else {
        body
    }
}

#[cfg(test)]
impl RawReply {
    /// A reply as a test wants it; `content_type` may be empty.
    pub(super) fn fake(status: u16, content_type: &str, body: &str) -> Self {
        let mut headers = HeaderMap::new();
        if !content_type.is_empty() {
            headers.insert(CONTENT_TYPE, content_type.parse().unwrap());
        }
        let body = without_bom(Bytes::copy_from_slice(body.as_bytes()));
        Self {
            status: StatusCode::from_u16(status).unwrap(),
            headers,
            body,
            rest: None,
            redirected_to: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_after_is_read_as_seconds_and_as_a_date() {
        let now: Timestamp = "2026-10-21T07:28:00Z".parse().unwrap();
        let wait = |text: &str| retry_after(text, now).map(|wait| wait.as_secs());
        assert_eq!(wait("120"), Some(120));
        assert_eq!(wait("Wed, 21 Oct 2026 07:29:30 GMT"), Some(90));
        assert_eq!(wait("Wed, 21 Oct 2026 07:00:00 GMT"), Some(0));
        assert_eq!(wait("soon"), None);
        assert_eq!(wait("-1"), None);
        assert_eq!(wait("99999999999999999999999"), Some(u64::MAX));
        assert_eq!(wait(""), None);
    }

    #[test]
    fn dates_are_by_the_clock_of_the_server() {
        let mut reply = RawReply::fake(503, "text/html", "");
        for (name, date) in [
            (DATE, "Sun, 06 Nov 1994 08:49:00 GMT"),
            (RETRY_AFTER, "Sun, 06 Nov 1994 08:49:37 GMT"),
        ] {
            reply.headers.insert(name, date.parse().unwrap());
        }
        assert_eq!(reply.retry_after(), Some(Duration::from_secs(37)));
    }

    #[test]
    fn a_content_type_is_compared_without_case_and_parameters() {
        let reply = RawReply::fake(200, "Application/JSON; odata.metadata=minimal", "{}");
        assert!(reply.is_json());
        assert!(!RawReply::fake(200, "application/jsonp", "{}").is_json());
        assert!(!RawReply::fake(200, "text/plain", "{}").is_json());
    }

    #[test]
    fn a_description_shows_no_more_of_a_body_than_its_title() {
        let page = "<html><head><title>Bad\n  gateway</title></head><body>Bob's data</body></html>";
        assert_eq!(
            RawReply::fake(502, "text/html", page).describe(),
            "a page titled \"Bad gateway\""
        );
        let plain = RawReply::fake(200, "text/plain", "Bob's data");
        assert_eq!(plain.describe(), "a reply of the type text/plain");
    }
}
