//! What a program that queries Creatio usually needs: `use creatio_core::prelude::*;`.
//!
//! Names only: everything works without this import, by full path. The signed
//! [`Duration`](crate::Duration) of columns is not among them, so that the name is free for the one of
//! `std`, which timeouts are given in.

#[cfg(feature = "client")]
pub use crate::client::{Client, ClientCredentials, FormsLogin, RetryPolicy};
pub use crate::column::{Collection, Column, Lookup, Path, StreamColumn, count};
pub use crate::expr::Expr;
pub use crate::order::Order;
pub use crate::query::{Entity, Projection, Query, Selection};
pub use crate::value::{Date, Id, Time, Timestamp};
pub use crate::write::EntityValues;
pub use crate::{Decimal, Uuid};

pub use creatio_derive::{Entity, Projection};
