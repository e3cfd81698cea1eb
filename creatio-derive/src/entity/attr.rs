//! What `#[creatio(...)]` says on a struct and on its fields, as written: nothing is checked here
//! but the grammar.

use proc_macro2::{Ident, Span};
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{Attribute, LitInt, LitStr, Path, Token, Type};

use crate::attr::{self, Place};
use crate::errors::Errors;

const STRUCT: Place = Place {
    name: "the struct",
    keys: &["entity", "set", "module", "crate", "collection", "stream"],
};

const FIELD: Place = Place {
    name: "a field",
    keys: &[
        "name",
        "key",
        "lookup",
        "lookup_as",
        "lookup_key",
        "edm",
        "required",
        "max_length",
    ],
};

/// The attributes of the struct.
#[derive(Default)]
pub(crate) struct EntityAttrs {
    pub(crate) entity: Option<LitStr>,
    pub(crate) set: Option<LitStr>,
    pub(crate) module: Option<LitStr>,
    pub(crate) krate: Option<Path>,
    pub(crate) collections: Vec<CollectionAttr>,
    pub(crate) streams: Vec<StreamAttr>,
}

/// `ident: target = "name"`.
pub(crate) struct CollectionAttr {
    pub(crate) ident: Ident,
    pub(crate) target: Type,
    pub(crate) name: LitStr,
}

/// `ident = "name"`.
pub(crate) struct StreamAttr {
    pub(crate) ident: Ident,
    pub(crate) name: LitStr,
}

/// The attributes of a field.
#[derive(Default)]
pub(crate) struct FieldAttrs {
    pub(crate) name: Option<LitStr>,
    pub(crate) key: Option<()>,
    pub(crate) lookup: Option<LitStr>,
    pub(crate) lookup_as: Option<LitStr>,
    pub(crate) lookup_key: Option<LitStr>,
    pub(crate) edm: Option<LitStr>,
    pub(crate) required: Option<Span>,
    pub(crate) max_length: Option<LitInt>,
}

impl EntityAttrs {
    pub(crate) fn read(attrs: &[Attribute], errors: &mut Errors) -> Self {
        let mut read = EntityAttrs::default();
        attr::read(attrs, errors, |input, errors| read.item(input, errors));
        read
    }

    fn item(&mut self, input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<()> {
        let key = input.call(Ident::parse_any)?;
        let slot = match key.to_string().as_str() {
            "entity" => &mut self.entity,
            "set" => &mut self.set,
            "module" => &mut self.module,
            "crate" => {
                let path = attr::string(&key, input)?.parse_with(Path::parse_mod_style)?;
                attr::set(&mut self.krate, &key, path, errors);
                return Ok(());
            }
            "collection" => {
                return nested(&key, input, errors, |input| {
                    self.collections.push(CollectionAttr::read(input)?);
                    Ok(())
                });
            }
            "stream" => {
                return nested(&key, input, errors, |input| {
                    self.streams.push(StreamAttr::read(input)?);
                    Ok(())
                });
            }
            _ => return Err(attr::unknown(&key, &STRUCT, &FIELD)),
        };
        attr::set(slot, &key, attr::string(&key, input)?, errors);
        Ok(())
    }
}

impl FieldAttrs {
    pub(crate) fn read(attrs: &[Attribute], errors: &mut Errors) -> Self {
        let mut read = FieldAttrs::default();
        attr::read(attrs, errors, |input, errors| read.item(input, errors));
        read
    }

    fn item(&mut self, input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<()> {
        let key = input.call(Ident::parse_any)?;
        let slot = match key.to_string().as_str() {
            "name" => &mut self.name,
            "lookup" => &mut self.lookup,
            "lookup_as" => &mut self.lookup_as,
            "lookup_key" => &mut self.lookup_key,
            "edm" => &mut self.edm,
            "key" => {
                attr::flag(&key, input)?;
                attr::set(&mut self.key, &key, (), errors);
                return Ok(());
            }
            "required" => {
                attr::flag(&key, input)?;
                attr::set(&mut self.required, &key, key.span(), errors);
                return Ok(());
            }
            "max_length" => {
                let length = attr::number(&key, input)?;
                attr::set(&mut self.max_length, &key, length, errors);
                return Ok(());
            }
            _ => return Err(attr::unknown(&key, &FIELD, &STRUCT)),
        };
        attr::set(slot, &key, attr::string(&key, input)?, errors);
        Ok(())
    }
}

/// Reads `key(item, item, …)`.
fn nested(
    key: &Ident,
    input: ParseStream<'_>,
    errors: &mut Errors,
    mut item: impl FnMut(ParseStream<'_>) -> syn::Result<()>,
) -> syn::Result<()> {
    if !input.peek(syn::token::Paren) {
        let form = if key == "collection" {
            CollectionAttr::FORM
        } else {
            StreamAttr::FORM
        };
        return Err(syn::Error::new(
            key.span(),
            format!("the correct form is {form}"),
        ));
    }
    let content;
    syn::parenthesized!(content in input);
    attr::list(&content, errors, |input, _| item(input));
    Ok(())
}

impl CollectionAttr {
    const FORM: &str = "`collection(constant: Entity = \"WireName\")`";

    fn read(input: ParseStream<'_>) -> syn::Result<Self> {
        let ident = input.parse()?;
        expect::<Token![:]>(input, Self::FORM)?;
        let target = input.parse()?;
        expect::<Token![=]>(input, Self::FORM)?;
        let name = expect(input, Self::FORM)?;
        Ok(CollectionAttr {
            ident,
            target,
            name,
        })
    }
}

impl StreamAttr {
    const FORM: &str = "`stream(constant = \"WireName\")`";

    fn read(input: ParseStream<'_>) -> syn::Result<Self> {
        let ident = input.parse()?;
        expect::<Token![=]>(input, Self::FORM)?;
        let name = expect(input, Self::FORM)?;
        Ok(StreamAttr { ident, name })
    }
}

fn expect<T: syn::parse::Parse>(input: ParseStream<'_>, form: &str) -> syn::Result<T> {
    let with_form =
        |error: syn::Error| syn::Error::new(error.span(), format!("the correct form is {form}"));
    input.parse().map_err(with_form)
}
