//! What holds for every value, every condition and every row.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests fail the test by panicking"
)]

mod conditions;
mod json;
mod model;
mod queries;
mod rows;
mod values;
