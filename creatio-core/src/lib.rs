//! Typed queries and an async client for the Creatio CRM platform.

mod ast;
mod cell;
#[cfg(feature = "client")]
pub mod client;
mod column;
mod decode;
#[cfg(feature = "client")]
mod error;
mod expr;
mod json;
mod odata;
pub mod prelude;
mod query;
mod row;
mod schema;
pub mod value;

/// What the derives call, and what signatures of traits name that only this crate implements; nothing
/// to see here.
#[doc(hidden)]
pub mod __private {
    pub use crate::column::{OpaquePath, collection, column, lookup, stream};
    pub use crate::expr::OrderKeys;
    pub use crate::query::{Items, KeyPart};
    pub use crate::schema::{Described, calendar_column, key_column, value_column};
}

pub use cell::{Cell, CellError};
#[cfg(feature = "client")]
pub use client::{
    Authenticator, BearerToken, Client, ClientBuilder, ClientCredentials, PageStream, Platform,
    RowStream, UntypedQuery, UntypedRow, UntypedStream,
};
pub use column::{Collection, Column, ColumnOf, Lookup, Path, Step, StreamColumn};
pub use creatio_derive::{ComplexType, Entity, EnumType};
pub use decode::{DecodeError, DecodeErrorKind, Excerpt};
#[cfg(feature = "client")]
pub use error::{AuthError, BuildError, Call, Error, Protocol, ServerMessage};
pub use expr::{Expr, IntoOrder, Order};
pub use odata::{CompileError, ODataRequest, Prepared};
pub use query::{All, DetailRows, Entity, KeyValue, Portable, Query, RelatedRow, Selection};
pub use row::{Page, Row};
pub use schema::{ColumnSchema, EntitySchema, LookupSchema};
pub use value::{ComplexType, Date, Duration, EnumType, Flags, Id, Operand, Time, Timestamp};

pub use jiff;
pub use rust_decimal::{self, Decimal};
pub use uuid::{self, Uuid};
