//! Typed queries and an async client for the CRM platform [Creatio](https://www.creatio.com).
//!
//! A model is a struct with [`#[derive(Entity)]`](derive@Entity). Those of an instance are generated
//! from its `$metadata`, by the command `creatio` or in a build script (crate `creatio-codegen`); one
//! written by hand may have only the columns that the program needs. The derive makes constants of the
//! columns, and from these queries and writes are put together, which the compiler checks: a misspelt
//! column, an operand of another type or a clause that the protocol lacks does not compile, and a row
//! has the type of what was selected.
//!
//! A query is a value that knows nothing of protocols. It goes over OData 4, OData 3 or the
//! DataService, and gives the same rows.
//!
#![cfg_attr(
    feature = "client",
    doc = r#"```no_run
mod models {
    use creatio_core::{Entity, Id};

    #[derive(Debug, Clone, PartialEq, Entity)]
    pub struct Contact {
        #[creatio(key)]
        pub id: Id<Contact>,
        pub name: String,
    }

    #[derive(Debug, Clone, PartialEq, Entity)]
    pub struct Account {
        #[creatio(key)]
        pub id: Id<Account>,
        pub name: String,
        pub completeness: i32,
        #[creatio(lookup = "PrimaryContact")]
        pub primary_contact_id: Option<Id<Contact>>,
    }
}

use creatio_core::prelude::*;
use models::{Account, account, contact};

async fn run(secret: String) -> Result<(), creatio_core::Error> {
    let client = Client::builder("https://acme.creatio.com")
        .auth(ClientCredentials::new("1D4F5A2B", secret))
        .build()?;

    let rows: Vec<(String, Option<String>)> = client
        .fetch(
            Account::query()
                .select((account::name, account::primary_contact.then(contact::name)))
                .filter(account::name.starts_with("A").and(account::completeness.gt(50)))
                .order_by(account::name.asc())
                .top(100),
        )
        .await?;

    let acme: Id<Account> = client.execute(Account::insert().set(account::name, "Acme")).await?;
    client.execute(Account::update(acme).set(account::name, "Acme Ltd")).await?;
    println!("{rows:?}");
    Ok(())
}
```"#
)]
#![cfg_attr(feature = "client", doc = include_str!("guide.md"))]
//!
//! # Features
//!
//! | feature | brings | default |
//! |---|---|---|
//! | `client` | the client: authorization, transport, the calls that run queries | on |
//! | `changes` | [`EntityValues`]: `Account::changes(&old, &new)`, `Account::insert_of(&row)`, `Account::blank()` | on |
//! | `blocking` | the module `blocking`: the same calls for programs without async | off |
//!
//! Without `client` a query still becomes a request, and a reply rows, for a transport of your own:
//! [`Query::prepare_odata4`], [`Prepared`].

mod ast;
#[cfg(feature = "blocking")]
pub mod blocking;
pub mod capability;
mod cell;
#[cfg(feature = "client")]
pub mod client;
mod column;
mod compile_error;
mod data_service;
mod decode;
#[cfg(feature = "client")]
mod error;
mod explain;
mod expr;
mod json;
mod odata;
mod odata_request;
mod order;
pub mod prelude;
mod prepared;
mod query;
mod row;
mod schema;
pub mod value;
mod write;

/// What the derives call, and what signatures of traits name that only this crate implements; nothing
/// to see here.
#[doc(hidden)]
pub mod __private {
    pub use crate::column::{OpaquePath, collection, column, lookup, stream};
    pub use crate::order::OrderKeys;
    pub use crate::query::{
        FieldName, FieldType, Folded, Items, KeyPart, Source, Worked, append, arrive, behind,
        behind_next, end, read, start, step,
    };
    pub use crate::schema::{
        Described, at_most, calendar_column, key_column, required, value_column,
    };
    pub use crate::value::calendar::{Calendar, declared_as_instant};
    pub use crate::value::complex::decode_complex;
    pub use crate::value::enumeration::decode_enum;
    pub use crate::value::scalar::length_of_text;
    pub use crate::write::Values;
}

// Inlined, so that the crate's page shows them with what they are for.
#[doc(inline)]
pub use capability::{DataServiceOnly, ODataOnly, Portable};
pub use cell::{Cell, CellError};
#[cfg(feature = "client")]
#[doc(inline)]
pub use client::{
    Attachment, Authenticator, AuthorizationCode, Batch, BatchGroup, BatchHandle, BatchItem,
    BearerToken, Client, ClientBuilder, ClientCredentials, Cursor, Download, Execute, FormsLogin,
    JsonText, Outcome, Outcomes, PageStream, Paging, Platform, Process, ProcessRun, ProcessStatus,
    Progress, RetryPolicy, RowStream, SignIn, UntypedQuery, UntypedRow, UntypedStream, UploadBody,
    UploadTicket, UserTokens, WebService,
};
pub use column::{
    Aggregate, Collection, Column, ColumnOf, Computed, Count, Lookup, Path, Step, StreamColumn,
    count, primary_display,
};
pub use compile_error::CompileError;
pub use creatio_derive::{ComplexType, Entity, EnumType, Projection};
pub use data_service::{DataServiceRequest, DataServiceWrite};
pub use decode::{DecodeError, DecodeErrorKind, Excerpt};
#[cfg(feature = "client")]
pub use error::{AuthError, BuildError, Call, Chain, Error, Protocol, ServerMessage};
pub use explain::{Explain, Pieces};
pub use expr::Expr;
pub use odata::ODataWrite;
pub use odata_request::ODataRequest;
pub use order::{IntoOrder, Order};
pub use prepared::Prepared;
pub use query::{
    All, DetailRows, Details, Entity, KeyValue, Projected, Projection, Query, RelatedRow, Selection,
};
pub use row::{Page, Row};
pub use schema::{ColumnSchema, EntitySchema, LookupSchema};
#[doc(inline)]
pub use value::{ComplexType, Date, Duration, EnumType, Flags, Id, Operand, Time, Timestamp};
pub use write::{
    Delete, DeleteWhere, EntityValues, Insert, ToManyRows, ToOneRow, Update, UpdateWhere,
};

pub use jiff;
pub use rust_decimal::{self, Decimal};
pub use uuid::{self, Uuid};
