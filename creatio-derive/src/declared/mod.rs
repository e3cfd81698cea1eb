//! `#[derive(EnumType)]` and `#[derive(ComplexType)]`: types that a service declares itself.

mod complex;
mod enumeration;
#[cfg(test)]
mod tests;

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{Attribute, DeriveInput, LitStr, Path, parse_quote};

use crate::attr::{self, Place};
use crate::errors::Errors;
use crate::names;

/// Expands `#[derive(EnumType)]`.
pub(crate) fn derive_enum(item: TokenStream) -> TokenStream {
    derive(item, enumeration::expand)
}

/// Expands `#[derive(ComplexType)]`.
pub(crate) fn derive_complex(item: TokenStream) -> TokenStream {
    derive(item, complex::expand)
}

fn derive(item: TokenStream, expand: fn(&DeriveInput, &mut Errors) -> TokenStream) -> TokenStream {
    let item = match syn::parse2(item) {
        Ok(item) => item,
        Err(error) => return error.into_compile_error(),
    };
    let mut errors = Errors::new();
    let expansion = expand(&item, &mut errors);
    match errors.finish() {
        Ok(()) => expansion,
        Err(mistakes) => mistakes.into_compile_error(),
    }
}

const MEMBER: Place = Place {
    name: "a member",
    keys: &["name"],
};

/// What `#[creatio(...)]` says on the type.
#[derive(Default)]
struct TypeAttrs {
    enumeration: Option<LitStr>,
    krate: Option<Path>,
}

impl TypeAttrs {
    /// Reads the attributes of a type that may have those of `place`.
    fn read(attrs: &[Attribute], place: &Place, errors: &mut Errors) -> Self {
        let mut read = TypeAttrs::default();
        attr::read(attrs, errors, |input, errors| {
            let key = input.call(Ident::parse_any)?;
            match key.to_string().as_str() {
                "enumeration" if place.keys.contains(&"enumeration") => {
                    let value = attr::string(&key, input)?;
                    attr::set(&mut read.enumeration, &key, value, errors);
                }
                "crate" => {
                    let path = attr::string(&key, input)?.parse_with(Path::parse_mod_style)?;
                    attr::set(&mut read.krate, &key, path, errors);
                }
                _ => return Err(attr::unknown(&key, place, &MEMBER)),
            }
            Ok(())
        });
        read
    }

    /// The path of the runtime crate.
    fn krate(&self) -> Path {
        let given = self.krate.clone();
        given.unwrap_or_else(|| parse_quote!(::creatio_core))
    }
}

/// What lets columns and fields of projections have the type: `decode` reads it, `members` are the
/// others of its trait.
fn column_type(
    ident: &Ident,
    krate: &Path,
    decode: &TokenStream,
    members: &TokenStream,
) -> TokenStream {
    quote! {
        #[automatically_derived]
        impl #krate::__private::FieldType for #ident {
            type On<C: #krate::capability::Capability> = C;
            type ListOn<C: #krate::capability::Capability> = C;
        }
        #[automatically_derived]
        impl #krate::value::DeclaredType for #ident {
            fn decode(
                cell: #krate::Cell<'_>,
            ) -> ::core::result::Result<::core::option::Option<Self>, #krate::CellError> {
                #krate::__private::#decode(cell)
            }
            #members
        }
    }
}

/// The wire name of a member: as its attribute says, else the default.
fn wire_name(
    attrs: &[Attribute],
    default: impl FnOnce() -> LitStr,
    place: &Place,
    errors: &mut Errors,
) -> LitStr {
    let mut name = None;
    attr::read(attrs, errors, |input: ParseStream<'_>, errors| {
        let key = input.call(Ident::parse_any)?;
        if key != "name" {
            return Err(attr::unknown(&key, &MEMBER, place));
        }
        attr::set(&mut name, &key, attr::string(&key, input)?, errors);
        Ok(())
    });
    let name = name.unwrap_or_else(default);
    let value = name.value();
    if !names::is_wire_name(&value) {
        errors.at(&name, format!("`{value}` cannot be a name in OData"));
    }
    name
}
