//! Rows and pages as streams.

mod cursor;
mod feed;
mod progress;
mod rows;

use std::fmt;
use std::pin::Pin;
use std::sync::OnceLock;
use std::task::{Context, Poll, ready};

use futures_util::{Stream, TryStreamExt};

use self::feed::{Fed, Feed};
use super::Client;
use super::pager::{Opened, Pager, Paging, Place, Settings, Source};
use crate::error::Error;

pub use self::cursor::{Cursor, CursorParseError};
pub use self::progress::Progress;
pub use self::rows::RowStream;

/// The pages of a query, made by [`Client::pages`](crate::Client::pages).
///
/// Pages are never empty. After an error the stream ends; its [`cursor`](Self::cursor) is where to
/// [`resume`](Self::resume).
///
/// Settings hold for requests that are not sent yet: changed in the middle of a stream, pages that
/// were asked for ahead are asked for anew.
#[must_use = "a stream does nothing until it is polled"]
pub struct PageStream<R> {
    client: Client,
    source: Source<R>,
    settings: Settings,
    /// How many pages are asked for ahead.
    prefetch: usize,
    /// Behind the last page that was given out.
    place: Place,
    /// What is under way; `None` before the first page, and after settings have changed.
    feed: Option<Feed<R>>,
    /// Why the stream cannot resume.
    refused: Option<Error>,
    is_over: bool,
    /// What tells the query from others, once somebody has asked.
    fingerprint: OnceLock<String>,
    pages: u64,
    total: Option<u64>,
    /// What the last page was to have, in rows.
    size: Option<u64>,
}

impl<R: Send + 'static> PageStream<R> {
    pub(super) fn new(client: Client, source: Source<R>) -> Self {
        Self {
            settings: Settings {
                page_size: client.inner.page_size,
                paging: Paging::Auto,
                with_total: false,
            },
            prefetch: client.inner.prefetch,
            client,
            source,
            place: Place::default(),
            feed: None,
            refused: None,
            is_over: false,
            fingerprint: OnceLock::new(),
            pages: 0,
            total: None,
            size: None,
        }
    }

    /// How many rows each request asks for.
    ///
    /// A page longer than the server's [row limit](crate::ClientBuilder::row_limit) is read in
    /// parts; with a size of zero the stream gives
    /// [`BuildError::Zero`](crate::BuildError::Zero). A page that runs into the client's
    /// [timeout](crate::ClientBuilder::timeout) or its
    /// [reply limit](crate::ClientBuilder::reply_limit) is asked for again with half of the rows, up
    /// to six times in a row, and pages grow again while they arrive.
    pub fn page_size(mut self, rows: u64) -> Self {
        self.settings.page_size = rows;
        self.changed()
    }

    /// How many pages are asked for and received ahead, while the program works on those before;
    /// 0 for none. The client's [`prefetch`](crate::ClientBuilder::prefetch) unless set.
    ///
    /// In memory are the page that was given out and the bodies of so many replies. They are received
    /// by a task on the runtime that polls the stream first, which is aborted when the stream is
    /// dropped; off a runtime of tokio there is none.
    pub fn prefetch(mut self, pages: usize) -> Self {
        self.prefetch = pages;
        self.changed()
    }

    /// How pages are found; [`Paging::Auto`] unless set.
    pub fn paging(mut self, paging: Paging) -> Self {
        self.settings.paging = paging;
        self.changed()
    }

    /// Asks the server first how many rows there are, for [`progress`](Self::progress): one more
    /// request. Not asked of distinct rows and groups.
    pub fn with_total(mut self) -> Self {
        self.settings.with_total = true;
        self.changed()
    }

    /// Goes on behind the row that a cursor was taken after.
    ///
    /// If it is a cursor of another query, the stream gives
    /// [`Error::ForeignCursor`](crate::Error::ForeignCursor) and ends.
    pub fn resume(mut self, cursor: Cursor) -> Self {
        match cursor.place_in(self.fingerprint()) {
            Some(place) => {
                self.place = place;
                self.refused = None;
            }
            None => {
                self.refused = Some(Error::ForeignCursor {
                    entity: self.source.job.plan.root.name,
                });
            }
        }
        self.is_over = false;
        self.changed()
    }

    /// Where the stream is: behind the last page that it gave out.
    pub fn cursor(&self) -> Cursor {
        self.cursor_at(self.place.clone())
    }

    /// How far the stream has come.
    pub fn progress(&self) -> Progress {
        self.progress_at(self.place.rows)
    }

    /// The next page; `None` when there is none left.
    ///
    /// All that reading a stream takes. It is a [`Stream`] besides, for the combinators of `futures`.
    /// The future can be dropped at any time, as `select!` does: no page is lost.
    ///
    /// # Errors
    ///
    /// What the stream gives. After an error it is over.
    pub async fn try_next(&mut self) -> Result<Option<Vec<R>>, Error> {
        TryStreamExt::try_next(self).await
    }

    fn cursor_at(&self, place: Place) -> Cursor {
        Cursor::new(self.fingerprint(), place)
    }

    fn progress_at(&self, rows: u64) -> Progress {
        Progress {
            rows,
            pages: self.pages,
            total: self.total,
            page_size: self.size.unwrap_or(self.settings.page_size),
        }
    }

    fn fingerprint(&self) -> &str {
        let plan = &self.source.job.plan;
        self.fingerprint.get_or_init(|| cursor::fingerprint(plan))
    }

    /// What is under way was asked with other settings.
    fn changed(mut self) -> Self {
        self.feed = None;
        self
    }

    fn start(&self, prefetch: usize) -> Feed<R> {
        let pager = Pager::new(
            self.client.clone(),
            self.source.clone(),
            self.settings,
            self.place.clone(),
        );
        Feed::start(pager, prefetch)
    }

    /// The next page, with the places behind each of its rows.
    fn poll_opened(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Opened<R>, Error>>> {
        if let Some(error) = self.refused.take() {
            self.is_over = true;
            return Poll::Ready(Some(Err(error)));
        }
        while !self.is_over {
            let mut feed = match self.feed.take() {
                Some(feed) => feed,
                None => self.start(self.prefetch),
            };
            let Poll::Ready(next) = feed.poll_next(context) else {
                self.feed = Some(feed);
                return Poll::Pending;
            };
            match next {
                Fed::Page(page) => {
                    self.feed = Some(feed);
                    self.place = page.end();
                    self.pages += 1;
                    self.size = Some(page.size);
                    self.total = page.total.or(self.total);
                    return Poll::Ready(Some(Ok(page)));
                }
                Fed::End => self.is_over = true,
                Fed::Failed(error) => {
                    self.is_over = true;
                    return Poll::Ready(Some(Err(error)));
                }
                Fed::Lost => self.feed = Some(self.start(0)),
            }
        }
        Poll::Ready(None)
    }
}

// Pages are moved out, never pinned in place.
impl<R> Unpin for PageStream<R> {}

impl<R: Send + 'static> Stream for PageStream<R> {
    type Item = Result<Vec<R>, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let page = ready!(self.get_mut().poll_opened(context));
        Poll::Ready(page.map(|page| page.map(Opened::into_rows)))
    }
}

impl<R> fmt::Debug for PageStream<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PageStream")
            .field("settings", &self.settings)
            .field("prefetch", &self.prefetch)
            .field("rows", &self.place.rows)
            .finish_non_exhaustive()
    }
}
