//! A part of an answer, for clients that go on where a download ended.
//!
//! Creatio does not document ranges; ASP.NET serves them for files. One range is served; a request
//! for several, or in another unit, gets the whole, as RFC 9110 allows.

use std::num::ParseIntError;

use crate::reply::Reply;

/// The part of an answer that a `Range` header asks for, if the answer has parts.
pub(crate) fn narrow(reply: Reply, range: Option<&str>) -> Reply {
    let has_parts = reply
        .headers
        .iter()
        .any(|(name, _)| *name == "accept-ranges");
    let Some(range) = range.filter(|_| has_parts && reply.status == 200) else {
        return reply;
    };
    let length = reply.body.len();
    let (first, last) = match parse(range, length) {
        Asked::Whole => return reply,
        Asked::Nothing => {
            return Reply::empty(416).with("content-range", format!("bytes */{length}"));
        }
        Asked::Part(first, last) => (first, last),
    };
    let narrowed = Reply {
        status: 206,
        headers: reply.headers,
        body: reply.body[first..=last].to_vec(),
    };
    narrowed.with("content-range", format!("bytes {first}-{last}/{length}"))
}

/// What a header asks for.
enum Asked {
    /// Something that is not served.
    Whole,
    /// Bytes that the file does not have.
    Nothing,
    /// From the first byte to the last.
    Part(usize, usize),
}

fn parse(text: &str, length: usize) -> Asked {
    let bounds = || {
        let (first, last) = text.strip_prefix("bytes=")?.split_once('-')?;
        Some((number(first).ok()?, number(last).ok()?))
    };
    match bounds() {
        Some((Some(first), Some(last))) if last < first => Asked::Whole,
        Some((Some(first), _)) if first >= length => Asked::Nothing,
        Some((Some(first), last)) => {
            let end = length - 1;
            Asked::Part(first, last.unwrap_or(end).min(end))
        }
        Some((None, Some(count))) if count == 0 || length == 0 => Asked::Nothing,
        Some((None, Some(count))) => Asked::Part(length.saturating_sub(count), length - 1),
        Some((None, None)) | None => Asked::Whole,
    }
}

/// A number that may be left out.
fn number(text: &str) -> Result<Option<usize>, ParseIntError> {
    match text.trim() {
        "" => Ok(None),
        digits => digits.parse().map(Some),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn narrowed(range: &str) -> (u16, String, Vec<u8>) {
        let whole = Reply::new(200, "text/plain", "abcdef").with("accept-ranges", "bytes");
        let reply = narrow(whole, Some(range));
        let place = reply
            .headers
            .iter()
            .find(|(name, _)| *name == "content-range");
        let place = place.map(|(_, value)| value.clone()).unwrap_or_default();
        (reply.status, place, reply.body)
    }

    #[test]
    fn a_range_is_cut_out() {
        let part = |place: &str, bytes: &str| (206, place.to_owned(), bytes.as_bytes().to_vec());
        assert_eq!(narrowed("bytes=2-"), part("bytes 2-5/6", "cdef"));
        assert_eq!(narrowed("bytes=2-3"), part("bytes 2-3/6", "cd"));
        assert_eq!(narrowed("bytes=5-99"), part("bytes 5-5/6", "f"));
        assert_eq!(narrowed("bytes=-2"), part("bytes 4-5/6", "ef"));
        assert_eq!(narrowed("bytes=-9"), part("bytes 0-5/6", "abcdef"));
    }

    #[test]
    fn bytes_that_are_not_there_are_refused() {
        for range in ["bytes=6-", "bytes=-0"] {
            assert_eq!(
                narrowed(range),
                (416, "bytes */6".to_owned(), Vec::new()),
                "{range}"
            );
        }
    }

    #[test]
    fn what_is_not_served_gets_the_whole() {
        for range in ["bytes=0-1,3-4", "lines=1-2", "bytes=3-2", "bytes=a-"] {
            let (status, place, body) = narrowed(range);
            assert_eq!((status, &*place, body.len()), (200, "", 6), "{range}");
        }
    }

    #[test]
    fn an_answer_without_parts_stays_whole() {
        let reply = Reply::new(200, "text/plain", "abcdef");
        assert_eq!(narrow(reply.clone(), Some("bytes=2-")), reply);
    }
}
