//! `#[derive(Projection)]`, in stages: `attr` reads the attributes, `model` decides where each field
//! comes from, `expand` writes the code.
//!
//! A mistake does not stop a stage, so that all are reported at once. Where there was one, the struct
//! still gets its traits, as a projection of anything, so that the code that uses it is not reported
//! too.

mod attr;
mod expand;
mod model;
#[cfg(test)]
mod tests;

use proc_macro2::TokenStream;
use syn::DeriveInput;

use crate::errors::Errors;

/// Expands the derive for this item.
pub(crate) fn derive(item: TokenStream) -> TokenStream {
    let item: DeriveInput = match syn::parse2(item) {
        Ok(item) => item,
        Err(error) => return error.into_compile_error(),
    };
    let mut errors = Errors::new();
    let attrs = attr::StructAttrs::read(&item.attrs, &mut errors);
    let krate = attrs.krate();
    let projection = model::Projection::read(&item, attrs, &mut errors);
    match (errors.finish(), projection) {
        (Ok(()), Some(projection)) => expand::projection(&projection),
        (finished, _) => expand::fallback(&item, &krate, finished.err()),
    }
}
