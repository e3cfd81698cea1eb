//! Derive macros for `creatio-core`.
mod attr;
mod entity;
mod errors;
mod names;
mod suggest;

use proc_macro::TokenStream;

/// Derives `Entity`.
#[proc_macro_derive(Entity, attributes(creatio))]
pub fn derive_entity(input: TokenStream) -> TokenStream {
    entity::derive(input.into()).into()
}
