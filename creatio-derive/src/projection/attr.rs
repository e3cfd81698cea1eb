//! `#[creatio(...)]` on a projection and on its fields.

use proc_macro2::Ident;
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{Attribute, Expr, LitStr, Path, Token, parse_quote};

use crate::attr::{self, Place};
use crate::errors::Errors;

const STRUCT: Place = Place {
    name: "the struct",
    keys: &["entity", "module", "crate"],
};

const FIELD: Place = Place {
    name: "a field",
    keys: &["column", "path", "query", "aggregate", "computed"],
};

/// What the struct says.
#[derive(Default)]
pub(super) struct StructAttrs {
    pub(super) entity: Option<Path>,
    pub(super) module: Option<Path>,
    krate: Option<Path>,
}

impl StructAttrs {
    pub(super) fn read(attrs: &[Attribute], errors: &mut Errors) -> Self {
        let mut read = StructAttrs::default();
        attr::read(attrs, errors, |input, errors| {
            let key = input.call(Ident::parse_any)?;
            match key.to_string().as_str() {
                "entity" => attr::set(&mut read.entity, &key, path(&key, input)?, errors),
                "module" => attr::set(&mut read.module, &key, path(&key, input)?, errors),
                "crate" => {
                    let path = attr::string(&key, input)?.parse_with(Path::parse_mod_style)?;
                    attr::set(&mut read.krate, &key, path, errors);
                }
                _ => return Err(attr::unknown(&key, &STRUCT, &FIELD)),
            }
            Ok(())
        });
        read
    }

    /// The path of the runtime crate.
    pub(super) fn krate(&self) -> Path {
        let given = self.krate.clone();
        given.unwrap_or_else(|| parse_quote!(::creatio_core))
    }
}

/// The `= models::Account` of an item.
fn path(key: &Ident, input: ParseStream<'_>) -> syn::Result<Path> {
    let form = || format!("`{key}` needs a path: `{key} = models::…`");
    if !input.peek(Token![=]) {
        return Err(syn::Error::new(key.span(), form()));
    }
    input.parse::<Token![=]>()?;
    if input.peek(LitStr) {
        let text: LitStr = input.parse()?;
        let message = format!("{}, without quotes", form());
        return Err(syn::Error::new(text.span(), message));
    }
    input
        .call(Path::parse_mod_style)
        .map_err(|error| syn::Error::new(error.span(), form()))
}

/// What a field says of where it comes from.
pub(super) enum Origin {
    /// The constant of this name.
    Column(LitStr),
    /// Constants and fields with dots between them.
    Path(LitStr),
    /// An expression that is a column, a path, a lookup or a collection.
    Source(Expr),
    /// An expression that is an aggregate.
    Aggregate(Expr),
    /// An expression that is a computed value.
    Computed(Expr),
}

/// What a field says.
#[derive(Default)]
pub(super) struct FieldAttrs {
    pub(super) origin: Option<(Ident, Origin)>,
    /// The query over the rows of a collection.
    pub(super) query: Option<(Ident, Expr)>,
}

impl FieldAttrs {
    pub(super) fn read(attrs: &[Attribute], errors: &mut Errors) -> Self {
        let mut read = FieldAttrs::default();
        attr::read(attrs, errors, |input, errors| {
            let key = input.call(Ident::parse_any)?;
            let origin = match key.to_string().as_str() {
                "path" => Origin::Path(attr::string(&key, input)?),
                "column" => match expression(&key, input)? {
                    Expr::Lit(syn::ExprLit {
                        lit: syn::Lit::Str(name),
                        ..
                    }) => Origin::Column(name),
                    source => Origin::Source(source),
                },
                "aggregate" => Origin::Aggregate(expression(&key, input)?),
                "computed" => Origin::Computed(expression(&key, input)?),
                "query" => {
                    let query = expression(&key, input)?;
                    attr::set(&mut read.query, &key.clone(), (key, query), errors);
                    return Ok(());
                }
                _ => return Err(attr::unknown(&key, &FIELD, &STRUCT)),
            };
            match &read.origin {
                Some((first, _)) if *first != key => {
                    let message = format!("a field has either `{first}` or `{key}`, not both");
                    errors.at(&key, message);
                }
                _ => attr::set(&mut read.origin, &key.clone(), (key, origin), errors),
            }
            Ok(())
        });
        read
    }
}

/// The `= expression` of an item.
fn expression(key: &Ident, input: ParseStream<'_>) -> syn::Result<Expr> {
    if input.peek(Token![=]) {
        input.parse::<Token![=]>()?;
        return input.parse();
    }
    let message = format!("`{key}` needs a value: `{key} = …`");
    Err(syn::Error::new(key.span(), message))
}
