//! The grammar that all `#[creatio(...)]` attributes share: lists of `key`, `key = "…"`, `key(…)`.
//!
//! A mistake in one item does not hide the next one: it is noted, and reading goes on behind the
//! item's comma.

use proc_macro2::{Ident, TokenTree};
use syn::parse::ParseStream;
use syn::{Attribute, LitInt, LitStr, Token};

use crate::errors::Errors;
use crate::suggest::nearest;

/// Where an attribute stands, and what may be said there.
pub(crate) struct Place {
    /// The place in a sentence: `the struct`, `a field`.
    pub(crate) name: &'static str,
    pub(crate) keys: &'static [&'static str],
}

/// Reads the items of every `#[creatio(...)]` among these attributes; others are none of ours.
pub(crate) fn read(
    attrs: &[Attribute],
    errors: &mut Errors,
    mut item: impl FnMut(ParseStream<'_>, &mut Errors) -> syn::Result<()>,
) {
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("creatio")) {
        match attr.meta.require_list() {
            Ok(list) => {
                let read = list.parse_args_with(|input: ParseStream<'_>| {
                    self::list(input, errors, &mut item);
                    Ok(())
                });
                errors.keep(read);
            }
            Err(_) => errors.at(attr, "the correct form is `#[creatio(...)]`"),
        }
    }
}

/// Reads a list of items with commas between them.
pub(crate) fn list(
    input: ParseStream<'_>,
    errors: &mut Errors,
    mut item: impl FnMut(ParseStream<'_>, &mut Errors) -> syn::Result<()>,
) {
    while !input.is_empty() {
        let read = item(input, errors).and_then(|()| end_of_item(input));
        if let Err(error) = read {
            errors.push(error);
            skip_item(input);
        }
    }
}

fn end_of_item(input: ParseStream<'_>) -> syn::Result<()> {
    if input.is_empty() {
        Ok(())
    } else {
        input.parse::<Token![,]>().map(drop)
    }
}

fn skip_item(input: ParseStream<'_>) {
    while let Ok(token) = input.parse::<TokenTree>() {
        if matches!(token, TokenTree::Punct(punct) if punct.as_char() == ',') {
            return;
        }
    }
}

/// The `= "…"` of an item.
pub(crate) fn string(key: &Ident, input: ParseStream<'_>) -> syn::Result<LitStr> {
    if !input.peek(Token![=]) {
        return Err(syn::Error::new(
            key.span(),
            format!("`{key}` needs a value: `{key} = \"…\"`"),
        ));
    }
    input.parse::<Token![=]>()?;
    input.parse().map_err(|error| {
        syn::Error::new(error.span(), format!("expected a string: `{key} = \"…\"`"))
    })
}

/// The `= 1` of an item.
pub(crate) fn number(key: &Ident, input: ParseStream<'_>) -> syn::Result<LitInt> {
    let form = format!("`{key}` needs a number: `{key} = 250`");
    if !input.peek(Token![=]) {
        return Err(syn::Error::new(key.span(), form));
    }
    input.parse::<Token![=]>()?;
    let number: LitInt = input
        .parse()
        .map_err(|error| syn::Error::new(error.span(), &form))?;
    match number.base10_parse::<u16>() {
        Ok(1..) => Ok(number),
        _ => Err(syn::Error::new(number.span(), form + ", from 1 to 65535")),
    }
}

/// An item that is a key alone.
pub(crate) fn flag(key: &Ident, input: ParseStream<'_>) -> syn::Result<()> {
    if input.is_empty() || input.peek(Token![,]) {
        Ok(())
    } else {
        Err(syn::Error::new(
            key.span(),
            format!("`{key}` stands alone, without a value"),
        ))
    }
}

/// Fills a slot that may be filled once.
pub(crate) fn set<T>(slot: &mut Option<T>, key: &Ident, value: T, errors: &mut Errors) {
    if slot.is_some() {
        errors.at(key, format!("`{key}` is given twice"));
    } else {
        *slot = Some(value);
    }
}

/// The error for a key that is not known here, with what was probably meant.
pub(crate) fn unknown(key: &Ident, here: &Place, elsewhere: &Place) -> syn::Error {
    let name = key.to_string();
    let message = if elsewhere.keys.contains(&name.as_str()) {
        format!(
            "`{name}` belongs on {}, not on {}",
            elsewhere.name, here.name
        )
    } else if let Some(meant) = nearest(&name, here.keys.iter().copied()) {
        format!("unknown attribute `{name}`: did you mean `{meant}`?")
    } else {
        format!(
            "unknown attribute `{name}`: {} takes `{}`",
            here.name,
            here.keys.join("`, `")
        )
    };
    syn::Error::new(key.span(), message)
}
