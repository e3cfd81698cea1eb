//! The whole road over real HTTP: generated models, the client, and a sandbox that plays Creatio.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests fail the test by panicking"
)]

mod addresses;
mod batches;
mod blocking;
mod broken_downloads;
mod closed_connections;
mod days;
mod export;
mod files;
mod filters;
mod generated;
mod hostile;
mod keys;
mod nested;
mod orders;
mod paging;
mod replies;
mod secrets;
mod selections;
mod services;
mod sessions;
mod sign_in;
mod stale_models;
mod streams;
mod whole_instance;
mod writes;
