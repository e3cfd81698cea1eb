//! Derive macros for `creatio-core`.
