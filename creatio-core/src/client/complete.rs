//! Rows of one request, with evidence that the server did not cut them.
//!
//! Creatio gives `MaxEntityRowCount` rows at most, 20,000 as delivered, and does not say when there
//! are more. An instance with a lower limit than the client knows of would give short results.

use super::Client;
use super::job::Job;
use super::request::Detour;
use super::route::fits;
use super::walk::{Collected, Walk};
use crate::ast::Plan;
use crate::error::{Error, Protocol};

/// Fewer rows than this are never cut: Creatio's own lists ask for 15 at once, and could not work
/// with a lower limit.
pub(super) const TOO_FEW_TO_BE_CUT: u64 = 15;

/// All rows of a query that goes out in one request over a protocol.
///
/// The evidence is, in this order: the rows are as many as were asked for, or too few; the server
/// has given this client more rows at once before; the count that came with them; a look behind the
/// last row.
pub(super) async fn fetch<R>(
    client: &Client,
    job: &Job<R>,
    protocol: Protocol,
    detour: Option<Detour>,
) -> Result<Vec<R>, Error> {
    let fetched = collect(client, job, protocol, detour).await?;
    if is_complete(client, &job.plan, protocol, &fetched)
        || !has_more(client, job, protocol, fetched.rows.len() as u64).await?
    {
        client.inner.row_cap.note(protocol, fetched.last_page);
        return Ok(fetched.rows);
    }
    Err(Error::RowLimit {
        limit: fetched.last_page,
        call: Box::new(fetched.call),
    })
}

async fn collect<R>(
    client: &Client,
    job: &Job<R>,
    protocol: Protocol,
    detour: Option<Detour>,
) -> Result<Collected<R>, Error> {
    let ready = job.prepare(protocol, &client.inner.time_zone)?;
    // Counting costs the server little where it has to find all rows anyway.
    let counted = ready.request().clone().counted();
    let ready = if job.plan.top.is_none() && fits(client, &counted) {
        ready.map_request(|_| counted)
    } else {
        ready
    };
    let walk = Walk::new(ready, 0).with_detour(detour);
    walk.collect(client, job.plan.top).await
}

fn is_complete<R>(
    client: &Client,
    plan: &Plan,
    protocol: Protocol,
    fetched: &Collected<R>,
) -> bool {
    let rows = fetched.rows.len() as u64;
    let behind = |count: u64| count.saturating_sub(plan.skip.unwrap_or(0));
    plan.top.is_some_and(|top| rows >= top)
        || fetched.last_page < client.inner.row_cap.seen(protocol)
        || match fetched.count {
            Some(count) => behind(count) <= rows,
            None => fetched.last_page < TOO_FEW_TO_BE_CUT,
        }
}

/// Whether there is a row behind so many.
async fn has_more<R>(
    client: &Client,
    job: &Job<R>,
    protocol: Protocol,
    rows: u64,
) -> Result<bool, Error> {
    let mut job = job.window(job.plan.skip.unwrap_or(0).saturating_add(rows), Some(1));
    // Not every service skips rows that have no order.
    job.plan.make_order_total(job.key_kinds);
    let ready = job.prepare(protocol, &client.inner.time_zone)?;
    let behind = Walk::new(ready, rows).collect(client, Some(1)).await?;
    Ok(!behind.rows.is_empty())
}
