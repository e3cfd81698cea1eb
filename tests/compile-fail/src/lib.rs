//! The models that the cases under `tests/ui` use.

#[path = "../../src/models/mod.rs"]
pub mod models;
