//! Reads a Creatio instance's `$metadata` into a neutral [`schema`] and emits Rust models from it.

pub mod csdl;
pub mod schema;
