//! What the verbs do, over any protocol.

use super::Client;
use super::job::{Job, Ready, WireRequest};
use super::pager::{Pager, Paging, Place, Settings, Source};
use super::reply::classify::Expect;
use super::request::{Detour, Request};
use super::route::{cut, rows_request, too_long, whole};
use super::walk::Walk;
use super::{address, complete, merge};
use crate::ast::Plan;
use crate::error::{Call, Error, Protocol};
use crate::prepared::Prepared;
use crate::query::Entity;

/// Rows per page of Creatio's OData 3 service (Creatio Academy).
const ODATA3_PAGE: u64 = 40;

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
                complete::fetch(self.client, &job, ready.request().protocol(), detour).await
            }
            None => self.fetch_pieces(&job).await,
        }
    }

    /// What keeps a request from going over the protocol that was asked for.
    fn detour<R>(&self, ready: &Ready<R>) -> Option<Detour> {
        let over_another = ready.request().protocol() != self.protocol;
        over_another.then_some(Detour::InsteadOf(self.protocol))
    }

    /// The rows of a service that pages by itself.
    async fn fetch_pages<R: Send + 'static>(
        &self,
        job: Job<R>,
        detour: Option<Detour>,
    ) -> Result<Vec<R>, Error> {
        let source = Source {
            detour,
            trusted: ODATA3_PAGE,
            ..Source::new(self.protocol, job)
        };
        let settings = Settings {
            page_size: self.client.inner.row_limit,
            paging: Paging::Auto,
            with_total: false,
        };
        let mut pager = Pager::new(self.client.clone(), source, settings, Place::default());
        let mut rows = Vec::new();
        while let Some(page) = pager.next_opened().await? {
            rows.extend(page.into_rows());
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
                complete::fetch(self.client, &job, self.protocol, detour).await?
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
