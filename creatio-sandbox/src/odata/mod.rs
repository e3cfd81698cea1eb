//! What the two versions of OData have in common, and their services here with them.
//!
//! Nothing in it knows of either: what a version spells in its own way it brings along, and refusals
//! are the services' own.

pub(crate) mod functions;
pub(crate) mod json;
pub(crate) mod order;
pub(crate) mod resource;
pub(crate) mod scanner;
pub(crate) mod tokens;
