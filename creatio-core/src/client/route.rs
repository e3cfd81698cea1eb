//! How a query goes out: in one request, in pieces, or over the DataService.
//!
//! Servers and what stands before them limit the length of an address, and a filter over OData is
//! part of it. A query that makes a longer one is not sent as it is.

use jiff::tz::TimeZone;

use super::job::{Job, Ready, WireRequest};
use super::reply::classify::Expect;
use super::transport::LONGEST_ADDRESS;
use super::{Client, address};
use crate::CompileError;
use crate::ast::Plan;
use crate::error::{Error, Protocol};
use crate::odata::{self, Version, pieces};

/// The query as one request: over the protocol that was asked for or, where its address would be
/// too long and the program allows it, over the DataService. `None` if it has to be cut.
pub(super) fn whole<R>(
    client: &Client,
    protocol: Protocol,
    job: &Job<R>,
) -> Result<Option<Ready<R>>, Error> {
    let ready = job.prepare(protocol, &client.inner.time_zone)?;
    if fits(client, ready.request()) {
        return Ok(Some(ready));
    }
    if !may_go_over_data_service(client, &job.plan) {
        return Ok(None);
    }
    let detour = job.prepare(Protocol::DataService, &client.inner.time_zone);
    Ok(detour.ok())
}

/// Whether a query that is too long for an address may go over the DataService, and means the same
/// there: parts of dates are those of UTC over OData and of the user's zone over the DataService.
pub(super) fn may_go_over_data_service(client: &Client, plan: &Plan) -> bool {
    client.inner.long_over_data_service
        && (client.inner.time_zone == TimeZone::UTC || !plan.asks_for_parts_of_dates())
}

/// A query whose address is too long, as several that are short enough.
///
/// # Errors
/// [`Error::TooLong`] if that cannot be done.
pub(super) fn cut(
    client: &Client,
    plan: &Plan,
    request: impl Fn(&Plan) -> Result<WireRequest, CompileError>,
) -> Result<Vec<Plan>, Error> {
    let pieces = pieces(plan, |piece| Ok(fits(client, &request(piece)?)))?;
    let Some(pieces) = pieces else {
        return Err(too_long(client, &request(plan)?));
    };
    tracing::debug!(
        entity = plan.root.name,
        pieces = pieces.len(),
        "too long an address: sent in pieces"
    );
    Ok(pieces)
}

/// The request for a plan's rows over OData.
pub(super) fn rows_request(protocol: Protocol, plan: &Plan) -> Result<WireRequest, CompileError> {
    match protocol {
        Protocol::OData3 => odata::request(Version::V3, plan).map(WireRequest::OData3),
        _ => odata::request(Version::V4, plan).map(WireRequest::OData4),
    }
}

pub(super) fn too_long(client: &Client, request: &WireRequest) -> Error {
    Error::TooLong {
        call: Box::new(client.request(request, Expect::Rows).call()),
    }
}

pub(super) fn fits(client: &Client, wire: &WireRequest) -> bool {
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
