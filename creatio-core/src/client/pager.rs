//! Which page comes next: windows of rows, one after the other.
//!
//! Creatio's OData 4 and DataService do not page by themselves: a stream asks for one window of rows
//! after the other, in an order that the key makes total. OData 3 pages by 40, and any service may:
//! next links are followed to the end of a window first. A query that goes out in pieces is read
//! piece by piece.

use std::collections::VecDeque;

use super::Client;
use super::job::Job;
use super::request::{Detour, Request};
use super::route::{cut, rows_request, too_long, whole};
use super::walk::Walk;
use crate::ast::Plan;
use crate::error::{BuildError, Error, Protocol};

/// Rows per page of Creatio's OData 3 service (Creatio Academy).
const ODATA3_PAGE: u64 = 40;

/// All pages of a query, one after the other.
pub(super) struct Pager<R> {
    client: Client,
    /// The protocol that the caller asked for.
    asked: Protocol,
    /// The protocol that carries the query.
    protocol: Protocol,
    job: Job<R>,
    /// Whether the program asked for an order; the key alone is no such.
    ordered: bool,
    /// What is still to be read, once it is known whether the query goes out in pieces.
    parts: Option<VecDeque<Job<R>>>,
    /// How many parts there are in all.
    shares: usize,
    /// What the caller says of all of it.
    detour: Option<Detour>,
    /// Rows of the part at hand that were passed over or delivered.
    position: u64,
    /// Rows that are passed over here and not by the server, since they are in several pieces.
    to_skip: u64,
    /// Rows that are still wanted, if the query has a limit.
    wanted: Option<u64>,
    delivered: u64,
    window: Option<Window<R>>,
}

/// A part of the result that one request asked for, read up to `next`.
struct Window<R> {
    walk: Walk<R>,
    /// Rows that were asked for.
    size: u64,
    next: Request,
}

impl<R: 'static> Pager<R> {
    /// The pages of a query whose order is one only; `ordered` says whether that was asked for.
    pub(super) fn new(client: Client, protocol: Protocol, job: Job<R>, ordered: bool) -> Self {
        Self {
            client,
            asked: protocol,
            protocol,
            ordered,
            parts: None,
            shares: 1,
            detour: None,
            position: 0,
            to_skip: 0,
            wanted: job.plan.top,
            delivered: 0,
            window: None,
            job,
        }
    }

    /// The next page that has rows, asking for at most `size` at once; `None` at the end.
    pub(super) async fn next_page(&mut self, size: u64) -> Result<Option<Vec<R>>, Error> {
        if size == 0 {
            return Err(BuildError::Zero {
                setting: "page size",
            }
            .into());
        }
        loop {
            let Some(mut window) = self.open_window(size)? else {
                return Ok(None);
            };
            let arrived = window.walk.step(&self.client, window.next.clone()).await?;
            let length = arrived.rows.len() as u64;
            self.position += length;
            if let Some(next) = arrived.next {
                self.window = Some(Window { next, ..window });
            } else if self.is_last(&window, length) {
                self.finish_part();
            }
            let rows = self.take(arrived.rows);
            if !rows.is_empty() {
                return Ok(Some(rows));
            }
        }
    }

    /// Whether nothing is left behind a window whose last page had so many rows.
    ///
    /// A full window says nothing of what is behind it. Neither does a full page of a service that
    /// pages by itself and gave no link: Creatio's documentation of OData 3 tells clients to go on
    /// with `$skip`.
    fn is_last(&self, window: &Window<R>, last_page: u64) -> bool {
        let may_be_cut = self.protocol == Protocol::OData3
            && last_page > 0
            && last_page.is_multiple_of(ODATA3_PAGE);
        window.walk.received < window.size && !may_be_cut
    }

    fn finish_part(&mut self) {
        if let Some(parts) = &mut self.parts {
            parts.pop_front();
        }
        self.position = 0;
    }

    /// The window that is being walked through, or the next one; `None` at the end.
    fn open_window(&mut self, size: u64) -> Result<Option<Window<R>>, Error> {
        if self.wanted == Some(0) {
            return Ok(None);
        }
        if let Some(window) = self.window.take() {
            return Ok(Some(window));
        }
        // A page longer than the server's limit would be cut, and look like the last one.
        let size = size.min(self.client.inner.row_limit);
        let size = self
            .wanted
            .map_or(size, |wanted| wanted.saturating_add(self.to_skip).min(size));
        if self.parts.is_none() {
            self.parts = Some(self.share_out(size)?);
        }
        let Some(job) = self.parts.as_ref().and_then(VecDeque::front) else {
            return Ok(None);
        };
        let skip = job.plan.skip.unwrap_or(0).saturating_add(self.position);
        let zone = &self.client.inner.time_zone;
        let ready = job.window(skip, Some(size)).prepare(self.protocol, zone)?;
        let walk = Walk::new(ready, self.delivered).with_detour(self.detour());
        let next = walk.start(&self.client);
        Ok(Some(Window { walk, size, next }))
    }

    /// The pages of a piece of a query.
    pub(super) fn with_detour(mut self, detour: Option<Detour>) -> Self {
        self.detour = detour;
        self
    }

    /// What keeps the query from going out as it was asked.
    fn detour(&self) -> Option<Detour> {
        if self.detour.is_some() {
            return self.detour;
        }
        let left = self.parts.as_ref().map_or(0, VecDeque::len);
        if self.shares > 1 {
            let piece = self.shares - left + 1;
            Some(Detour::Piece(piece, self.shares))
        } else {
            (self.protocol != self.asked).then_some(Detour::InsteadOf(self.asked))
        }
    }

    /// The query as it is or, where its address is too long, over the DataService or in pieces.
    fn share_out(&mut self, size: u64) -> Result<VecDeque<Job<R>>, Error> {
        let skip = self.job.plan.skip.unwrap_or(0);
        // As long as windows get: with all their options.
        let longest = self
            .job
            .window(skip.saturating_add(u64::from(u32::MAX)), Some(size));
        if let Some(ready) = whole(&self.client, self.protocol, &longest)? {
            self.protocol = ready.request().protocol();
            return Ok(VecDeque::from([self.job.clone()]));
        }
        let request = |piece: &Plan| rows_request(self.protocol, piece);
        if self.ordered {
            return Err(too_long(&self.client, &request(&longest.plan)?));
        }
        let pieces = cut(&self.client, &longest.plan, request)?;
        self.to_skip = skip;
        self.shares = pieces.len();
        let job = |piece: Plan| {
            self.job.with_plan(Plan {
                top: None,
                skip: None,
                ..piece
            })
        };
        Ok(pieces.into_iter().map(job).collect())
    }

    /// Counts the rows of a page, and drops what was to be passed over and what is beyond the
    /// query's limit.
    fn take(&mut self, mut rows: Vec<R>) -> Vec<R> {
        if self.to_skip > 0 {
            let skipped =
                usize::try_from(self.to_skip).map_or(rows.len(), |skip| skip.min(rows.len()));
            rows.drain(..skipped);
            self.to_skip -= skipped as u64;
        }
        if let Some(wanted) = &mut self.wanted {
            rows.truncate(usize::try_from(*wanted).unwrap_or(usize::MAX));
            *wanted -= rows.len() as u64;
        }
        self.delivered += rows.len() as u64;
        rows
    }
}
