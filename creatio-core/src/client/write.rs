//! Writes: the requests they become, and what is known when no clear reply comes.
//!
//! A write is sent once. What came of it is read off the reply; where that leaves it open, the row is
//! looked up, which tells of an insert and of a delete, and nothing of an update.

use std::sync::Arc;

use reqwest::Method;
use serde::Deserialize;
use uuid::Uuid;

use super::calls::{Caller, key_of};
use super::job::Job;
use super::reply::classify::Expect;
use super::request::{Payload, Request};
use super::transport::Reply;
use super::via::{Carries, Via, sealed::Carrier};
use super::{Client, address};
use crate::CompileError;
use crate::ast::{
    Action, ColumnPath, Comparison, Item, Operator, Plan, Predicate, Right, Rows, Term, Write,
};
use crate::capability::{Capability, OverOData4};
use crate::data_service;
use crate::error::{Error, Protocol};
use crate::odata;
use crate::query::Entity;
use crate::value::{Id, Literal};
use crate::write::{Delete, DeleteWhere, Insert, ToOneRow, Update, UpdateWhere};

/// A write that a client can run: an [`Insert`], [`Update`] or [`Delete`], or one by a condition.
/// Only this crate implements it.
pub trait Execute: sealed::Planned + Sync {
    /// The protocols that can carry it.
    type On: Capability;
    /// What it gives: the id of a new row, nothing, or how many rows it changed.
    type Output: Send;

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
    pub struct Plan<'w>(pub(super) &'w crate::ast::Write);
}

/// A write that has been made, opaque outside this crate.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct Done {
    /// The id of the new row.
    id: Uuid,
    /// How many rows it concerned.
    rows: u64,
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
            Ok(reply) => rows_of(reply, write, key.clone()),
            Err(error) => Err(error),
        };
        match outcome {
            Ok(rows) => Ok(Done { id, rows }),
            Err(error) if leaves_it_open(&error) => {
                self.settle(write, key, error).await?;
                Ok(Done { id, rows: 1 })
            }
            Err(error) => Err(error),
        }
    }

    fn write_request(&self, write: &Write) -> Result<Request, Error> {
        let inner = &self.client.inner;
        if self.protocol == Protocol::DataService {
            let wire = data_service::write(write, &inner.time_zone)?;
            let url = address::segment_below(&inner.data_service, wire.operation());
            let body = wire.to_string();
            return Ok(Request::post(self.protocol, url, body, Expect::Service)
                .for_entity(wire.entity())
                .with_key(key_text(write)?));
        }
        let wire = odata::write_v4(write)?;
        let url = address::below(&inner.odata4, wire.url());
        let (method, expect) = match write.action {
            Action::Insert => (Method::POST, Expect::Inserted),
            Action::Delete(_) => (Method::DELETE, Expect::Deleted),
            Action::Update(_) | Action::Upsert(_) => (Method::PATCH, Expect::Updated),
        };
        let mut request = Request::new(self.protocol, method, url, expect)
            .for_entity(wire.entity())
            .with_key(key_text(write)?);
        if let Some(body) = wire.body() {
            request = request.with_payload(Payload::json(body.to_owned()));
        }
        Ok(request)
    }

    /// What became of a write after this: `Ok` if it was made.
    async fn settle(&self, write: &Write, key: Option<String>, error: Error) -> Result<(), Error> {
        let unknown = |error: Error| {
            let call = error.call().cloned();
            match call {
                Some(call) => Error::OutcomeUnknown {
                    call: Box::new(call),
                    key,
                    source: Box::new(error),
                },
                None => error,
            }
        };
        let (row, is_made_if_there) = match &write.action {
            Action::Insert => (row_of_insert(write), true),
            Action::Delete(Rows::Key(key)) => (key.clone(), false),
            _ => return Err(unknown(error)),
        };
        tracing::debug!("the outcome of a write is open; looking for its row");
        match self.is_there(write, row).await {
            Ok(is_there) if is_there == is_made_if_there => Ok(()),
            // After a reply nothing more will come of the write; without one it may be under way.
            Ok(_) if error.status().is_some() => Err(error),
            Ok(_) | Err(_) => Err(unknown(error)),
        }
    }

    /// Whether there is a row with this key.
    async fn is_there(&self, write: &Write, key: Vec<Literal>) -> Result<bool, Error> {
        let mut plan = Plan::all_of(write.root);
        plan.items.clear();
        for (column, value) in write.root.key_columns().zip(key) {
            let column = ColumnPath::of(column);
            plan.items.push(Item::Column(column));
            plan.add_filter(Predicate::Compare(Comparison {
                left: Term::Column(column),
                operator: Operator::Equal,
                right: Right::Literal(value),
            }));
        }
        let job = Job {
            plan,
            reader: Arc::new(|_: &mut crate::row::Row<'_>| Ok(())),
            key_kinds: &[],
        };
        let (row, _) = self.first(job).await?;
        Ok(row.is_some())
    }
}

/// The id of the row that an insert makes.
fn new_id(write: &Write) -> Result<Uuid, CompileError> {
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

fn row_of_insert(write: &Write) -> Vec<Literal> {
    let keys = write.root.key_columns();
    keys.filter_map(|key| write.value_of(key).cloned())
        .collect()
}

/// The key of the one row that a write concerns, as OData spells it.
fn key_text(write: &Write) -> Result<Option<String>, CompileError> {
    let key = match &write.action {
        Action::Insert => row_of_insert(write),
        Action::Update(Rows::Key(key)) | Action::Delete(Rows::Key(key)) => key.clone(),
        _ => return Ok(None),
    };
    let by_key = Write::new(write.root, Action::Delete(Rows::Key(key)));
    Ok(key_of(odata::write_v4(&by_key)?.url()))
}

/// How many rows a write that was made concerned.
fn rows_of(reply: Reply, write: &Write, key: Option<String>) -> Result<u64, Error> {
    if reply.protocol() != Protocol::DataService {
        return Ok(1);
    }
    let affected = reply.json().map(|body| affected(&body))?;
    let by_key = matches!(
        write.action,
        Action::Update(Rows::Key(_)) | Action::Delete(Rows::Key(_))
    );
    match affected {
        None => Err(Error::NotCreatio {
            call: Box::new(reply.into_call()),
            reply: "a reply to a write that does not say how many rows it changed".to_owned(),
        }),
        Some(0) if by_key => Err(Error::NotFound {
            call: Box::new(reply.into_call()),
            key,
        }),
        Some(rows) => Ok(rows),
    }
}

/// `rowsAffected`: a number, or one as text; -1 where nothing was done.
fn affected(body: &serde_json::Value) -> Option<u64> {
    let rows = body.get("rowsAffected")?;
    let rows = match rows.as_str() {
        Some(text) => text.parse().ok()?,
        None => i64::deserialize(rows).ok()?,
    };
    Some(u64::try_from(rows).unwrap_or(0))
}

/// Whether the write may have been made in spite of this: no reply, or a failure of the server, which
/// over OData may come after the row was saved (observed on 8.x and 10.x). The DataService saves in a
/// transaction, so that its refusals are final.
fn leaves_it_open(error: &Error) -> bool {
    match error {
        Error::Timeout { .. } | Error::Interrupted { .. } | Error::ReplyTooLong { .. } => true,
        Error::NotCreatio { call, .. } => call
            .status()
            .is_none_or(|status| !(300..500).contains(&status)),
        Error::Rejected { call, message } => {
            let failed = call.status().is_some_and(|status| status >= 500);
            failed && call.protocol() != Protocol::DataService && !message.is_duplicate()
        }
        _ => error
            .status()
            .is_some_and(|status| status == 408 || status >= 500),
    }
}
