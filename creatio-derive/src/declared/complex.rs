//! `#[derive(ComplexType)]`.

use std::collections::HashSet;

use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Data, DeriveInput, Fields, FieldsNamed, LitStr};

use super::{TypeAttrs, column_type, wire_name};
use crate::attr::Place;
use crate::errors::Errors;
use crate::names;

const STRUCT: Place = Place {
    name: "the struct",
    keys: &["crate"],
};

/// Writes the traits of a struct.
pub(super) fn expand(item: &DeriveInput, errors: &mut Errors) -> TokenStream {
    let attrs = TypeAttrs::read(&item.attrs, &STRUCT, errors);
    let (ident, krate) = (&item.ident, attrs.krate());
    let Some(fields) = named(item, errors) else {
        return TokenStream::new();
    };
    let mut taken = HashSet::new();
    let (mut reads, mut placeholders) = (TokenStream::new(), TokenStream::new());
    for field in &fields.named {
        let Some(field_ident) = &field.ident else {
            continue;
        };
        let default = || {
            let name = names::upper_camel_case(&field_ident.unraw().to_string());
            LitStr::new(&name, field_ident.span())
        };
        let name = wire_name(&field.attrs, default, &STRUCT, errors);
        if !taken.insert(name.value()) {
            let value = name.value();
            errors.at(field_ident, format!("another field is `{value}` already"));
        }
        let read = quote_spanned!(field.ty.span()=> object.read(#name)?);
        quote!(#field_ident: #read,).to_tokens(&mut reads);
        quote!(#field_ident: #krate::value::ColumnType::placeholder(),)
            .to_tokens(&mut placeholders);
    }
    let placeholder = quote! {
        fn placeholder() -> Self {
            Self { #placeholders }
        }
    };
    let column = column_type(ident, &krate, &quote!(decode_complex), &placeholder);
    quote! {
        #[automatically_derived]
        impl #krate::ComplexType for #ident {
            fn from_object(
                object: &#krate::value::Object<'_>,
            ) -> ::core::result::Result<Self, #krate::CellError> {
                let _ = object;
                ::core::result::Result::Ok(Self { #reads })
            }
        }
        #column
    }
}

fn named<'a>(item: &'a DeriveInput, errors: &mut Errors) -> Option<&'a FieldsNamed> {
    let ident = &item.ident;
    if !item.generics.params.is_empty() {
        errors.at(&item.generics, format!("`{ident}` cannot be generic"));
    }
    match &item.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => return Some(fields),
            _ => errors.at(ident, format!("`{ident}` needs one named field per member")),
        },
        _ => errors.at(ident, format!("`{ident}` is not a struct")),
    }
    None
}
