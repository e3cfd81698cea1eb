//! [`Windows`]: a result as one request after the other, and what a reply says about the rows behind
//! its own.
//!
//! It knows nothing of where a window begins: that is told by a [`Place`](super::Place) where a model
//! describes the rows, and by a number of them where none does.

use super::page_size::PageSize;
use crate::client::Client;
use crate::client::request::Request;
use crate::client::trail::Trail;
use crate::client::transport::Reply;
use crate::error::{Call, Error};

/// The windows of one result.
pub(in super::super) struct Windows<W> {
    size: PageSize,
    /// The most rows that one reply had, or that cannot have been cut: a shorter one was not cut by
    /// the server's limit.
    longest_reply: u64,
    open: Option<Window<W>>,
}

/// A part of the result that one request asked for, read up to `next`.
pub(in super::super) struct Window<W> {
    /// What its owner has to know of it.
    pub(in super::super) about: W,
    /// Rows that were asked for.
    pub(in super::super) size: u64,
    received: u64,
    next: Request,
    trail: Trail,
}

impl<W> Window<W> {
    /// The window of so many rows that a request asks for.
    pub(in super::super) fn new(about: W, size: u64, request: Request) -> Self {
        Self {
            about,
            size,
            received: 0,
            next: request,
            trail: Trail::default(),
        }
    }

    /// The call that brings the next page of it.
    pub(in super::super) fn call(&self) -> Call {
        self.next.call()
    }
}

impl<W> Windows<W> {
    /// Windows of so many rows. Replies with fewer rows than `trusted` are not taken for cut by the
    /// server.
    pub(in super::super) fn new(client: &Client, page_size: u64, trusted: u64) -> Self {
        Self {
            // A page longer than the server's limit would be cut.
            size: PageSize::new(page_size.min(client.inner.row_limit)),
            longest_reply: trusted,
            open: None,
        }
    }

    /// How many rows a new window is to ask for.
    pub(in super::super) fn size(&self) -> u64 {
        self.size.now()
    }

    /// The window that has a page to come, or whose page has not been surveyed.
    pub(in super::super) fn take(&mut self) -> Option<Window<W>> {
        self.open.take()
    }

    /// Asks for the next page of a window, which stays open.
    ///
    /// # Errors
    /// Those of the call, and the number of rows that the window was to have.
    pub(in super::super) async fn receive(
        &mut self,
        client: &Client,
        window: Window<W>,
    ) -> Result<(Reply, &Window<W>), (Error, u64)> {
        match client.inner.transport.send(window.next.clone()).await {
            Ok(reply) => {
                self.size.arrived();
                Ok((reply, self.open.insert(window)))
            }
            Err(error) => Err((error, window.size)),
        }
    }

    /// A page has failed that could have had so many rows; whether a smaller one is worth a try.
    pub(in super::super) fn failed(&mut self, error: &Error, rows: u64) -> bool {
        self.size.failed(error, rows)
    }

    /// Moves on behind a page with so many rows, and tells whether there may be rows behind them: the
    /// server goes on at a next link, which is asked next, the window is full, or the server has not
    /// been seen to give more at once. `link` is the next link, if more rows are wanted.
    ///
    /// # Errors
    /// [`Error::NotCreatio`] if the link does not lead on.
    pub(in super::super) fn pass(
        &mut self,
        client: &Client,
        mut window: Window<W>,
        rows: u64,
        link: Option<&str>,
    ) -> Result<bool, Error> {
        window.received += rows;
        let may_be_cut = rows >= self.longest_reply.max(1);
        self.longest_reply = self.longest_reply.max(rows);
        client.inner.row_cap.note(window.next.protocol, rows);
        if let Some(link) = link {
            let call = window.call();
            let next = window.trail.follow(client, window.next, link, &call)?;
            self.open = Some(Window { next, ..window });
            return Ok(true);
        }
        Ok(may_be_cut || window.received >= window.size)
    }
}
