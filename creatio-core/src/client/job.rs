//! A query on its way: its plan and reader without its types, and the request that it becomes.

use std::sync::Arc;

use jiff::tz::TimeZone;

use crate::CompileError;
use crate::ast::Plan;
use crate::data_service::{self, DataServiceRequest};
use crate::error::Protocol;
use crate::odata::{self, Version};
use crate::odata_request::ODataRequest;
use crate::prepared::Prepared;
use crate::query::{Entity, KeyValue, Query, Reader};
use crate::value::Kind;

/// What to read and how.
pub(super) struct Job<R> {
    pub(super) plan: Plan,
    pub(super) reader: Reader<R>,
    /// What kinds of values the entity's key consists of.
    pub(super) key_kinds: &'static [Kind],
}

impl<R> Clone for Job<R> {
    fn clone(&self) -> Self {
        Job {
            plan: self.plan.clone(),
            reader: Arc::clone(&self.reader),
            key_kinds: self.key_kinds,
        }
    }
}

impl<E: Entity, R, C> From<Query<E, R, C>> for Job<R> {
    fn from(query: Query<E, R, C>) -> Self {
        let (plan, reader) = query.into_parts();
        Job {
            plan,
            reader,
            key_kinds: E::Key::KINDS,
        }
    }
}

/// A request of any protocol.
#[derive(Debug, Clone)]
pub(super) enum WireRequest {
    OData4(ODataRequest),
    OData3(ODataRequest),
    DataService(DataServiceRequest),
}

impl WireRequest {
    /// The same with the question how many rows there are in all; over the DataService unchanged,
    /// which does not answer it beside rows.
    pub(super) fn counted(self) -> Self {
        match self {
            WireRequest::OData4(request) => {
                WireRequest::OData4(request.with_option("$count", "true"))
            }
            WireRequest::OData3(request) => {
                WireRequest::OData3(request.with_option("$inlinecount", "allpages"))
            }
            WireRequest::DataService(request) => WireRequest::DataService(request),
        }
    }

    pub(super) fn protocol(&self) -> Protocol {
        match self {
            WireRequest::OData4(_) => Protocol::OData4,
            WireRequest::OData3(_) => Protocol::OData3,
            WireRequest::DataService(_) => Protocol::DataService,
        }
    }
}

/// A request with the reader of its reply.
pub(super) type Ready<R> = Prepared<R, WireRequest>;

impl<R> Job<R> {
    /// The same with another plan.
    pub(super) fn with_plan(&self, plan: Plan) -> Self {
        Job {
            plan,
            reader: Arc::clone(&self.reader),
            key_kinds: self.key_kinds,
        }
    }

    /// The part of the rows after the first `skip`, and at most `top` of them.
    pub(super) fn window(&self, skip: u64, top: Option<u64>) -> Self {
        self.with_plan(Plan {
            top,
            skip: (skip > 0).then_some(skip),
            ..self.plan.clone()
        })
    }

    /// The request over a protocol; `zone` is that of the user's profile.
    pub(super) fn prepare(
        &self,
        protocol: Protocol,
        zone: &TimeZone,
    ) -> Result<Ready<R>, CompileError> {
        let (plan, reader) = (&self.plan, Arc::clone(&self.reader));
        Ok(match protocol {
            Protocol::OData3 => {
                odata::prepare(Version::V3, plan, reader)?.map_request(WireRequest::OData3)
            }
            Protocol::DataService => {
                data_service::prepare(plan, zone, reader)?.map_request(WireRequest::DataService)
            }
            _ => odata::prepare(Version::V4, plan, reader)?.map_request(WireRequest::OData4),
        })
    }
}

impl<E: Entity> Job<E> {
    /// The row with a key, as a query.
    pub(super) fn by_key(key: &E::Key) -> Self {
        let values = key.parts().into_iter().map(|part| part.0);
        let plan = Plan::by_key(E::SCHEMA, values.collect());
        Job {
            plan,
            reader: Arc::new(E::from_row),
            key_kinds: E::Key::KINDS,
        }
    }
}
