//! What the end-to-end tests, the compile-fail tests and the benchmarks share.

pub mod models;
