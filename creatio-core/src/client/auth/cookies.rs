//! The cookies of one session.
//!
//! Not a browser's jar: these cookies go to the application that set them and nowhere else, since
//! an authorization is sent to its own base URL alone. `Domain`, `Path` and `Secure` could only
//! widen or repeat that, and are passed over. What is heeded is the end of a cookie.

use jiff::Timestamp;
use reqwest::header::{HeaderMap, HeaderValue, SET_COOKIE};
use secrecy::{ExposeSecret, SecretString};

use crate::client::reply::{http_date, sent_at};

/// Cookies by name, in the order in which they arrived.
#[derive(Default)]
pub(super) struct Cookies(Vec<(String, SecretString)>);

impl Cookies {
    /// Takes the cookies that a reply sets, and drops those that it ends.
    pub(super) fn take(&mut self, headers: &HeaderMap) {
        let now = sent_at(headers);
        for header in headers.get_all(SET_COOKIE) {
            if let Some((name, value)) = header.to_str().ok().and_then(|it| read(it, now)) {
                self.set(name, value);
            }
        }
    }

    /// The value of a cookie; of Creatio's some are set, but empty.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let (_, value) = self.0.iter().find(|(known, _)| known == name)?;
        Some(value.expose_secret())
    }

    /// The `Cookie` header.
    pub(super) fn header(&self) -> Option<HeaderValue> {
        let pairs = self.0.iter();
        let pairs = pairs.map(|(name, value)| format!("{name}={}", value.expose_secret()));
        let line = SecretString::from(pairs.collect::<Vec<_>>().join("; "));
        // Names and values came in headers, so that a header can carry them.
        HeaderValue::from_str(line.expose_secret()).ok()
    }

    fn set(&mut self, name: &str, value: Option<&str>) {
        let at = self.0.iter().position(|(known, _)| known == name);
        match (at, value) {
            (Some(at), Some(value)) => self.0[at].1 = value.into(),
            (None, Some(value)) => self.0.push((name.to_owned(), value.into())),
            (Some(at), None) => drop(self.0.remove(at)),
            (None, None) => {}
        }
    }
}

/// Name and value of a `Set-Cookie` header; no value if it ends the cookie.
fn read(header: &str, now: Timestamp) -> Option<(&str, Option<&str>)> {
    let mut parts = header.split(';');
    let (name, value) = parts.next()?.split_once('=')?;
    let name = name.trim();
    let ended = has_ended(parts, now);
    (!name.is_empty()).then(|| (name, (!ended).then(|| value.trim())))
}

/// Whether the attributes say that the cookie is over. `Max-Age` counts before `Expires`
/// (RFC 6265, 5.3).
fn has_ended<'a>(attributes: impl Iterator<Item = &'a str>, now: Timestamp) -> bool {
    let (mut by_age, mut by_date) = (None, None);
    for (name, value) in attributes.filter_map(|attribute| attribute.split_once('=')) {
        match name.trim().to_ascii_lowercase().as_str() {
            "max-age" => by_age = value.trim().parse::<i64>().ok().map(|left| left <= 0),
            "expires" => by_date = http_date(value).map(|end| end <= now),
            _ => {}
        }
    }
    by_age.or(by_date).unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use reqwest::header::DATE;

    use super::*;

    fn after(replies: &[&[&str]]) -> Option<String> {
        let mut cookies = Cookies::default();
        for reply in replies {
            let headers = reply.iter().map(|line| (SET_COOKIE, line.parse().unwrap()));
            cookies.take(&headers.collect());
        }
        cookies
            .header()
            .map(|line| line.to_str().unwrap().to_owned())
    }

    #[test]
    fn cookies_of_all_replies_are_sent_with_their_newest_values() {
        let login = [
            ".ASPXAUTH=A1==; path=/; HttpOnly; SameSite=Lax",
            "BPMCSRF=c; Path=/",
            "UserName=83|117; expires=Fri, 31 Dec 9999 23:59:59 GMT",
        ];
        let data = ["BPMSESSIONID=s; path=/; HttpOnly", "BPMCSRF=c2; Path=/"];
        assert_eq!(
            after(&[&login, &data]).as_deref(),
            Some(".ASPXAUTH=A1==; BPMCSRF=c2; UserName=83|117; BPMSESSIONID=s")
        );
    }

    #[test]
    fn a_cookie_that_is_over_is_sent_no_more() {
        for end in [
            "a=; expires=Thu, 01-Jan-1970 00:00:00 GMT; path=/",
            "a=x; Max-Age=0",
            "a=x; Expires=Wed, 21 Oct 2015 07:28:00 GMT",
            "a=x; Expires=Fri, 31 Dec 9999 23:59:59 GMT; max-age=-1",
        ] {
            assert_eq!(
                after(&[&["a=1", "b=2"], &[end]]).as_deref(),
                Some("b=2"),
                "{end}"
            );
        }
        let by_its_clock = HeaderMap::from_iter([
            (
                SET_COOKIE,
                "a=1; Expires=Wed, 21 Oct 2015 07:28:00 GMT"
                    .parse()
                    .unwrap(),
            ),
            (DATE, "Wed, 21 Oct 2015 07:00:00 GMT".parse().unwrap()),
        ]);
        let mut cookies = Cookies::default();
        cookies.take(&by_its_clock);
        assert_eq!(
            cookies.get("a"),
            Some("1"),
            "not over by the server's clock"
        );
        let kept = after(&[&["a=1; Expires=Wed, 21 Oct 2015 07:28:00 GMT; Max-Age=60"]]);
        assert_eq!(kept.as_deref(), Some("a=1"));
    }

    #[test]
    fn what_is_no_cookie_sets_none() {
        assert_eq!(
            after(&[&["nonsense", "=x", "; path=/"]]).as_deref(),
            Some("")
        );
    }
}
