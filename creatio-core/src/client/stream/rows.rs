//! [`RowStream`]: rows one by one.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_util::{Stream, TryStreamExt};

use super::{Cursor, PageStream, Progress};
use crate::client::pager::{Opened, Paging};
use crate::error::Error;

/// The rows of a query, made by [`Client::stream`](crate::Client::stream).
///
/// In memory are the page that rows are taken from and those that are [asked for
/// ahead](Self::prefetch). After an error the stream ends; its [`cursor`](Self::cursor) is where to
/// [`resume`](Self::resume).
///
/// Settings hold for requests that are not sent yet: changed in the middle of a stream, rows of the
/// page at hand are still given out, and pages that were asked for ahead are asked for anew.
#[must_use = "a stream does nothing until it is polled"]
pub struct RowStream<R> {
    pages: PageStream<R>,
    page: Option<Opened<R>>,
}

// Rows are moved out, never pinned in place.
impl<R> Unpin for RowStream<R> {}

impl<R: Send + 'static> RowStream<R> {
    pub(in super::super) fn new(pages: PageStream<R>) -> Self {
        Self { pages, page: None }
    }

    /// How many rows each request asks for; see [`PageStream::page_size`].
    pub fn page_size(mut self, rows: u64) -> Self {
        self.pages = self.pages.page_size(rows);
        self
    }

    /// How many pages are asked for and received ahead; see [`PageStream::prefetch`].
    pub fn prefetch(mut self, pages: usize) -> Self {
        self.pages = self.pages.prefetch(pages);
        self
    }

    /// How pages are found; [`Paging::Auto`] unless set.
    pub fn paging(mut self, paging: Paging) -> Self {
        self.pages = self.pages.paging(paging);
        self
    }

    /// Asks the server first how many rows there are; see [`PageStream::with_total`].
    pub fn with_total(mut self) -> Self {
        self.pages = self.pages.with_total();
        self
    }

    /// Goes on behind the row that a cursor was taken after; see [`PageStream::resume`]. Rows of the
    /// page at hand are dropped.
    pub fn resume(mut self, cursor: Cursor) -> Self {
        self.page = None;
        self.pages = self.pages.resume(cursor);
        self
    }

    /// Where the stream is: behind the last row that it gave out.
    pub fn cursor(&self) -> Cursor {
        match &self.page {
            Some(page) => self.pages.cursor_at(page.place()),
            None => self.pages.cursor(),
        }
    }

    /// The next row; `None` when there is none left.
    ///
    /// All that reading a stream takes. It is a [`Stream`] besides, for the combinators of `futures`.
    /// The future can be dropped at any time, as `select!` does: no row is lost.
    ///
    /// # Errors
    ///
    /// What the stream gives. After an error it is over.
    pub async fn try_next(&mut self) -> Result<Option<R>, Error> {
        TryStreamExt::try_next(self).await
    }

    /// How far the stream has come.
    ///
    /// ```no_run
    /// # mod models {
    /// # use creatio_core::{Entity, Id};
    /// # #[derive(Debug, Clone, PartialEq, Entity)]
    /// # pub struct Contact { #[creatio(key)] pub id: Id<Contact>, pub name: String }
    /// # }
    /// # use models::Contact;
    /// # async fn run(client: creatio_core::Client) -> Result<(), creatio_core::Error> {
    /// let mut contacts = client.stream(Contact::query()).with_total();
    /// while let Some(contact) = contacts.try_next().await? {
    ///     let progress = contacts.progress();
    ///     println!("{} of {}", progress.rows(), progress.total().unwrap_or_default());
    ///     # let _ = contact;
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn progress(&self) -> Progress {
        match &self.page {
            Some(page) => self.pages.progress_at(page.rows_so_far()),
            None => self.pages.progress(),
        }
    }
}

impl<R: Send + 'static> Stream for RowStream<R> {
    type Item = Result<R, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        loop {
            if let Some(row) = this.page.as_mut().and_then(Opened::next_row) {
                return Poll::Ready(Some(Ok(row)));
            }
            // Its place is that of the stream of pages. Dropped before the next one is read, since
            // memory that is there already is the cheapest.
            this.page = None;
            match ready!(this.pages.poll_opened(context)) {
                Some(Ok(page)) => this.page = Some(page),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.page.as_ref().map_or(0, Opened::len), None)
    }
}

impl<R> fmt::Debug for RowStream<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RowStream")
            .field("pages", &self.pages)
            .field("rows_at_hand", &self.page.as_ref().map_or(0, Opened::len))
            .finish()
    }
}
