//! [`BatchItem`]: what a program adds to a batch; and the same without its type.

use bytes::Bytes;
use reqwest::Method;
use url::Url;
use uuid::Uuid;

use super::outcome::{AnyOutcome, Outcome};
use crate::ast::Write;
use crate::capability::Capability;
use crate::client::address;
use crate::client::calls::Caller;
use crate::client::job::{Job, Ready, WireRequest};
use crate::client::reply::classify::Expect;
use crate::client::write::{Done, Execute, expected, key_text, new_id};
use crate::data_service;
use crate::error::{Call, Error, Protocol};
use crate::odata::{self, Version};
use crate::query::{Entity, Query};

/// What a [`Batch`](super::Batch) can carry: a [`Query`], which gives its rows, or a write that
/// [`execute`](crate::Client::execute) takes. Only this crate implements it.
pub trait BatchItem: sealed::Erase {
    /// The protocols that can carry it.
    type On: Capability;
    /// What it gives when it is done.
    type Output: Send + 'static;
}

impl<W: Execute> BatchItem for W {
    type On = W::On;
    type Output = W::Output;
}

impl<E: Entity, R: Send + 'static, C: Capability> BatchItem for Query<E, R, C> {
    type On = C;
    type Output = Vec<R>;
}

pub(super) mod sealed {
    use super::{Entity, Execute, Item, Job, Query, Reading, Writing};

    pub trait Erase {
        fn erase(self) -> Erased;
    }

    /// Opaque outside this crate.
    #[expect(missing_debug_implementations, reason = "nobody gets hold of one")]
    pub struct Erased(pub(in crate::client::batch) Box<dyn Item>);

    impl<W: Execute> Erase for W {
        fn erase(self) -> Erased {
            Erased(Box::new(Writing {
                write: self.planned().0.clone(),
                output: W::output,
            }))
        }
    }

    impl<E: Entity, R: Send + 'static, C> Erase for Query<E, R, C> {
        fn erase(self) -> Erased {
            Erased(Box::new(Reading(Job::from(self))))
        }
    }
}

/// An item without its type.
pub(super) trait Item: Send + Sync {
    /// What it is on the wire; `number` is its place in the batch, from 1.
    fn part(&self, caller: Caller<'_>, number: usize) -> Result<Part, Error>;
}

/// An item as a part of a request.
pub(super) struct Part {
    pub(super) wire: Wire,
    pub(super) about: About,
    pub(super) finish: Finish,
}

/// What is sent of an item.
pub(super) struct Wire {
    pub(super) method: Method,
    /// The address relative to the service, or the operation of the DataService.
    pub(super) target: String,
    pub(super) body: Option<String>,
}

/// What is known about an item whatever becomes of it.
#[derive(Clone)]
pub(super) struct About {
    /// The item as a call, for errors.
    pub(super) call: Call,
    /// The key of the row that it concerns, if it is one row.
    pub(super) key: Option<String>,
    /// What a reply to it looks like.
    pub(super) expect: Expect,
    /// `None` of a read.
    pub(super) write: Option<Write>,
}

/// Gives the outcome its type.
pub(super) type Finish = Box<dyn FnOnce(Outcome<Made>) -> Box<dyn AnyOutcome> + Send + Sync>;

/// An item that was carried out.
#[derive(Debug)]
pub(super) struct Made {
    /// The body of its reply.
    pub(super) body: Bytes,
    pub(super) call: Call,
    /// How many rows a write concerned.
    pub(super) rows: u64,
}

impl Made {
    /// A write that was made, as its row tells.
    pub(super) fn seen(call: Call) -> Self {
        Self {
            body: Bytes::new(),
            call,
            rows: 1,
        }
    }
}

struct Writing<T> {
    write: Write,
    output: fn(Done) -> T,
}

impl<T: Send + 'static> Item for Writing<T> {
    fn part(&self, caller: Caller<'_>, number: usize) -> Result<Part, Error> {
        let id = new_id(&self.write)?;
        let (wire, url, expect) = wire_of_write(caller, &self.write)?;
        Ok(Part {
            about: About {
                call: call(caller.protocol, &wire, &url, self.write.root.name, number),
                key: key_text(Version::V4, &self.write)?,
                expect,
                write: Some(self.write.clone()),
            },
            wire,
            finish: finish_write(self.output, id),
        })
    }
}

fn finish_write<T: Send + 'static>(output: fn(Done) -> T, id: Uuid) -> Finish {
    Box::new(move |outcome| {
        Box::new(outcome.map(|made| {
            let rows = made.rows;
            output(Done { id, rows })
        }))
    })
}

fn wire_of_write(caller: Caller<'_>, write: &Write) -> Result<(Wire, Url, Expect), Error> {
    let inner = &caller.client.inner;
    if caller.protocol == Protocol::DataService {
        let query = data_service::write(write, &inner.time_zone)?;
        let wire = Wire {
            method: Method::POST,
            target: query.operation().to_owned(),
            body: Some(query.to_string()),
        };
        let url = address::segment_below(&inner.data_service, query.operation());
        return Ok((wire, url, Expect::Service));
    }
    let request = odata::write_in_batch(write)?;
    let (method, expect) = expected(&request, &write.action);
    let wire = Wire {
        method,
        target: request.url().to_owned(),
        body: request.body().map(str::to_owned),
    };
    let url = address::below(&inner.odata4, request.url());
    Ok((wire, url, expect))
}

/// A query, also one of the client's own.
pub(super) struct Reading<R>(pub(super) Job<R>);

impl<R: Send + 'static> Item for Reading<R> {
    fn part(&self, caller: Caller<'_>, number: usize) -> Result<Part, Error> {
        let inner = &caller.client.inner;
        let ready = self.0.prepare(caller.protocol, &inner.time_zone)?;
        let (wire, url, expect) = wire_of_read(caller, ready.request());
        let entity = self.0.plan.root.name;
        Ok(Part {
            about: About {
                call: call(caller.protocol, &wire, &url, entity, number),
                key: None,
                expect,
                write: None,
            },
            wire,
            finish: finish_read(ready, self.0.plan.top, inner.row_limit),
        })
    }
}

fn finish_read<R: Send + 'static>(ready: Ready<R>, top: Option<u64>, limit: u64) -> Finish {
    Box::new(move |outcome| {
        Box::new(match outcome {
            Outcome::Done(made) => match rows(&ready, top, limit, made) {
                Ok(rows) => Outcome::Done(rows),
                Err(error) => Outcome::Rejected(error),
            },
            other => other.map(|_| Vec::new()),
        })
    })
}

/// The rows of a reply, if they are all that there are.
fn rows<R>(ready: &Ready<R>, top: Option<u64>, limit: u64, made: Made) -> Result<Vec<R>, Error> {
    let call = Box::new(made.call);
    let page = match ready.read_page(&made.body, 1) {
        Ok(page) => page,
        Err(error) => {
            let source = Box::new(error);
            return Err(Error::Decode { call, source });
        }
    };
    let arrived = page.rows.len() as u64;
    let wanted = |rows: u64| top.is_none_or(|top| top > rows);
    let limit = match page.next_link {
        Some(_) => arrived,
        None => limit,
    };
    if arrived == limit && wanted(limit) {
        return Err(Error::RowLimit { call, limit });
    }
    Ok(page.rows)
}

fn wire_of_read(caller: Caller<'_>, request: &WireRequest) -> (Wire, Url, Expect) {
    let inner = &caller.client.inner;
    match request {
        WireRequest::DataService(query) => {
            let operation = "SelectQuery";
            let wire = Wire {
                method: Method::POST,
                target: operation.to_owned(),
                body: Some(query.to_string()),
            };
            let url = address::segment_below(&inner.data_service, operation);
            (wire, url, Expect::Service)
        }
        WireRequest::OData4(request) | WireRequest::OData3(request) => {
            let root = &inner.odata4;
            let url = address::below(root, request.as_str());
            // As it is encoded in an address, and not as the query spells it.
            let relative = url.as_str().strip_prefix(root.as_str());
            let wire = Wire {
                method: Method::GET,
                target: relative.unwrap_or(request.as_str()).to_owned(),
                body: None,
            };
            (wire, url, Expect::Rows)
        }
    }
}

fn call(protocol: Protocol, wire: &Wire, url: &Url, entity: &'static str, number: usize) -> Call {
    Call::new(protocol, wire.method.clone(), url.path().to_owned())
        .for_entity(entity)
        .in_batch(number)
}
