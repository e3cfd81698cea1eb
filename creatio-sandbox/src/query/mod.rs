//! A query after its wire form is understood: typed, resolved to columns, ready for SQL.
//!
//! Protocols build a [`plan::Plan`] from what they parsed; this module turns it into statements
//! with bound parameters, runs them, and gives back records. It knows no protocol.

pub(crate) mod compare;
pub(crate) mod expr;
pub(crate) mod joins;
pub(crate) mod path;
pub(crate) mod plan;
pub(crate) mod run;
pub(crate) mod seek;
pub(crate) mod single;
mod sql;
pub(crate) mod table;
mod total;
