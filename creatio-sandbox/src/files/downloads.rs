//! [`Downloads`]: what a client gets to go on with where a download broke.

use sha2::{Digest as _, Sha256};

use super::part::Part;
use crate::reply::Reply;

/// What the answers to downloads say and give beside the bytes: of stream columns and of files.
///
/// Creatio documents nothing of it, and it depends on the host and the file storage, so that a client
/// has to do with all of them.
///
/// ```no_run
/// use creatio_sandbox::{Downloads, Sandbox};
///
/// # async fn run() -> Result<(), creatio_sandbox::SandboxError> {
/// let sandbox = Sandbox::builder().downloads(Downloads::Resumable).start().await?;
/// # let _ = sandbox;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Downloads {
    /// The bytes from the beginning, and nothing that tells one state of a file from another.
    #[default]
    Whole,
    /// The bytes from the beginning, with an `ETag` of their state.
    Tagged,
    /// The part that a `Range` names (status 206, or 416 if there is none), of whatever state.
    InParts,
    /// Parts with an `ETag`, and all bytes to a request whose `If-Range` is of another state.
    Resumable,
}

/// What a request says of the part that it wants.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wanted {
    /// `Range`
    pub(crate) range: Option<String>,
    /// `If-Range`
    pub(crate) if_range: Option<String>,
}

impl Downloads {
    /// An answer as it goes out, which is another one if it is a file's.
    pub(crate) fn hand_out(self, reply: Reply, wanted: &Wanted) -> Reply {
        if !reply.is_file {
            return reply;
        }
        let tag = self.has_tags().then(|| tag(&reply.body));
        let reply = match &tag {
            Some(tag) => reply.with("etag", tag),
            None => reply,
        };
        if !self.has_parts() {
            return reply;
        }
        let reply = reply.with("accept-ranges", "bytes");
        let is_same = wanted.if_range.is_none() || wanted.if_range == tag;
        match wanted.range.as_deref().filter(|_| is_same) {
            Some(range) => narrowed(reply, range),
            None => reply,
        }
    }

    fn has_tags(self) -> bool {
        matches!(self, Self::Tagged | Self::Resumable)
    }

    fn has_parts(self) -> bool {
        matches!(self, Self::InParts | Self::Resumable)
    }
}

/// The same tag for the same bytes.
fn tag(bytes: &[u8]) -> String {
    let hash = Sha256::digest(bytes);
    let digits = hash.iter().take(8).map(|byte| format!("{byte:02x}"));
    format!("\"{}\"", digits.collect::<String>())
}

fn narrowed(reply: Reply, range: &str) -> Reply {
    let length = reply.body.len();
    match Part::read(range, length) {
        Part::Whole => reply,
        Part::Nothing => Reply::empty(416).with("content-range", format!("bytes */{length}")),
        Part::Bytes(first, last) => {
            let narrowed = Reply {
                status: 206,
                body: reply.body[first..=last].to_vec(),
                ..reply
            };
            narrowed.with("content-range", format!("bytes {first}-{last}/{length}"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Status, place and body.
    fn asked(downloads: Downloads, range: &str, if_range: Option<&str>) -> (u16, String, String) {
        let wanted = Wanted {
            range: Some(range.to_owned()),
            if_range: if_range.map(str::to_owned),
        };
        let file = Reply::file("text/plain", b"abcdef".to_vec());
        let reply = downloads.hand_out(file, &wanted);
        let place = reply
            .headers
            .iter()
            .find(|(name, _)| *name == "content-range");
        let place = place.map(|(_, place)| place.clone()).unwrap_or_default();
        (reply.status, place, String::from_utf8(reply.body).unwrap())
    }

    fn whole() -> (u16, String, String) {
        (200, String::new(), "abcdef".to_owned())
    }

    fn rest() -> (u16, String, String) {
        (206, "bytes 2-5/6".to_owned(), "cdef".to_owned())
    }

    #[test]
    fn parts_are_given_of_the_same_state_only() {
        let current = tag(b"abcdef");
        for (downloads, if_range, expected) in [
            (Downloads::Whole, None, whole()),
            (Downloads::Tagged, Some(&*current), whole()),
            (Downloads::InParts, None, rest()),
            (Downloads::InParts, Some(&*current), whole()),
            (Downloads::Resumable, None, rest()),
            (Downloads::Resumable, Some(&*current), rest()),
            (Downloads::Resumable, Some("\"other\""), whole()),
        ] {
            let seen = asked(downloads, "bytes=2-", if_range);
            assert_eq!(seen, expected, "{downloads:?}, {if_range:?}");
        }
    }

    #[test]
    fn bytes_that_are_not_there_are_refused() {
        let nothing = (416, "bytes */6".to_owned(), String::new());
        assert_eq!(asked(Downloads::InParts, "bytes=6-", None), nothing);
    }

    #[test]
    fn what_is_no_file_stays_whole() {
        let reply = Reply::new(200, "text/plain", "abcdef");
        let wanted = Wanted {
            range: Some("bytes=2-".to_owned()),
            if_range: None,
        };
        assert_eq!(Downloads::InParts.hand_out(reply.clone(), &wanted), reply);
    }
}
