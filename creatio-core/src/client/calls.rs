//! What the verbs do, over any protocol.

use super::Client;
use super::job::{Job, Ready, WireRequest};
use super::pager::{Pager, Walk};
use super::reply::classify::Expect;
use super::route::{Route, route, short_enough};
use super::transport::{Detour, Request};
use super::{address, merge};
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
        if self.protocol == Protocol::OData3 {
            return self.fetch_pages(job).await;
        }
        match route(
            self.client,
            self.protocol,
            &job,
            merge::restores(&job.plan.order),
        )? {
            Route::Single(ready) => {
                let detour = self.detour(&ready);
                self.fetch_at_once(ready, job.plan.top, detour).await
            }
            Route::Pieces(pieces) => self.fetch_pieces(&job, pieces).await,
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
    async fn fetch_pages<R: Send + 'static>(&self, mut job: Job<R>) -> Result<Vec<R>, Error> {
        // Over pages the order has to be one only. What is added for that nobody has asked for.
        let ordered = !job.plan.order.is_empty();
        job.plan.make_order_total();
        let mut pager = Pager::new(self.client.clone(), self.protocol, job, ordered);
        let mut rows = Vec::new();
        while let Some(page) = pager.next_page(self.client.inner.row_limit).await? {
            rows.extend(page);
        }
        Ok(rows)
    }

    /// The rows of a query that was cut into pieces, brought into its order.
    async fn fetch_pieces<R: 'static>(
        &self,
        job: &Job<R>,
        pieces: Vec<Plan>,
    ) -> Result<Vec<R>, Error> {
        let zone = &self.client.inner.time_zone;
        let shares = pieces.len();
        let mut parts = Vec::with_capacity(shares);
        for (position, piece) in pieces.into_iter().enumerate() {
            let top = piece.top;
            let ready = merge::keyed(job, piece).prepare(self.protocol, zone)?;
            let detour = Some(Detour::Piece(position + 1, shares));
            parts.push(self.fetch_at_once(ready, top, detour).await?);
        }
        let rows = merge::merge(parts, &job.plan.order);
        let skip = usize::try_from(job.plan.skip.unwrap_or(0)).unwrap_or(usize::MAX);
        let top = job
            .plan
            .top
            .map_or(usize::MAX, |top| usize::try_from(top).unwrap_or(usize::MAX));
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
        match route(
            self.client,
            self.protocol,
            &job,
            merge::restores(&job.plan.order),
        )? {
            Route::Single(ready) => {
                let detour = self.detour(&ready);
                let walk = Walk::new(ready, 0).with_detour(detour);
                let fetched = walk.collect(self.client, Some(top)).await?;
                Ok((fetched.rows.into_iter().next(), fetched.call))
            }
            Route::Pieces(pieces) => {
                let call = self.call(&job)?;
                let rows = self.fetch_pieces(&job, pieces).await?;
                Ok((rows.into_iter().next(), call))
            }
        }
    }

    /// The call that a query would make if it were sent in one piece.
    fn call<R>(&self, job: &Job<R>) -> Result<Call, Error> {
        let ready = job.prepare(self.protocol, &self.client.inner.time_zone)?;
        Ok(self.client.request(ready.request(), Expect::Rows).call())
    }

    pub(super) async fn by_key<E: Entity>(&self, key: &E::Key) -> Result<E, Error> {
        let prepared = match self.protocol {
            Protocol::OData4 => Prepared::<E>::by_key_odata4(key)?.map_request(WireRequest::OData4),
            Protocol::OData3 => Prepared::<E>::by_key_odata3(key)?.map_request(WireRequest::OData3),
            Protocol::DataService => return self.by_key_as_query(key).await,
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
        let counting: Ready<i64> = match self.protocol {
            Protocol::OData4 | Protocol::OData3 => return self.count_odata(plan).await,
            Protocol::DataService => {
                data_service::prepare_count(plan, &self.client.inner.time_zone)?
                    .map_request(WireRequest::DataService)
            }
        };
        let fetched = Walk::new(counting, 0).collect(self.client, None).await?;
        let count = fetched.rows.first().copied();
        count
            .and_then(|count| u64::try_from(count).ok())
            .ok_or_else(|| no_count(fetched.call))
    }

    /// Over OData a count comes with a page; of a query in pieces it is the sum.
    async fn count_odata(&self, plan: &Plan) -> Result<u64, Error> {
        let unlimited = Plan {
            items: Vec::new(),
            order: Vec::new(),
            top: None,
            skip: None,
            ..plan.clone()
        };
        let mut sum = 0;
        for piece in short_enough(self.client, self.protocol, unlimited)? {
            let prepared = match self.protocol {
                Protocol::OData3 => {
                    odata::prepare_count(Version::V3, &piece)?.map_request(WireRequest::OData3)
                }
                _ => odata::prepare_count(Version::V4, &piece)?.map_request(WireRequest::OData4),
            };
            let mut walk = Walk::new(prepared, 0);
            let start = walk.start(self.client);
            let arrived = walk.step(self.client, start).await?;
            sum += arrived.count.ok_or_else(|| no_count(arrived.call))?;
        }
        Ok(sum)
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
                return Request {
                    protocol: Protocol::DataService,
                    url: address::segment_below(&self.inner.data_service, "SelectQuery"),
                    body: Some(request.to_string().into()),
                    expect: Expect::Service,
                    entity: Some(request.entity()),
                    key: None,
                    detour: None,
                };
            }
        };
        let url = odata.as_str();
        Request {
            protocol,
            url: address::below(root, url),
            body: None,
            expect,
            entity: Some(odata.entity()),
            key: if expect == Expect::Row {
                key_of(url)
            } else {
                None
            },
            detour: None,
        }
    }
}

/// The key in the address of a keyed read, `Account(…)?$select=…`, as it stands there.
fn key_of(url: &str) -> Option<String> {
    let path = url.split('?').next()?;
    let (_, key) = path.strip_suffix(')')?.split_once('(')?;
    Some(key.to_owned())
}
