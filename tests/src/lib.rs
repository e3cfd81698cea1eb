//! What the end-to-end tests, the property tests and the benchmarks share.

pub mod address;
pub mod filter;
#[path = "../../examples/quickstart/models/mod.rs"]
pub mod models;
pub mod protocols;
pub mod records;
pub mod soak;
pub mod stopped;
pub mod truth;
pub mod world;
