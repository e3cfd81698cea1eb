//! Writes: the requests they become, and what is known when no clear reply comes.
//!
//! A write is sent once. What came of it is read off the reply; where that leaves it open,
//! [`Probe`] may tell.

use reqwest::Method;
use serde::Deserialize;
use uuid::Uuid;

use super::calls::{Caller, key_of};
use super::doubt::{Probe, is_final, is_in_doubt, row_of_insert, unknown};
use super::reply::classify::Expect;
use super::request::{Payload, Request};
use super::via::{Carries, Via, sealed::Carrier};
use super::{Client, address};
use crate::CompileError;
use crate::ast::{Action, Rows, Write};
use crate::capability::{Capability, OverOData4};
use crate::data_service;
use crate::error::{Call, Error, Protocol};
use crate::odata::{self, ODataWrite, Version};
use crate::query::Entity;
use crate::value::{Id, Literal};
use crate::write::{Delete, DeleteWhere, Insert, ToOneRow, Update, UpdateWhere};

/// A write that a client can run: an [`Insert`], [`Update`] or [`Delete`], or one by a condition.
/// Only this crate implements it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no write",
    label = "this is no insert, update or delete",
    note = "`fetch` runs queries; in a batch they are added to the batch itself and to no group"
)]
pub trait Execute: sealed::Planned + Sync {
    /// The protocols that can carry it.
    type On: Capability;
    /// What it gives: the id of a new row, nothing, or how many rows it changed.
    type Output: Send + 'static;

    /// What it gives when it has been made.
    #[doc(hidden)]
    fn output(done: Done) -> Self::Output;
}

mod sealed {
    pub trait Planned {
        fn planned(&self) -> Plan<'_>;
    }

    /// Opaque outside this crate.
    #[derive(Debug)]
    pub struct Plan<'w>(pub(in crate::client) &'w crate::ast::Write);
}

/// A write that has been made, opaque outside this crate.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct Done {
    /// The id of the new row.
    pub(super) id: Uuid,
    /// How many rows it concerned.
    pub(super) rows: u64,
}

macro_rules! executable {
    ($($name:ident<$($parameter:ident),+> $([$($bound:tt)+])?: $on:ty, $output:ty => |$done:ident| $value:expr;)+) => {
        $(
            impl<$($parameter),+> sealed::Planned for $name<$($parameter),+> {
                fn planned(&self) -> sealed::Plan<'_> {
                    sealed::Plan(self.plan())
                }
            }

            impl<$($parameter),+> Execute for $name<$($parameter),+>
            $(where $($bound)+)?
            {
                type On = $on;
                type Output = $output;

                fn output($done: Done) -> $output {
                    $value
                }
            }
        )+
    };
}

executable! {
    Insert<E> [E: Entity<Key = Id<E>>]: ToOneRow, Id<E> => |done| Id::new(done.id);
    Update<E>: ToOneRow, () => |_done| ();
    Delete<E>: ToOneRow, () => |_done| ();
    UpdateWhere<E, C> [C: Capability]: C, u64 => |done| done.rows;
    DeleteWhere<E, C> [C: Capability]: C, u64 => |done| done.rows;
}

impl Client {
    /// Makes a write: an insert gives the new row's id, an update or delete of a row nothing.
    ///
    /// ```no_run
    /// # mod models {
    /// # use creatio_core::{Entity, Id};
    /// # #[derive(Debug, Clone, PartialEq, Entity)]
    /// # pub struct Account {
    /// #     #[creatio(key)] pub id: Id<Account>,
    /// #     pub name: String,
    /// #     pub phone: Option<String>,
    /// # }
    /// # }
    /// # async fn run(client: creatio_core::Client) -> Result<(), creatio_core::Error> {
    /// use models::{Account, account};
    /// use creatio_core::Entity as _;
    ///
    /// let id = client.execute(Account::insert().set(account::name, "Acme")).await?;
    /// client
    ///     .execute(Account::update(id).set(account::name, "Acme Ltd").clear(account::phone))
    ///     .await?;
    /// client.execute(Account::delete(id)).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// A write is never repeated by itself. If the reply to an insert is lost, or a failure may have
    /// come after the row was saved, the row is looked up by its id, and the insert succeeds if it is
    /// there; so is a deleted row, and the delete succeeds if it is gone.
    ///
    /// # Errors
    ///
    /// Any [`Error`]; [`Error::NotFound`] if there is no row with the key, [`Error::OutcomeUnknown`]
    /// if nobody can tell whether the write was made. Some versions of Creatio report success for an
    /// update over OData of a row that is not there, or of a column that they do not know (observed
    /// on 10.0); over [`data_service`](Client::data_service) both are errors.
    pub async fn execute<W: Execute>(&self, write: W) -> Result<W::Output, Error>
    where
        W::On: OverOData4,
    {
        self.odata4().execute(write).await
    }
}

impl<P: Carrier> Via<P> {
    /// Makes a write; see [`Client::execute`]. Writes by a condition need the DataService, and give
    /// how many rows they changed.
    ///
    /// ```no_run
    /// # mod models {
    /// # use creatio_core::{Entity, Id};
    /// # #[derive(Debug, Clone, PartialEq, Entity)]
    /// # pub struct Account { #[creatio(key)] pub id: Id<Account>, pub name: String, pub completeness: i32 }
    /// # }
    /// # async fn run(client: creatio_core::Client) -> Result<(), creatio_core::Error> {
    /// use creatio_core::prelude::*;
    /// use models::{Account, account};
    ///
    /// let emptied: u64 = client
    ///     .data_service()
    ///     .execute(Account::update_where(account::name.eq("Acme")).set(account::completeness, 0))
    ///     .await?;
    /// # let _ = emptied;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`Client::execute`].
    pub async fn execute<W: Execute>(&self, write: W) -> Result<W::Output, Error>
    where
        P: Carries<W::On>,
    {
        let done = self.caller().execute(write.planned().0).await?;
        Ok(W::output(done))
    }
}

impl Caller<'_> {
    async fn execute(&self, write: &Write) -> Result<Done, Error> {
        let id = new_id(write)?;
        let request = self.write_request(write)?;
        let key = request.key.clone();
        let outcome = match self.client.inner.transport.send(request).await {
            Ok(reply) => {
                let (body, call) = reply.into_parts();
                rows_of(write, key.clone(), &body, call)
            }
            Err(error) => Err(error),
        };
        match outcome {
            Ok(rows) => Ok(Done { id, rows }),
            Err(error) if is_in_doubt(Some(write), &error) => {
                self.settle(write, key, error).await?;
                Ok(Done { id, rows: 1 })
            }
            Err(error) => Err(error),
        }
    }

    fn write_request(&self, write: &Write) -> Result<Request, Error> {
        let inner = &self.client.inner;
        let (version, root) = match self.protocol {
            Protocol::OData3 => (Version::V3, &inner.odata3),
            Protocol::DataService => {
                let wire = data_service::write(write, &inner.time_zone)?;
                let url = address::segment_below(&inner.data_service, wire.operation());
                let body = wire.to_string();
                return Ok(Request::post(self.protocol, url, body, Expect::Service)
                    .for_entity(wire.entity())
                    .with_key(key_text(Version::V4, write)?));
            }
            _ => (Version::V4, &inner.odata4),
        };
        let wire = odata::write(version, write)?;
        let url = address::below(root, wire.url());
        let (method, expect) = expected(&wire, &write.action);
        let mut request = Request::new(self.protocol, method, url, expect)
            .for_entity(wire.entity())
            .with_key(key_text(version, write)?);
        if let Some(body) = wire.body() {
            request = request.with_payload(Payload::odata(version, body.to_owned()));
        }
        Ok(request)
    }

    /// What became of a write after this: `Ok` if it was made.
    async fn settle(&self, write: &Write, key: Option<String>, error: Error) -> Result<(), Error> {
        // Nothing is open without a call.
        let Some(call) = error.call().cloned() else {
            return Err(error);
        };
        let Some(probe) = Probe::of(write) else {
            return Err(unknown(call, key, error));
        };
        tracing::debug!("the outcome of a write is open; looking for its row");
        match self.first(probe.job).await {
            Ok((row, _)) if row.is_some() == probe.made_if_there => Ok(()),
            // Without a reply it may be under way.
            Ok(_) if is_final(&error) => Err(error),
            Ok(_) | Err(_) => Err(unknown(call, key, error)),
        }
    }
}

/// The method of a write over OData, and what its reply is to be.
pub(super) fn expected(wire: &ODataWrite, action: &Action) -> (Method, Expect) {
    let expect = match action {
        Action::Insert => Expect::Inserted,
        Action::Delete(_) => Expect::Deleted,
        Action::Update(_) | Action::Upsert(_) => Expect::Updated,
    };
    // Every method of a write is a word, which is all that HTTP asks of one.
    let method = Method::from_bytes(wire.method().as_bytes()).unwrap_or_default();
    (method, expect)
}

/// The id of the row that an insert makes.
pub(super) fn new_id(write: &Write) -> Result<Uuid, CompileError> {
    if write.action != Action::Insert {
        return Ok(Uuid::nil());
    }
    let entity = write.root.name;
    let Some(column) = write.root.key_columns().next() else {
        return Err(CompileError::EmptyKey { entity, column: "" });
    };
    match write.value_of(column) {
        Some(Literal::Guid(id)) => Ok(*id),
        _ => Err(CompileError::EmptyKey {
            entity,
            column: column.name,
        }),
    }
}

/// The key of the one row that a write concerns, as a version of OData spells it.
pub(super) fn key_text(version: Version, write: &Write) -> Result<Option<String>, CompileError> {
    let key = match &write.action {
        Action::Insert => row_of_insert(write),
        Action::Update(Rows::Key(key)) | Action::Delete(Rows::Key(key)) => key.clone(),
        _ => return Ok(None),
    };
    let by_key = Write::new(write.root, Action::Delete(Rows::Key(key)));
    Ok(key_of(odata::write(version, &by_key)?.url()))
}

/// How many rows a write that was made concerned, by the body of its reply.
pub(super) fn rows_of(
    write: &Write,
    key: Option<String>,
    body: &[u8],
    call: Call,
) -> Result<u64, Error> {
    if call.protocol() != Protocol::DataService {
        return Ok(1);
    }
    let by_key = matches!(
        write.action,
        Action::Update(Rows::Key(_)) | Action::Delete(Rows::Key(_))
    );
    let call = Box::new(call);
    match affected(body) {
        None => Err(Error::NotCreatio {
            call,
            reply: "a reply to a write that does not say how many rows it changed".to_owned(),
        }),
        Some(0) if by_key => Err(Error::NotFound { call, key }),
        Some(rows) => Ok(rows),
    }
}

/// `rowsAffected`: a number, or one as text; -1 where nothing was done.
fn affected(body: &[u8]) -> Option<u64> {
    let body: serde_json::Value = serde_json::from_slice(body).ok()?;
    let rows = body.get("rowsAffected")?;
    let rows = match rows.as_str() {
        Some(text) => text.parse().ok()?,
        None => i64::deserialize(rows).ok()?,
    };
    Some(u64::try_from(rows).unwrap_or(0))
}
