//! Which page comes next: windows of `$top` and `$skip`, and the next links that replies hold.
//!
//! Creatio's OData 4 does not page by itself: a stream asks for one window of rows after the other,
//! in an order that the key makes total. Should a server page nevertheless, its next links are
//! followed to the end of the window first.

use super::reply::classify::Expect;
use super::transport::Request;
use super::{Client, address};
use crate::CompileError;
use crate::capability::OverOData4;
use crate::error::{BuildError, Call, Error};
use crate::prepared::Prepared;
use crate::query::{Entity, Query};

/// One page as it arrived.
pub(super) struct Arrived<R> {
    pub(super) rows: Vec<R>,
    pub(super) count: Option<u64>,
    /// The call that brought it, for errors about the page as a whole.
    pub(super) call: Call,
    /// What asks for the page after it.
    next: Option<Request>,
}

/// The pages of one request, joined.
pub(super) struct Collected<R> {
    pub(super) rows: Vec<R>,
    /// The length of the last page, in rows.
    pub(super) last_page: u64,
    /// The call that brought the last page.
    pub(super) call: Call,
}

/// One request, and the next links that its replies lead to.
pub(super) struct Walk<R> {
    prepared: Prepared<R>,
    /// Rows that all pages so far held.
    received: u64,
    /// Rows before the first of this walk, for errors that number rows.
    before: u64,
}

impl<R> Walk<R> {
    pub(super) fn new(prepared: Prepared<R>, before: u64) -> Self {
        Self {
            prepared,
            received: 0,
            before,
        }
    }

    /// What asks for the first page.
    pub(super) fn start(&self, client: &Client) -> Request {
        client.read(self.prepared.request(), Expect::Rows)
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
            Some(link) => Some(follow(client, request, &link, &call)?),
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
            ..
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
            call,
        })
    }
}

/// The request for the page that a next link leads to, within the service.
pub(super) fn follow(
    client: &Client,
    from: Request,
    link: &str,
    call: &Call,
) -> Result<Request, Error> {
    let refuse = |reply: String| Error::NotCreatio {
        call: Box::new(call.clone()),
        reply,
    };
    let url = address::next_link(&client.inner.odata4, link).map_err(refuse)?;
    if url == from.url {
        return Err(refuse("a page whose next link leads to itself".to_owned()));
    }
    Ok(Request { url, ..from })
}

/// Compiles a query for one window: rows to skip, rows to read.
type Compile<R> = Box<dyn Fn(u64, u64) -> Result<Prepared<R>, CompileError> + Send>;

/// All pages of a query, one after the other.
pub(super) struct Pager<R> {
    client: Client,
    compile: Compile<R>,
    /// Rows that the query itself skips.
    skip: u64,
    /// Rows that are still wanted, if the query has a limit.
    wanted: Option<u64>,
    delivered: u64,
    window: Option<Window<R>>,
    done: bool,
}

/// A part of the result that one request asked for, read up to `next`.
struct Window<R> {
    walk: Walk<R>,
    /// Rows that were asked for.
    size: u64,
    next: Request,
}

impl<R: 'static> Pager<R> {
    pub(super) fn new<E, C>(client: Client, query: Query<E, R, C>) -> Self
    where
        E: Entity,
        C: OverOData4 + 'static,
    {
        let (top, skip) = query.paging();
        let query = query.with_total_order();
        let compile = move |skip, top| {
            let window = query.clone().top(top);
            let window = if skip == 0 { window } else { window.skip(skip) };
            window.prepare_odata4()
        };
        Self {
            client,
            compile: Box::new(compile),
            skip: skip.unwrap_or(0),
            wanted: top,
            delivered: 0,
            window: None,
            done: false,
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
            let arrived = window.walk.step(&self.client, window.next).await?;
            let rows = self.take(arrived.rows);
            if let Some(next) = arrived.next {
                self.window = Some(Window { next, ..window });
            } else if window.walk.received < window.size {
                self.done = true;
            }
            if !rows.is_empty() {
                return Ok(Some(rows));
            }
        }
    }

    /// The window that is being walked through, or the next one; `None` at the end.
    fn open_window(&mut self, size: u64) -> Result<Option<Window<R>>, Error> {
        if self.done || self.wanted == Some(0) {
            return Ok(None);
        }
        if let Some(window) = self.window.take() {
            return Ok(Some(window));
        }
        // A page longer than the server's limit would be cut, and look like the last one.
        let size = size.min(self.client.inner.row_limit);
        let size = self.wanted.map_or(size, |wanted| wanted.min(size));
        let prepared = (self.compile)(self.skip.saturating_add(self.delivered), size)?;
        let walk = Walk::new(prepared, self.delivered);
        let next = walk.start(&self.client);
        Ok(Some(Window { walk, size, next }))
    }

    /// Counts the rows of a page, and drops what a server gives beyond the query's limit.
    fn take(&mut self, mut rows: Vec<R>) -> Vec<R> {
        if let Some(wanted) = &mut self.wanted {
            rows.truncate(usize::try_from(*wanted).unwrap_or(usize::MAX));
            *wanted -= rows.len() as u64;
        }
        self.delivered += rows.len() as u64;
        rows
    }
}
