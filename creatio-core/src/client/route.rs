//! How a query goes out: in one request, in pieces, or over the DataService.
//!
//! Servers and what stands before them limit the length of an address, and a filter over OData is
//! part of it. A query that makes a longer one is not sent as it is.

use super::job::{Job, Ready, WireRequest};
use super::reply::classify::Expect;
use super::transport::LONGEST_ADDRESS;
use super::{Client, address};
use crate::CompileError;
use crate::ast::Plan;
use crate::error::{Error, Protocol};
use crate::odata::{self, Version, pieces};

/// How a query goes out.
pub(super) enum Route<R> {
    /// As one request.
    Single(Ready<R>),
    /// As several, which together find its rows.
    Pieces(Vec<Plan>),
}

/// Chooses how a query goes out. Which way it went is a `DEBUG` event. It is cut only if
/// `any_order` says that the caller can put up with the order of pieces, or restore another.
///
/// # Errors
/// [`Error::TooLong`] if no way is left.
pub(super) fn route<R>(
    client: &Client,
    protocol: Protocol,
    job: &Job<R>,
    any_order: bool,
) -> Result<Route<R>, Error> {
    let zone = &client.inner.time_zone;
    let ready = job.prepare(protocol, zone)?;
    if fits(client, ready.request()) {
        return Ok(Route::Single(ready));
    }
    if client.inner.long_over_data_service
        && let Ok(ready) = job.prepare(Protocol::DataService, zone)
    {
        tracing::debug!(
            entity = job.plan.root.name,
            "too long an address: sent over the DataService"
        );
        return Ok(Route::Single(ready));
    }
    let too_long = || Error::TooLong {
        call: Box::new(client.request(ready.request(), Expect::Rows).call()),
    };
    if !any_order {
        return Err(too_long());
    }
    let pieces = cut(client, protocol, &job.plan)?.ok_or_else(too_long)?;
    Ok(Route::Pieces(pieces))
}

/// A plan whose order does not matter, as plans of short addresses.
pub(super) fn short_enough(
    client: &Client,
    protocol: Protocol,
    plan: Plan,
) -> Result<Vec<Plan>, Error> {
    let wire = wire(protocol, &plan)?;
    if fits(client, &wire) {
        return Ok(vec![plan]);
    }
    cut(client, protocol, &plan)?.ok_or_else(|| Error::TooLong {
        call: Box::new(client.request(&wire, Expect::Rows).call()),
    })
}

fn cut(client: &Client, protocol: Protocol, plan: &Plan) -> Result<Option<Vec<Plan>>, Error> {
    let pieces = pieces(plan, |piece| Ok(fits(client, &wire(protocol, piece)?)))?;
    if let Some(pieces) = &pieces {
        tracing::debug!(
            entity = plan.root.name,
            pieces = pieces.len(),
            "too long an address: sent in pieces"
        );
    }
    Ok(pieces)
}

fn wire(protocol: Protocol, plan: &Plan) -> Result<WireRequest, CompileError> {
    match protocol {
        Protocol::OData3 => odata::request(Version::V3, plan).map(WireRequest::OData3),
        _ => odata::request(Version::V4, plan).map(WireRequest::OData4),
    }
}

fn fits(client: &Client, wire: &WireRequest) -> bool {
    let (root, request) = match wire {
        WireRequest::OData4(request) => (&client.inner.odata4, request),
        WireRequest::OData3(request) => (&client.inner.odata3, request),
        WireRequest::DataService(_) => return true,
    };
    let limit = client.inner.address_limit.min(LONGEST_ADDRESS);
    // A character becomes three when it is encoded on the way: most queries need no closer look.
    root.as_str().len() + 3 * request.as_str().len() <= limit
        || address::below(root, request.as_str()).as_str().len() <= limit
}
