//! How many rows a query finds.

use super::Client;
use super::job::{Ready, WireRequest};
use super::request::Detour;
use super::route::{cut, fits, may_go_over_data_service};
use super::walk::Walk;
use crate::CompileError;
use crate::ast::Plan;
use crate::data_service;
use crate::error::{Call, Error, Protocol};
use crate::odata::{self, Version};

/// How many rows the filter of a query finds over a protocol, whatever its `top` and `skip` say.
pub(super) async fn all(client: &Client, protocol: Protocol, plan: &Plan) -> Result<u64, Error> {
    Counter { client, protocol }.count(plan).await
}

struct Counter<'c> {
    client: &'c Client,
    protocol: Protocol,
}

impl Counter<'_> {
    async fn count(&self, plan: &Plan) -> Result<u64, Error> {
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
            let count = self.counted(self.counting(piece)?, detour).await?;
            sum = u64::saturating_add(sum, count);
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
