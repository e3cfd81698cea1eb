//! [`Progress`]: how far a stream has come, for people to look at.

/// How far a stream has come; see [`RowStream::progress`](crate::client::RowStream::progress).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    pub(super) rows: u64,
    pub(super) pages: u64,
    pub(super) total: Option<u64>,
    pub(super) page_size: u64,
}

impl Progress {
    /// Rows that were given out, those before the cursor included that the stream resumed from.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// Pages that this stream has given out, the one at hand included.
    pub fn pages(&self) -> u64 {
        self.pages
    }

    /// How many rows there were in all when the first page was asked for, if that was asked with
    /// [`with_total`](crate::client::RowStream::with_total) and has been answered.
    pub fn total(&self) -> Option<u64> {
        self.total
    }

    /// How many rows the last page was to have: fewer than were set, after a page that took too long.
    pub fn page_size(&self) -> u64 {
        self.page_size
    }
}
