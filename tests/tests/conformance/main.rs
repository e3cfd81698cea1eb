//! One query, every protocol, equal rows: a table of queries, each run over every protocol that its
//! type allows, against the demonstration data with its hostile texts, missing values and odd
//! numbers. The rows are compared with each other, and with the answer that plain Rust computes
//! from the stored rows.
//!
//! All cases run for a user whose clock shows UTC; those that DataService can carry run for one in
//! Kyiv, too, where clocks go forward and back.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests fail the test by panicking"
)]

mod addresses;
mod aggregates;
mod collections;
mod columns;
mod comparisons;
mod computed;
mod dates;
mod days;
mod distinct;
mod harness;
mod lists;
mod macros;
mod negation;
mod nested;
mod orders;
mod paths;
mod projections;
mod raw;
mod related;
mod table;
mod text;
mod users;
mod whole;
mod zones;
