//! Writes the code of a checked projection.
//!
//! Per field a function that makes its source: what the field holds is checked there, once and at the
//! field, whoever uses it.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{DeriveInput, Path};

use super::model::{ProjectedField, Projection, Source};

/// The whole expansion.
pub(super) fn projection(projection: &Projection<'_>) -> TokenStream {
    let Projection {
        ident,
        krate,
        entity,
        fields,
        ..
    } = projection;
    let sources = fields.iter().map(|field| source(projection, field));
    let functions: Vec<_> = fields.iter().map(|field| function(field.ident)).collect();
    let idents = fields.iter().map(|field| field.ident);
    let on = on(krate, fields);
    quote! {
        #[allow(non_snake_case, unused_qualifications, clippy::all, clippy::pedantic)]
        const _: () = {
            #(#sources)*
            #[automatically_derived]
            impl #krate::Projection<#entity> for #ident {
                type On<C: #krate::capability::Capability> = #on;
                fn append_to(items: &mut #krate::__private::Items) {
                    #(#krate::__private::append(#functions(), items);)*
                }
                fn read(
                    row: &mut #krate::Row<'_>,
                ) -> ::core::result::Result<Self, #krate::DecodeError> {
                    ::core::result::Result::Ok(Self {
                        #(#idents: #krate::__private::read(#functions, row)?,)*
                    })
                }
            }
            #[automatically_derived]
            impl #krate::__private::FieldType for #ident {
                type On<C: #krate::capability::Capability> =
                    <Self as #krate::Projection<#entity>>::On<C>;
                type ListOn<C: #krate::capability::Capability> =
                    <Self::On<C> as #krate::capability::Capability>::And<
                        #krate::capability::ODataOnly<#krate::capability::clause::NestedRows>,
                    >;
            }
        };
    }
}

/// The traits of a struct with mistakes, as a projection of anything.
pub(super) fn fallback(
    item: &DeriveInput,
    krate: &Path,
    mistakes: Option<syn::Error>,
) -> TokenStream {
    let mistakes = mistakes.map(syn::Error::into_compile_error);
    let ident = &item.ident;
    let (generics, arguments, bounds) = item.generics.split_for_impl();
    // What a generic struct would need in order to have the traits is not known.
    let traits = item.generics.params.is_empty().then(|| {
        quote! {
            #[automatically_derived]
            impl<__E> #krate::Projection<__E> for #ident {
                type On<C: #krate::capability::Capability> = C;
                fn append_to(_: &mut #krate::__private::Items) {}
                fn read(
                    _: &mut #krate::Row<'_>,
                ) -> ::core::result::Result<Self, #krate::DecodeError> {
                    loop {}
                }
            }
            #[automatically_derived]
            impl #generics #krate::__private::FieldType for #ident #arguments #bounds {
                type On<C: #krate::capability::Capability> = C;
                type ListOn<C: #krate::capability::Capability> = C;
            }
        }
    });
    quote!(#mistakes #traits)
}

/// The protocols that can carry all fields: each field's after those before it.
fn on(krate: &Path, fields: &[ProjectedField<'_>]) -> TokenStream {
    let mut on = quote!(C);
    for field in fields {
        let ty = field.ty;
        on = quote_spanned!(ty.span()=> <#ty as #krate::__private::FieldType>::On<#on>);
        let clause = match &field.source {
            Source::Aggregate(_) => {
                quote!(DataServiceOnly<#krate::capability::clause::Aggregation>)
            }
            Source::Computed(_) => {
                quote!(DataServiceOnly<#krate::capability::clause::ComputedColumn>)
            }
            // OData 3 expands collections as wholes only.
            _ if field.query.is_some() => {
                quote!(OData4Only<#krate::capability::clause::NestedRows>)
            }
            _ => continue,
        };
        on = quote! {
            <#on as #krate::capability::Capability>::And<#krate::capability::#clause>
        };
    }
    on
}

/// The function that makes a field's source. Its return type checks the source against the field.
fn source(projection: &Projection<'_>, field: &ProjectedField<'_>) -> TokenStream {
    let place = Span::call_site().located_at(field.place());
    let krate = in_place(&projection.krate, place);
    let entity = in_place(&projection.entity, place);
    let (function, ty) = (function(field.ident), field.ty);
    let body = match &field.source {
        Source::Constant(constant) => in_module(&projection.module, constant),
        Source::Path { first, rest } => path(projection, first, rest),
        Source::Expression(expression) => expression.to_token_stream(),
        Source::Aggregate(aggregate) => {
            quote_spanned!(place=> #krate::__private::Folded(#aggregate))
        }
        Source::Computed(computed) => quote_spanned!(place=> #krate::__private::Worked(#computed)),
    };
    let body = match &field.query {
        Some(query) => quote_spanned!(query.span()=> #body.rows(#query)),
        None => body,
    };
    quote_spanned! {place=>
        fn #function() -> impl #krate::__private::Source<#entity, #ty> { #body }
    }
}

/// A name that no constant or function of the user's has.
fn function(field: &Ident) -> Ident {
    format_ident!("__creatio_{}", field.unraw(), span = Span::call_site())
}

/// A constant of a module, all of it in the place of the constant's name.
fn in_module(module: &Path, constant: &Ident) -> TokenStream {
    let module = in_place(module, constant.span());
    quote_spanned!(constant.span()=> #module::#constant)
}

/// The path in another place: what the compiler says of code that is made of tokens from two places
/// would point at all lines between them.
fn in_place(path: &Path, place: Span) -> Path {
    let tokens = path.to_token_stream().into_iter().map(|mut token| {
        token.set_span(token.span().located_at(place));
        token
    });
    let moved = syn::parse2(tokens.collect());
    moved.unwrap_or_else(|_| path.clone())
}

/// A path through lookups: a constant, and the fields of the models behind it.
///
/// It is written twice: as a constant that the compiler looks into whatever becomes of the program,
/// and as the value.
fn path(projection: &Projection<'_>, first: &Ident, rest: &[Ident]) -> TokenStream {
    let krate = in_place(&projection.krate, first.span());
    let constant = in_module(&projection.module, first);
    let mut path = quote_spanned!(first.span()=> #krate::__private::start(#constant));
    let mut check = quote_spanned! {first.span()=>
        #krate::__private::behind(#krate::__private::start, &#constant)
    };
    for (position, name) in rest.iter().enumerate() {
        let is_last = position + 1 == rest.len();
        let place = name.span();
        let (step, checked, field) = if is_last {
            let (step, checked) = (Ident::new("end", place), Ident::new("arrive", place));
            (step, checked, name.clone())
        } else {
            let (step, checked) = (Ident::new("step", place), Ident::new("behind_next", place));
            // The key of a lookup is in the field with its name and `_id`.
            (
                step,
                checked,
                format_ident!("{}_id", name.unraw(), span = place),
            )
        };
        let text = field.unraw().to_string();
        path = quote_spanned! {place=> {
            struct Name;
            impl #krate::__private::FieldName for Name {
                const NAME: &'static str = #text;
            }
            #krate::__private::#step::<_, _, _, Name>(#path, |row| &row.#field)
        }};
        check = quote_spanned! {place=>
            #krate::__private::#checked(#check, |row| &row.#field, #text)
        };
    }
    if rest.is_empty() {
        return path;
    }
    quote_spanned! {first.span()=>
        const _: () = #check;
        #path
    }
}
