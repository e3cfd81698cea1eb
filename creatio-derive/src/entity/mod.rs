//! `#[derive(Entity)]`, in stages: `ast` takes the struct apart, `attr` reads its attributes,
//! `valid` checks them and decides all names, `expand` writes the code.
//!
//! A mistake does not stop a stage: it is noted and the rest is read on, so that all mistakes are
//! reported at once. Where there was one, `fallback` still gives the struct its trait, so that the
//! code that uses it is not reported too.

mod ast;
mod attr;
mod expand;
mod fallback;
mod lookup;
mod model;
mod scope;
mod taken;
#[cfg(test)]
mod tests;
mod valid;

use proc_macro2::TokenStream;
use syn::DeriveInput;

use crate::errors::Errors;

/// Expands the derive for this item; `values` says whether `EntityValues` is wanted.
pub(crate) fn derive(item: TokenStream, values: bool) -> TokenStream {
    match syn::parse2(item) {
        Ok(item) => expand(&item, values),
        Err(error) => error.into_compile_error(),
    }
}

fn expand(item: &DeriveInput, values: bool) -> TokenStream {
    match understand(item) {
        (entity, Ok(())) => expand::entity(&entity, values),
        (entity, Err(mistakes)) => fallback::entity(&entity, &mistakes),
    }
}

/// The entity, as far as it could be made out, and the mistakes in it.
fn understand(item: &DeriveInput) -> (model::Entity<'_>, syn::Result<()>) {
    let mut errors = Errors::new();
    let input = ast::Input::read(item, &mut errors);
    let attrs = attr::EntityAttrs::read(input.attrs, &mut errors);
    let entity = valid::check(&input, attrs, &mut errors);
    (entity, errors.finish())
}
