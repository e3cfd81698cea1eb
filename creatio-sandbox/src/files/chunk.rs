//! One chunk as it comes: where it belongs is in the address and in `Content-Range`.

use bytes::Bytes;
use serde_json::{Map, Value as Json};
use uuid::Uuid;

use super::Refused;
use crate::raw;

/// A part of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Chunk {
    /// The file that it is a part of.
    pub(super) file: File,
    /// The place of its first byte in the file.
    pub(super) start: u64,
    pub(super) bytes: Bytes,
}

/// What a file is going to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct File {
    /// The key of its row.
    pub(super) id: Uuid,
    pub(super) name: String,
    /// Its whole length in bytes.
    pub(super) total: u64,
    /// The entity of its row.
    pub(super) schema: String,
    /// The column for the bytes.
    pub(super) column: String,
    /// The lookup to what the file is attached to, or the column with its id, and that row, if it is
    /// attached.
    pub(super) parent: Option<(String, Uuid)>,
    pub(super) mime_type: Option<String>,
    /// Further columns with their values.
    pub(super) columns: Map<String, Json>,
}

impl Chunk {
    /// Reads a chunk. Without `Content-Range` it is the whole file.
    pub(crate) fn read(
        query: &str,
        content_range: Option<&str>,
        bytes: Bytes,
    ) -> Result<Self, Refused> {
        let file = File::read(query)?;
        let length = bytes.len() as u64;
        let (start, total) = match content_range {
            None => (0, file.total),
            Some(text) => range(text, length)?,
        };
        if total != file.total {
            return Err(Refused::new(
                FORMAT,
                format!(
                    "Content-Range gives the file {total} bytes, totalFileLength {}.",
                    file.total
                ),
            ));
        }
        if content_range.is_none() && length != total {
            return Err(Refused::new(
                FORMAT,
                format!("The file has {total} bytes, but {length} came without Content-Range."),
            ));
        }
        Ok(Self { file, start, bytes })
    }
}

const FORMAT: &str = "FormatException";

/// `bytes 0-524287/15122860`: first and last byte, and all there are. Gives the first, and how many
/// there are, if so many bytes came as it says.
fn range(text: &str, length: u64) -> Result<(u64, u64), Refused> {
    let parsed = || {
        let (span, total) = text.strip_prefix("bytes ")?.split_once('/')?;
        let (first, last) = span.split_once('-')?;
        let numbers: [u64; 3] = [first.parse().ok()?, last.parse().ok()?, total.parse().ok()?];
        Some(numbers)
    };
    let malformed = || Refused::new(FORMAT, format!("Content-Range \"{text}\" is malformed."));
    let [first, last, total] = parsed().ok_or_else(malformed)?;
    if last < first || last >= total {
        return Err(malformed());
    }
    if last - first + 1 != length {
        return Err(Refused::new(
            FORMAT,
            format!("Content-Range \"{text}\" does not fit a chunk of {length} bytes."),
        ));
    }
    Ok((first, total))
}

impl File {
    fn read(query: &str) -> Result<Self, Refused> {
        let pairs = raw::pairs(query);
        let find = |name: &str| {
            let found = pairs.iter().find(|(key, _)| key.eq_ignore_ascii_case(name));
            found
                .map(|(_, value)| value.as_str())
                .filter(|it| !it.is_empty())
        };
        let need = |name: &str| {
            let message = format!("Value for argument \"{name}\" must be specified.");
            find(name).ok_or_else(|| Refused::new("ArgumentNullOrEmptyException", message))
        };
        let parent = match find("parentColumnName") {
            Some(column) => Some((column.to_owned(), guid(need("parentColumnValue")?)?)),
            None => None,
        };
        let total = need("totalFileLength")?;
        let columns = match find("AdditionalParams") {
            Some(text) => serde_json::from_str(text).map_err(|_| not(text, "an object of JSON"))?,
            None => Map::new(),
        };
        Ok(Self {
            id: guid(need("fileId")?)?,
            name: need("fileName")?.to_owned(),
            total: total.parse().map_err(|_| not(total, "a length"))?,
            schema: need("entitySchemaName")?.to_owned(),
            column: need("columnName")?.to_owned(),
            parent,
            mime_type: find("mimeType").map(str::to_owned),
            columns,
        })
    }
}

fn guid(text: &str) -> Result<Uuid, Refused> {
    text.parse().map_err(|_| not(text, "a Guid"))
}

fn not(text: &str, kind: &str) -> Refused {
    Refused::new(FORMAT, format!("\"{text}\" is not {kind}."))
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUERY: &str = "totalFileLength=4&fileId=00000000-0000-4000-8000-000000000001&\
        mimeType=text%2Fplain&fileName=a%20b.txt&columnName=Data&parentColumnName=Account&\
        parentColumnValue=00000000-0000-4000-8000-000000000002&entitySchemaName=AccountFile";

    fn read(range: Option<&str>, bytes: &'static [u8]) -> Result<Chunk, String> {
        Chunk::read(QUERY, range, Bytes::from_static(bytes)).map_err(|refused| refused.message)
    }

    #[test]
    fn a_chunk_knows_its_file_and_its_place() {
        let chunk = read(Some("bytes 2-3/4"), b"cd").unwrap();
        assert_eq!((chunk.start, chunk.file.total), (2, 4));
        assert_eq!(chunk.file.name, "a b.txt");
        assert_eq!(chunk.file.parent.unwrap().0, "Account");
    }

    #[test]
    fn a_place_that_does_not_fit_is_refused() {
        for range in [
            "bytes 0-1/5",
            "bytes 1-3/4",
            "bytes 3-4/4",
            "bytes 1-0/4",
            "bytes */4",
            "0-1/4",
        ] {
            assert!(read(Some(range), b"ab").is_err(), "{range}");
        }
        assert!(read(None, b"abc").is_err());
        assert!(read(None, b"abcd").is_ok());
    }

    #[test]
    fn what_is_missing_is_named() {
        let refused = Chunk::read("totalFileLength=1", None, Bytes::new()).unwrap_err();
        assert_eq!(
            refused.message,
            "Value for argument \"fileId\" must be specified."
        );
    }
}
