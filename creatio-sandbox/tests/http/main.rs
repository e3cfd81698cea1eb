//! The sandbox over real HTTP, as a client meets it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests fail the test by panicking"
)]

mod access;
mod admin;
mod authorization;
mod batch_queries;
mod batches;
mod collections;
mod common_filters;
mod data;
mod downloads;
mod expansions;
mod faults;
mod files;
mod filters;
mod hostile;
mod lambdas;
mod odata3;
mod outages;
mod processes;
mod refusals;
mod rows;
mod schemas;
mod select;
mod services;
mod sessions;
mod streams;
mod support;
mod sys_settings;
mod writes;
