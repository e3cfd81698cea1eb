//! The sandbox over real HTTP, as a client meets it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests fail the test by panicking"
)]

mod access;
mod authorization;
mod collections;
mod data;
mod expansions;
mod faults;
mod files;
mod filters;
mod hostile;
mod lambdas;
mod odata3;
mod refusals;
mod rows;
mod schemas;
mod select;
mod sessions;
mod streams;
mod support;
mod writes;
