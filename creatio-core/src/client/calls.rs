//! What the verbs do, over any protocol.

use super::Client;
use super::job::{Job, Ready, WireRequest};
use super::pager::Pager;
use super::reply::classify::Expect;
use super::request::{Detour, Request};
use super::route::{cut, fits, may_go_over_data_service, rows_request, too_long, whole};
use super::walk::Walk;
use super::{address, merge};
use crate::CompileError;
use crate::ast::Plan;
use crate::data_service;
use crate::error::{Call, Error, Protocol};
use crate::odata::{self, Version};
use crate::prepared::Prepared;
use crate::query::Entity;

/// A client, about to call over a protocol.
#[derive(Clone, Copy)]
pub(super) struct Caller<'c> {
    pub(super) client: &'c Client,
    pub(super) protocol: Protocol,
}

impl Caller<'_> {
    /// All rows, in one request if the protocol allows it.
    pub(super) async fn fetch<R: Send + 'static>(&self, job: Job<R>) -> Result<Vec<R>, Error> {
        match whole(self.client, self.protocol, &job)? {
            Some(ready) if ready.request().protocol() == Protocol::OData3 => {
                self.fetch_pages(job, None).await
            }
            Some(ready) => {
                let detour = self.detour(&ready);
                self.fetch_at_once(ready, job.plan.top, detour).await
            }
            None => self.fetch_pieces(&job).await,
        }
    }

    /// What keeps a request from going over the protocol that was asked for.
    fn detour<R>(&self, ready: &Ready<R>) -> Option<Detour> {
        let over_another = ready.request().protocol() != self.protocol;
        over_another.then_some(Detour::InsteadOf(self.protocol))
    }

    async fn fetch_at_once<R>(
        &self,
        ready: Ready<R>,
        top: Option<u64>,
        detour: Option<Detour>,
    ) -> Result<Vec<R>, Error> {
        let limit = self.client.inner.row_limit;
        let walk = Walk::new(ready, 0).with_detour(detour);
        let fetched = walk.collect(self.client, top).await?;
        if fetched.last_page == limit && top.is_none_or(|top| top > limit) {
            return Err(Error::RowLimit {
                call: Box::new(fetched.call),
                limit,
            });
        }
        Ok(fetched.rows)
    }

    /// The rows of a service that pages by itself.
    async fn fetch_pages<R: Send + 'static>(
        &self,
        mut job: Job<R>,
        detour: Option<Detour>,
    ) -> Result<Vec<R>, Error> {
        // Over pages the order has to be one only. What is added for that nobody has asked for.
        let ordered = !job.plan.order.is_empty();
        job.plan.make_order_total();
        let pager = Pager::new(self.client.clone(), self.protocol, job, ordered);
        let mut pager = pager.with_detour(detour);
        let mut rows = Vec::new();
        while let Some(page) = pager.next_page(self.client.inner.row_limit).await? {
            rows.extend(page);
        }
        Ok(rows)
    }

    /// The rows of a query that has to be cut into pieces, brought into its order.
    async fn fetch_pieces<R: Send + 'static>(&self, job: &Job<R>) -> Result<Vec<R>, Error> {
        let too_long = || -> Result<Error, Error> {
            let request = rows_request(self.protocol, &job.plan)?;
            Ok(too_long(self.client, &request))
        };
        if !merge::restores(&job.plan.order) {
            return Err(too_long()?);
        }
        let keyed = merge::keyed(job);
        let request = |piece: &Plan| rows_request(self.protocol, piece);
        let pieces = cut(self.client, &keyed.plan, request)?;
        let shares = pieces.len();
        let mut parts = Vec::with_capacity(shares);
        for (position, piece) in pieces.into_iter().enumerate() {
            let detour = Some(Detour::Piece(position + 1, shares));
            let job = keyed.with_plan(piece);
            parts.push(if self.protocol == Protocol::OData3 {
                self.fetch_pages(job, detour).await?
            } else {
                let ready = job.prepare(self.protocol, &self.client.inner.time_zone)?;
                self.fetch_at_once(ready, job.plan.top, detour).await?
            });
        }
        let Some(rows) = merge::merge(parts, &job.plan.order) else {
            return Err(too_long()?);
        };
        let number = |rows: u64| usize::try_from(rows).unwrap_or(usize::MAX);
        let skip = number(job.plan.skip.unwrap_or(0));
        let top = job.plan.top.map_or(usize::MAX, number);
        Ok(rows.into_iter().skip(skip).take(top).collect())
    }

    /// The first row, and the call that brought it.
    pub(super) async fn first<R: Send + 'static>(
        &self,
        mut job: Job<R>,
    ) -> Result<(Option<R>, Call), Error> {
        // A query that wants no row at all gets none.
        let top = job.plan.top.map_or(1, |top| top.min(1));
        job.plan.top = Some(top);
        let Some(ready) = whole(self.client, self.protocol, &job)? else {
            let request = rows_request(self.protocol, &job.plan)?;
            let call = self.client.request(&request, Expect::Rows).call();
            let rows = self.fetch_pieces(&job).await?;
            return Ok((rows.into_iter().next(), call));
        };
        let detour = self.detour(&ready);
        let walk = Walk::new(ready, 0).with_detour(detour);
        let fetched = walk.collect(self.client, Some(top)).await?;
        Ok((fetched.rows.into_iter().next(), fetched.call))
    }

    pub(super) async fn by_key<E: Entity>(&self, key: &E::Key) -> Result<E, Error> {
        let prepared = match self.protocol {
            Protocol::DataService => return self.by_key_as_query(key).await,
            Protocol::OData3 => Prepared::<E>::by_key_odata3(key)?.map_request(WireRequest::OData3),
            _ => Prepared::<E>::by_key_odata4(key)?.map_request(WireRequest::OData4),
        };
        let request = self.client.request(prepared.request(), Expect::Row);
        let reply = self.client.inner.transport.send(request).await?;
        reply.decode(|body| prepared.read_one(body), |_| 1)
    }

    /// The DataService has no address for one row.
    async fn by_key_as_query<E: Entity>(&self, key: &E::Key) -> Result<E, Error> {
        let (row, call) = self.first(Job::by_key(key)).await?;
        let Some(row) = row else {
            return Err(Error::NotFound {
                call: Box::new(call),
                // As OData spells it, the protocol of most errors that name a key.
                key: key_of(Prepared::<E>::by_key_odata4(key)?.request().as_str()),
            });
        };
        Ok(row)
    }

    pub(super) async fn count(&self, plan: &Plan) -> Result<u64, Error> {
        if self.protocol == Protocol::DataService {
            return self.count_over_data_service(plan, None).await;
        }
        let unlimited = Plan {
            items: Vec::new(),
            order: Vec::new(),
            top: None,
            skip: None,
            ..plan.clone()
        };
        let whole = self.counting(&unlimited)?;
        if fits(self.client, whole.request()) {
            return self.counted(whole, None).await;
        }
        if may_go_over_data_service(self.client, plan)
            && data_service::prepare_count(plan, &self.client.inner.time_zone).is_ok()
        {
            let detour = Some(Detour::InsteadOf(self.protocol));
            return self.count_over_data_service(plan, detour).await;
        }
        let request = |piece: &Plan| Ok(self.counting(piece)?.request().clone());
        let pieces = cut(self.client, &unlimited, request)?;
        let shares = pieces.len();
        let mut sum = 0;
        for (position, piece) in pieces.iter().enumerate() {
            let detour = Some(Detour::Piece(position + 1, shares));
            sum += self.counted(self.counting(piece)?, detour).await?;
        }
        Ok(sum)
    }

    /// The request that counts over OData.
    fn counting(&self, plan: &Plan) -> Result<Ready<()>, CompileError> {
        Ok(match self.protocol {
            Protocol::OData3 => {
                odata::prepare_count(Version::V3, plan)?.map_request(WireRequest::OData3)
            }
            _ => odata::prepare_count(Version::V4, plan)?.map_request(WireRequest::OData4),
        })
    }

    /// Over OData a count comes with a page.
    async fn counted(&self, ready: Ready<()>, detour: Option<Detour>) -> Result<u64, Error> {
        let mut walk = Walk::new(ready, 0).with_detour(detour);
        let start = walk.start(self.client);
        let arrived = walk.step(self.client, start).await?;
        arrived.count.ok_or_else(|| no_count(arrived.call))
    }

    /// Over the DataService a count is a row.
    async fn count_over_data_service(
        &self,
        plan: &Plan,
        detour: Option<Detour>,
    ) -> Result<u64, Error> {
        let ready = data_service::prepare_count(plan, &self.client.inner.time_zone)?;
        let walk = Walk::new(ready.map_request(WireRequest::DataService), 0).with_detour(detour);
        let fetched = walk.collect(self.client, None).await?;
        let count = fetched.rows.first().copied();
        count
            .and_then(|count| u64::try_from(count).ok())
            .ok_or_else(|| no_count(fetched.call))
    }
}

fn no_count(call: Call) -> Error {
    Error::NotCreatio {
        call: Box::new(call),
        reply: "a page without the count that was asked for".to_owned(),
    }
}

impl Client {
    /// The request of a compiled query.
    pub(super) fn request(&self, wire: &WireRequest, expect: Expect) -> Request {
        let (protocol, root, odata) = match wire {
            WireRequest::OData4(request) => (Protocol::OData4, &self.inner.odata4, request),
            WireRequest::OData3(request) => (Protocol::OData3, &self.inner.odata3, request),
            WireRequest::DataService(request) => {
                let url = address::segment_below(&self.inner.data_service, "SelectQuery");
                let body = request.to_string();
                return Request::post(Protocol::DataService, url, body, Expect::Service)
                    .for_entity(request.entity())
                    .repeatable();
            }
        };
        let key = (expect == Expect::Row).then(|| key_of(odata.as_str()));
        Request::get(protocol, address::below(root, odata.as_str()), expect)
            .for_entity(odata.entity())
            .with_key(key.flatten())
    }
}

/// The key in the address of a keyed read, `Account(…)?$select=…`, as it stands there.
pub(super) fn key_of(url: &str) -> Option<String> {
    let path = url.split('?').next()?;
    let (_, key) = path.strip_suffix(')')?.split_once('(')?;
    Some(key.to_owned())
}
