//! Rows and pages as streams.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::vec;

use futures_util::Stream;
use futures_util::future::BoxFuture;

use super::pager::Pager;
use crate::error::Error;

/// The pages of a query, made by [`Client::pages`](crate::Client::pages).
///
/// Pages are never empty. After an error the stream ends.
#[must_use = "a stream does nothing until it is polled"]
pub struct PageStream<R> {
    state: State<R>,
    page_size: u64,
}

enum State<R> {
    Idle(Box<Pager<R>>),
    Busy(BoxFuture<'static, (Box<Pager<R>>, NextPage<R>)>),
    Over,
}

type NextPage<R> = Result<Option<Vec<R>>, Error>;

impl<R: Send + 'static> PageStream<R> {
    pub(super) fn new(pager: Pager<R>, page_size: u64) -> Self {
        Self {
            state: State::Idle(Box::new(pager)),
            page_size,
        }
    }

    /// How many rows each request from now on asks for.
    ///
    /// A page longer than the server's [row limit](crate::ClientBuilder::row_limit) is read in
    /// parts; with a size of zero the stream gives
    /// [`BuildError::Zero`](crate::BuildError::Zero).
    pub fn page_size(mut self, rows: u64) -> Self {
        self.page_size = rows;
        self
    }

    fn poll_page(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Vec<R>, Error>>> {
        loop {
            // While the state is away it reads as over, which it is if the future panics.
            self.state = match std::mem::replace(&mut self.state, State::Over) {
                State::Over => return Poll::Ready(None),
                State::Idle(mut pager) => {
                    let size = self.page_size;
                    State::Busy(Box::pin(async move {
                        let page = pager.next_page(size).await;
                        (pager, page)
                    }))
                }
                State::Busy(mut future) => match future.as_mut().poll(context) {
                    Poll::Pending => {
                        self.state = State::Busy(future);
                        return Poll::Pending;
                    }
                    Poll::Ready((pager, Ok(Some(rows)))) => {
                        self.state = State::Idle(pager);
                        return Poll::Ready(Some(Ok(rows)));
                    }
                    Poll::Ready((_, Ok(None))) => return Poll::Ready(None),
                    Poll::Ready((_, Err(error))) => return Poll::Ready(Some(Err(error))),
                },
            };
        }
    }
}

impl<R: Send + 'static> Stream for PageStream<R> {
    type Item = Result<Vec<R>, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_page(context)
    }
}

impl<R> fmt::Debug for PageStream<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PageStream")
            .field("page_size", &self.page_size)
            .finish_non_exhaustive()
    }
}

/// The rows of a query, made by [`Client::stream`](crate::Client::stream).
///
/// At most one page is in memory. After an error the stream ends.
#[must_use = "a stream does nothing until it is polled"]
pub struct RowStream<R> {
    pages: PageStream<R>,
    rows: vec::IntoIter<R>,
}

// Rows are moved out, never pinned in place.
impl<R> Unpin for RowStream<R> {}

impl<R: Send + 'static> RowStream<R> {
    pub(super) fn new(pages: PageStream<R>) -> Self {
        Self {
            pages,
            rows: Vec::new().into_iter(),
        }
    }

    /// How many rows each request from now on asks for; see [`PageStream::page_size`].
    pub fn page_size(mut self, rows: u64) -> Self {
        self.pages = self.pages.page_size(rows);
        self
    }
}

impl<R: Send + 'static> Stream for RowStream<R> {
    type Item = Result<R, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        loop {
            if let Some(row) = this.rows.next() {
                return Poll::Ready(Some(Ok(row)));
            }
            match ready!(this.pages.poll_page(context)) {
                Some(Ok(rows)) => this.rows = rows.into_iter(),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.rows.len(), None)
    }
}

impl<R> fmt::Debug for RowStream<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RowStream")
            .field("page_size", &self.pages.page_size)
            .field("rows_at_hand", &self.rows.len())
            .finish_non_exhaustive()
    }
}
