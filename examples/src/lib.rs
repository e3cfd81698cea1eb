//! The quickstart's models as a crate called `models`, so that the README's Rust compiles as it
//! stands there: its blocks are this crate's doc tests.

#[path = "../quickstart/models/mod.rs"]
mod generated;

pub use generated::{Account, City, Contact, account, city, contact};

#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
