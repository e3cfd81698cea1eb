//! `#[derive(EnumType)]`.

use std::collections::HashSet;

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::ext::IdentExt;
use syn::{Data, DeriveInput, Fields, LitStr, Variant};

use super::{TypeAttrs, column_type, wire_name};
use crate::attr::Place;
use crate::errors::Errors;

const ENUM: Place = Place {
    name: "the enum",
    keys: &["enumeration", "crate"],
};

/// Writes the traits of an enum.
pub(super) fn expand(item: &DeriveInput, errors: &mut Errors) -> TokenStream {
    let attrs = TypeAttrs::read(&item.attrs, &ENUM, errors);
    let (ident, krate) = (&item.ident, attrs.krate());
    let Some(ty) = &attrs.enumeration else {
        let form =
            "the type's name in OData is missing: `#[creatio(enumeration = \"Namespace.Name\")]`";
        errors.at(ident, form);
        return TokenStream::new();
    };
    let Some((members, other)) = members(item, errors) else {
        return TokenStream::new();
    };
    let (idents, names): (Vec<_>, Vec<_>) = members.into_iter().unzip();
    let as_column = quote! {
        fn literal(&self) -> ::core::option::Option<#krate::value::Literal> {
            ::core::option::Option::Some(#krate::value::Operand::<Self>::into_literal(
                ::core::clone::Clone::clone(self),
            ))
        }
        fn placeholder() -> Self {
            <Self as #krate::EnumType>::from_name("")
        }
    };
    let column = column_type(ident, &krate, &quote!(decode_enum), &as_column);
    quote! {
        #[automatically_derived]
        impl #krate::EnumType for #ident {
            const TYPE: &'static str = #ty;
            fn from_name(name: &str) -> Self {
                match name {
                    #(#names => Self::#idents,)*
                    _ => Self::#other(::std::borrow::ToOwned::to_owned(name)),
                }
            }
            fn name(&self) -> &str {
                match self {
                    #(Self::#idents => #names,)*
                    Self::#other(name) => name,
                }
            }
        }
        #column
    }
}

type Members<'a> = (Vec<(&'a Ident, LitStr)>, &'a Ident);

/// The variants with their wire names, and the one for members that are not known.
fn members<'a>(item: &'a DeriveInput, errors: &mut Errors) -> Option<Members<'a>> {
    let ident = &item.ident;
    let Data::Enum(data) = &item.data else {
        errors.at(ident, format!("`{ident}` is not an enum"));
        return None;
    };
    if !item.generics.params.is_empty() {
        errors.at(&item.generics, format!("`{ident}` cannot be generic"));
    }
    let (mut members, mut other, mut taken) = (Vec::new(), None, HashSet::new());
    for variant in &data.variants {
        if let Fields::Unit = variant.fields {
            let default = || LitStr::new(&variant.ident.unraw().to_string(), variant.ident.span());
            let name = wire_name(&variant.attrs, default, &ENUM, errors);
            if !taken.insert(name.value()) {
                let value = name.value();
                errors.at(&name, format!("another variant is `{value}` already"));
            }
            members.push((&variant.ident, name));
        } else if is_other(variant) && other.is_none() {
            other = Some(&variant.ident);
        } else {
            errors.at(
                variant,
                "a variant is a plain name, but for one like `Other(String)`",
            );
        }
    }
    if other.is_none() {
        let message = format!(
            "`{ident}` needs a variant for members that it does not know, which a service may add \
             at any time: `Other(String)`"
        );
        errors.at(ident, message);
    }
    Some((members, other?))
}

fn is_other(variant: &Variant) -> bool {
    matches!(&variant.fields, Fields::Unnamed(fields) if fields.unnamed.len() == 1)
}
