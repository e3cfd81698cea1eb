//! Typed queries and an async client for the Creatio CRM platform.

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
    pub use crate::write::Difference;
}

pub use capability::{DataServiceOnly, ODataOnly, Portable};
pub use cell::{Cell, CellError};
#[cfg(feature = "client")]
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
pub use error::{AuthError, BuildError, Call, Error, Protocol, ServerMessage};
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
pub use value::{ComplexType, Date, Duration, EnumType, Flags, Id, Operand, Time, Timestamp};
pub use write::{Delete, DeleteWhere, Insert, ToManyRows, ToOneRow, Update, UpdateWhere};

pub use jiff;
pub use rust_decimal::{self, Decimal};
pub use uuid::{self, Uuid};
