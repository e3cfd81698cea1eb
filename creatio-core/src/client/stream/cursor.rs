//! [`Cursor`]: a place in a stream that outlives the program.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use crate::ast::Plan;
use crate::client::pager::Place;

/// A place in a stream of rows, to go on from it later, in another process and with another token.
///
/// Taken by [`RowStream::cursor`](crate::client::RowStream::cursor) and
/// [`PageStream::cursor`](crate::client::PageStream::cursor), given to their `resume`. It can be
/// serialised, and written as one word of letters, digits, `-` and `_` by `Display`, which `FromStr`
/// reads.
///
/// It notices when it is given to another query than its own: to resume, build the same query. Where
/// pages are found by values ([`Paging::Auto`](crate::client::Paging::Auto)), it resumes behind the
/// same row whatever was inserted or deleted meanwhile.
///
/// It is a place and no more: what a program has put together from the rows before it is the program's
/// to keep, together with the cursor.
///
/// It holds no secret, but it does hold the values of one row by which the query is sorted: keep it
/// as you keep the rows.
///
/// ```no_run
/// # mod models {
/// # use creatio_core::{Entity, Id};
/// # #[derive(Debug, Clone, PartialEq, Entity)]
/// # pub struct Contact { #[creatio(key)] pub id: Id<Contact>, pub name: String }
/// # }
/// # use models::{Contact, contact};
/// # async fn run(client: creatio_core::Client) -> Result<(), Box<dyn std::error::Error>> {
/// use creatio_core::Cursor;
///
/// let mut names = client.stream(Contact::query().select(contact::name));
/// if let Ok(saved) = std::fs::read_to_string("export.cursor") {
///     names = names.resume(saved.parse::<Cursor>()?);
/// }
/// while let Some(name) = names.try_next().await? {
///     println!("{name}");
///     std::fs::write("export.cursor", names.cursor().to_string())?;
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Cursor {
    /// The form of what follows.
    version: u8,
    /// What tells the query from others.
    query: String,
    place: Place,
}

/// The form of cursors that this version writes, and the only one it reads.
const VERSION: u8 = 1;

impl Cursor {
    pub(super) fn new(query: &str, place: Place) -> Self {
        Cursor {
            version: VERSION,
            query: query.to_owned(),
            place,
        }
    }

    /// How many rows came before it.
    pub fn rows(&self) -> u64 {
        self.place.rows
    }

    /// The place, if it is one of this query.
    pub(super) fn place_in(self, query: &str) -> Option<Place> {
        let is_its = self.version == VERSION && self.query == query;
        is_its.then_some(self.place)
    }
}

/// What tells a query from others, whatever protocol carries it: FNV-1a, which is the same in every
/// build, over the query as text.
pub(super) fn fingerprint(plan: &Plan) -> String {
    let text = format!("{plan:?}");
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{hash:016x}")
}

/// Without the values of the row.
impl fmt::Debug for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cursor")
            .field("query", &self.query)
            .field("rows", &self.place.rows)
            .finish_non_exhaustive()
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let json = serde_json::to_vec(self).map_err(|_| fmt::Error)?;
        f.write_str(&URL_SAFE_NO_PAD.encode(json))
    }
}

impl FromStr for Cursor {
    type Err = CursorParseError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let json = URL_SAFE_NO_PAD.decode(text.trim());
        let json = json.map_err(|_| CursorParseError { source: None })?;
        serde_json::from_slice(&json).map_err(|error| CursorParseError {
            source: Some(error),
        })
    }
}

/// A text that is no [`Cursor`]: cut short, or written by something else.
#[derive(Debug, thiserror::Error)]
#[error("the text is no cursor of a stream: start the stream without it")]
pub struct CursorParseError {
    source: Option<serde_json::Error>,
}
