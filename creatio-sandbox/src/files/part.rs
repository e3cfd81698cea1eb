//! The part of a file that a `Range` header names.
//!
//! One range is served; a request for several, or in another unit, gets the whole, as RFC 9110 allows.

use std::num::ParseIntError;

/// What a header asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// Something that is not served.
    Whole,
    /// Bytes that the file does not have.
    Nothing,
    /// From the first byte to the last.
    Bytes(usize, usize),
}

impl Part {
    /// Of a file of so many bytes.
    pub(super) fn read(text: &str, length: usize) -> Self {
        let bounds = || {
            let (first, last) = text.strip_prefix("bytes=")?.split_once('-')?;
            Some((number(first).ok()?, number(last).ok()?))
        };
        match bounds() {
            Some((Some(first), Some(last))) if last < first => Self::Whole,
            Some((Some(first), _)) if first >= length => Self::Nothing,
            Some((Some(first), last)) => {
                let end = length - 1;
                Self::Bytes(first, last.unwrap_or(end).min(end))
            }
            Some((None, Some(count))) if count == 0 || length == 0 => Self::Nothing,
            Some((None, Some(count))) => Self::Bytes(length.saturating_sub(count), length - 1),
            Some((None, None)) | None => Self::Whole,
        }
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

    #[test]
    fn a_part_ends_where_the_file_does() {
        for (range, first, last) in [
            ("bytes=2-", 2, 5),
            ("bytes=2-3", 2, 3),
            ("bytes=5-99", 5, 5),
            ("bytes=-2", 4, 5),
            ("bytes=-9", 0, 5),
        ] {
            assert_eq!(Part::read(range, 6), Part::Bytes(first, last), "{range}");
        }
    }

    #[test]
    fn bytes_that_are_not_there_are_none() {
        for range in ["bytes=6-", "bytes=-0"] {
            assert_eq!(Part::read(range, 6), Part::Nothing, "{range}");
        }
        assert_eq!(Part::read("bytes=0-", 0), Part::Nothing);
    }

    #[test]
    fn what_is_not_served_is_the_whole() {
        for range in [
            "bytes=0-1,3-4",
            "lines=1-2",
            "bytes=3-2",
            "bytes=a-",
            "bytes=-",
        ] {
            assert_eq!(Part::read(range, 6), Part::Whole, "{range}");
        }
    }
}
