//! What an entity with mistakes expands to: the mistakes, and all of it that could be made out, so
//! that one mistake gives one message and not another one at each use of the entity.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::expand;
use super::model::Entity;

/// The errors and the rest of the entity. It never runs: its rows are not read.
pub(crate) fn entity(entity: &Entity<'_>, errors: &syn::Error) -> TokenStream {
    let mut tokens = errors.to_compile_error();
    let key = if entity.key.is_empty() {
        let krate = &entity.krate;
        quote!(#krate::Id<Self>)
    } else {
        expand::key(entity)
    };
    let from_row = quote!(::core::unreachable!());
    expand::entity_impl(entity, &key, &from_row).to_tokens(&mut tokens);
    expand::verbs(entity).to_tokens(&mut tokens);
    expand::module(entity).to_tokens(&mut tokens);
    tokens
}
