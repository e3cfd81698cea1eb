//! One request for rows, and the next links that its replies lead to.

use super::Client;
use super::job::Ready;
use super::reply::classify::Expect;
use super::request::{Detour, Request};
use super::trail::Trail;
use crate::error::{Call, Error};

/// One page as it arrived.
pub(super) struct Arrived<R> {
    pub(super) rows: Vec<R>,
    pub(super) count: Option<u64>,
    /// The call that brought it, for errors about the page as a whole.
    pub(super) call: Call,
    /// What asks for the page after it.
    pub(super) next: Option<Request>,
}

/// The pages of one request, joined.
pub(super) struct Collected<R> {
    pub(super) rows: Vec<R>,
    /// The length of the last page, in rows.
    pub(super) last_page: u64,
    /// How many rows there are in all, if that was asked.
    pub(super) count: Option<u64>,
    /// The call that brought the last page.
    pub(super) call: Call,
}

/// One request, and the next links that its replies lead to.
pub(super) struct Walk<R> {
    prepared: Ready<R>,
    /// Rows that all pages so far held.
    pub(super) received: u64,
    /// Rows before the first of this walk, for errors that number rows.
    before: u64,
    /// Why the request is not the query as it was asked, for the span.
    detour: Option<Detour>,
    trail: Trail,
}

impl<R> Walk<R> {
    pub(super) fn new(prepared: Ready<R>, before: u64) -> Self {
        Self {
            prepared,
            received: 0,
            before,
            detour: None,
            trail: Trail::default(),
        }
    }

    pub(super) fn with_detour(mut self, detour: Option<Detour>) -> Self {
        self.detour = detour;
        self
    }

    /// What asks for the first page.
    pub(super) fn start(&self, client: &Client) -> Request {
        Request {
            detour: self.detour,
            ..client.request(self.prepared.request(), Expect::Rows)
        }
    }

    /// Sends the request for a page.
    pub(super) async fn step(
        &mut self,
        client: &Client,
        request: Request,
    ) -> Result<Arrived<R>, Error> {
        let reply = client.inner.transport.send(request.clone()).await?;
        let first_row = self.before + self.received + 1;
        let page = reply.decode(
            |body| self.prepared.read_page(body, first_row),
            |page| page.rows.len(),
        )?;
        self.received += page.rows.len() as u64;
        let call = reply.into_call();
        let next = match page.next_link {
            Some(link) => Some(self.trail.follow(client, request, &link, &call)?),
            None => None,
        };
        Ok(Arrived {
            rows: page.rows,
            count: page.count,
            call,
            next,
        })
    }

    /// All pages, up to `top` rows.
    pub(super) async fn collect(
        mut self,
        client: &Client,
        top: Option<u64>,
    ) -> Result<Collected<R>, Error> {
        let top = top
            .and_then(|top| usize::try_from(top).ok())
            .unwrap_or(usize::MAX);
        let start = self.start(client);
        let Arrived {
            mut rows,
            mut call,
            mut next,
            count,
        } = self.step(client, start).await?;
        let mut last_page = rows.len();
        while let Some(request) = next.filter(|_| rows.len() < top) {
            let arrived = self.step(client, request).await?;
            last_page = arrived.rows.len();
            rows.extend(arrived.rows);
            (call, next) = (arrived.call, arrived.next);
        }
        rows.truncate(top);
        Ok(Collected {
            rows,
            last_page: last_page as u64,
            count,
            call,
        })
    }
}
