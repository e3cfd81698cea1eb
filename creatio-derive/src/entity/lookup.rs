//! What a field says about its lookup: the constant's name and the entity that it leads to.

use proc_macro2::Ident;
use syn::ext::IdentExt;
use syn::{GenericArgument, LitStr, PathArguments, Type};

use crate::names;

/// The constant of a lookup: as given, else the field without its `_id`, else the lookup's name.
pub(crate) fn constant(field: &Ident, name: &LitStr, given: Option<&LitStr>) -> syn::Result<Ident> {
    if let Some(given) = given {
        let value = given.value();
        return names::ident(&value, given.span()).ok_or_else(|| {
            syn::Error::new(
                given.span(),
                format!("`{value}` cannot be the name of a constant"),
            )
        });
    }
    let field_name = field.unraw().to_string();
    let constant = match field_name.strip_suffix("_id") {
        Some(stem) if !stem.is_empty() => stem.to_owned(),
        _ => names::snake_case(&name.value()),
    };
    let problem = match names::ident(&constant, field.span()) {
        Some(_) if constant == field_name => {
            format!("the field and its lookup would both be the constant `{constant}`")
        }
        Some(ident) => return Ok(ident),
        None => format!("`{constant}` cannot be the constant of this lookup"),
    };
    let message = format!("{problem}: name the lookup's with `lookup_as = \"…\"`");
    Err(syn::Error::new(field.span(), message))
}

/// The `X` of `Id<X>` or `Option<Id<X>>`.
pub(crate) fn target(ty: &Type) -> Option<&Type> {
    let id = only_argument(ty, "Option").unwrap_or(ty);
    only_argument(id, "Id")
}

/// The type argument of a path that ends in `name<…>`.
pub(crate) fn only_argument<'t>(ty: &'t Type, name: &str) -> Option<&'t Type> {
    let path = match ty {
        Type::Path(path) => &path.path,
        Type::Group(group) => return only_argument(&group.elem, name),
        Type::Paren(paren) => return only_argument(&paren.elem, name),
        _ => return None,
    };
    let last = path.segments.last().filter(|last| last.ident == name)?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else {
        return None;
    };
    match arguments.args.first() {
        Some(GenericArgument::Type(argument)) if arguments.args.len() == 1 => Some(argument),
        _ => None,
    }
}
