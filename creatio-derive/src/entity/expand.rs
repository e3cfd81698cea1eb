//! Writes the code of a checked entity.
//!
//! All names are full paths, so that an entity called `Option` or `Query` does no harm. The code is
//! as short as it can be: it is expanded, checked and kept for every entity of an instance.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Index, Type};

use super::model::{Column, Constant, Entity, Kind, Lookup};
use super::scope;

/// The whole expansion.
pub(crate) fn entity(entity: &Entity<'_>, with_values: bool) -> TokenStream {
    let mut tokens = entity_impl(entity, &key(entity), &from_row(entity));
    verbs(entity).to_tokens(&mut tokens);
    if with_values {
        values(entity).to_tokens(&mut tokens);
    }
    module(entity).to_tokens(&mut tokens);
    tokens
}

/// The trait, with this key type and this body of `from_row`.
pub(super) fn entity_impl(
    entity: &Entity<'_>,
    key: &TokenStream,
    from_row: &TokenStream,
) -> TokenStream {
    let Entity {
        ident,
        krate,
        name,
        set,
        ..
    } = entity;
    let (generics, arguments, bounds) = entity.generics.split_for_impl();
    let columns = entity
        .columns
        .iter()
        .map(|column| column_schema(entity, column));
    let positions = entity.key.iter().copied().map(Index::from);
    quote! {
        #[automatically_derived]
        impl #generics #krate::Entity for #ident #arguments #bounds {
            type Key = #key;
            const SCHEMA: &'static #krate::EntitySchema = &#krate::EntitySchema {
                name: #name,
                set: #set,
                columns: &[#(#columns),*],
                key: &[#(#positions),*],
            };
            #[inline]
            fn from_row(
                row: &mut #krate::Row<'_>,
            ) -> ::core::result::Result<Self, #krate::DecodeError> {
                #from_row
            }
        }
    }
}

fn column_schema(entity: &Entity<'_>, column: &Column<'_>) -> TokenStream {
    let krate = &entity.krate;
    let mut schema = bare_column_schema(entity, column);
    if column.required {
        schema = quote!(#krate::__private::required(#schema));
    }
    if let Some(length) = &column.max_length {
        // A call, so that the type is checked where the attribute stands.
        let ty = column.ty;
        let length =
            quote_spanned!(length.span()=> #krate::__private::length_of_text::<#ty>(#length));
        schema = quote!(#krate::__private::at_most(#length, #schema));
    }
    schema
}

fn bare_column_schema(entity: &Entity<'_>, column: &Column<'_>) -> TokenStream {
    let krate = &entity.krate;
    let name = &column.name;
    if let Some(Lookup { name: lookup, key }) = &column.lookup {
        quote!(#krate::__private::key_column(#name, #lookup, #key))
    } else if let Some(span) = column.instant {
        // A call, so that the type is checked where the attribute stands.
        let ty = column.ty;
        let instant = quote_spanned!(span=> #krate::__private::declared_as_instant::<#ty>());
        quote!(#krate::__private::calendar_column(#name, #instant))
    } else {
        quote!(#krate::__private::value_column(#name))
    }
}

/// The key's type as the user wrote it, or a tuple of several.
pub(super) fn key(entity: &Entity<'_>) -> TokenStream {
    let mut types = entity
        .key
        .iter()
        .map(|&position| entity.columns[position].ty);
    match (types.next(), types.len()) {
        (Some(only), 0) => only.to_token_stream(),
        (first, _) => {
            let types = first.into_iter().chain(types);
            quote!((#(#types),*))
        }
    }
}

/// Reads the fields in the order of the schema. A field whose type is no column type is reported at
/// that type.
fn from_row(entity: &Entity<'_>) -> TokenStream {
    let fields = entity.columns.iter().map(|column| {
        let field = column.field;
        let read = quote_spanned!(in_place_of(column.ty)=> row.field());
        quote!(#field: #read)
    });
    quote! {
        let entity = Self { #(#fields),* };
        row.finish(entity)
    }
}

fn in_place_of(ty: &Type) -> Span {
    let place = match ty {
        Type::Path(path) => path
            .path
            .segments
            .last()
            .map_or_else(|| ty.span(), |it| it.ident.span()),
        _ => ty.span(),
    };
    Span::call_site().located_at(place)
}

/// The verbs of the struct, so that they can be called with nothing but the struct in scope. They
/// stand at its name, which is where messages about them then point.
pub(super) fn verbs(entity: &Entity<'_>) -> TokenStream {
    let Entity {
        ident, vis, krate, ..
    } = entity;
    let (generics, arguments, bounds) = entity.generics.split_for_impl();
    let query_doc = format!(" A query over all rows of `{ident}`.");
    let all_doc = format!(" Every column of `{ident}`, as a selection.");
    let span = Span::call_site().located_at(ident.span());
    quote_spanned! {span=>
        #[allow(dead_code, clippy::self_named_constructors)]
        impl #generics #ident #arguments #bounds {
            #[doc = #query_doc]
            #[inline]
            #vis fn query() -> #krate::Query<Self, Self> {
                <Self as #krate::Entity>::query()
            }
            #[doc = #all_doc]
            #[inline]
            #vis fn all() -> #krate::All<Self> {
                #krate::All::new()
            }
        }
    }
}

/// The one function beside `from_row` that visits every field, and the dearest part of an entity for
/// the compiler: a feature of the crate leaves it out.
fn values(entity: &Entity<'_>) -> TokenStream {
    let Entity { ident, krate, .. } = entity;
    let (generics, arguments, bounds) = entity.generics.split_for_impl();
    let fields = entity.columns.iter().map(|column| column.field);
    quote! {
        #[automatically_derived]
        impl #generics #krate::EntityValues for #ident #arguments #bounds {
            #[inline]
            fn values(&self, to: &mut #krate::__private::Values) {
                #(to.column(&self.#fields);)*
            }
        }
    }
}

/// The module of constants. Nothing is written if it could have no name.
pub(super) fn module(entity: &Entity<'_>) -> TokenStream {
    let Some(module) = &entity.module else {
        return TokenStream::new();
    };
    let Entity { ident, vis, .. } = entity;
    let doc = format!(" Columns, lookups, collections and streams of [`{ident}`].");
    let constants = entity.constants.iter().map(|it| constant(entity, it));
    quote! {
        #[doc = #doc]
        #[allow(
            dead_code,
            missing_docs,
            non_upper_case_globals,
            unreachable_pub,
            unused_qualifications
        )]
        #vis mod #module {
            #(#constants)*
        }
    }
}

/// A constant, in the place of the user's name for it: what rustc says about the constant then shows
/// the field.
fn constant(entity: &Entity<'_>, constant: &Constant) -> TokenStream {
    let this = entity.ident;
    let krate = &entity.krate_below;
    let ident = &constant.ident;
    let (ty, value) = match &constant.kind {
        Kind::Column { position, ty } => {
            let position = Index::from(*position);
            (quote!(Column<super::#this, #ty>), quote!(column(#position)))
        }
        Kind::Lookup { position, target } => {
            let position = Index::from(*position);
            (
                quote!(Lookup<super::#this, #target>),
                quote!(lookup(#position)),
            )
        }
        Kind::Collection { name, target } => (
            quote!(Collection<super::#this, #target>),
            quote!(collection(#name)),
        ),
        Kind::Stream { name } => (quote!(StreamColumn<super::#this>), quote!(stream(#name))),
    };
    let span = Span::call_site().located_at(ident.span());
    let vis = scope::visibility(entity.vis, span);
    quote_spanned!(span=> #vis const #ident: #krate::#ty = #krate::__private::#value;)
}
