//! The models that the cases under `tests/ui` use.

#[path = "../../../examples/quickstart/models/mod.rs"]
pub mod models;
