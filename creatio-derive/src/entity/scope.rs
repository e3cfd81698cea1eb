//! Types, paths and visibilities of the struct's scope, as the module one level below spells them.
//!
//! The constants live in a module, and their types are the field types that the user wrote. A glob
//! import of the outer scope would save this rewriting, but with it a whole instance's models take
//! three times as long to check.

use proc_macro2::{Ident, Span};
use syn::punctuated::Punctuated;
use syn::{
    Expr, GenericArgument, Path, PathArguments, PathSegment, Token, Type, TypePath, Visibility,
    parse_quote, parse_quote_spanned,
};

/// The scope of a struct.
pub(crate) struct Scope<'a> {
    /// The struct, which is what `Self` means in its field types.
    pub(crate) this: &'a Ident,
}

/// What a name without a path may be.
#[derive(Clone, Copy, PartialEq)]
enum Bare {
    /// Anything: a primitive, a type of the prelude, a type of the struct's scope.
    Value,
    /// An entity. Creatio has schemas called `Option` and `String` too.
    Entity,
}

/// Crates whose types columns have. `uuid::Uuid` would else be taken for a module `uuid` beside the
/// struct: whether it is one, the tokens do not tell.
const CRATES: [&str; 7] = [
    "std",
    "core",
    "alloc",
    "creatio_core",
    "jiff",
    "rust_decimal",
    "uuid",
];

const PRIMITIVES: [&str; 17] = [
    "bool", "char", "f32", "f64", "i128", "i16", "i32", "i64", "i8", "isize", "str", "u128", "u16",
    "u32", "u64", "u8", "usize",
];

impl Scope<'_> {
    /// The type of a column, one level down.
    pub(crate) fn value(&self, ty: &Type) -> syn::Result<Type> {
        self.ty(ty, Bare::Value)
    }

    /// A type that must be an entity, one level down.
    pub(crate) fn entity(&self, ty: &Type) -> syn::Result<Type> {
        self.ty(ty, Bare::Entity)
    }

    fn ty(&self, ty: &Type, bare: Bare) -> syn::Result<Type> {
        let mut below = ty.clone();
        match &mut below {
            Type::Path(TypePath {
                qself: None, path, ..
            }) => self.path(path, bare)?,
            Type::Group(group) => return self.ty(&group.elem, bare),
            Type::Paren(paren) => *paren.elem = self.ty(&paren.elem, bare)?,
            Type::Array(array) if matches!(array.len, Expr::Lit(_)) => {
                *array.elem = self.ty(&array.elem, Bare::Value)?;
            }
            Type::Slice(slice) => *slice.elem = self.ty(&slice.elem, Bare::Value)?,
            Type::Tuple(tuple) => {
                for elem in &mut tuple.elems {
                    *elem = self.ty(elem, Bare::Value)?;
                }
            }
            _ => return Err(unsupported(ty)),
        }
        Ok(below)
    }

    fn path(&self, path: &mut Path, bare: Bare) -> syn::Result<()> {
        for segment in &mut path.segments {
            let inside = if segment.ident == "Id" {
                Bare::Entity
            } else {
                Bare::Value
            };
            self.arguments(segment, inside)?;
        }
        if path.leading_colon.is_none() {
            let bare_name = path.segments.len() == 1;
            if bare_name {
                self.bare_name(path, bare);
            } else {
                one_level_down(path);
            }
        }
        Ok(())
    }

    fn arguments(&self, segment: &mut PathSegment, bare: Bare) -> syn::Result<()> {
        match &mut segment.arguments {
            PathArguments::None => Ok(()),
            PathArguments::Parenthesized(_) => Err(unsupported(segment)),
            PathArguments::AngleBracketed(list) => {
                for argument in &mut list.args {
                    match argument {
                        GenericArgument::Type(ty) => *ty = self.ty(ty, bare)?,
                        GenericArgument::Lifetime(_) | GenericArgument::Const(Expr::Lit(_)) => {}
                        other => return Err(unsupported(other)),
                    }
                }
                Ok(())
            }
        }
    }

    /// A name by itself: the struct, a primitive, a type of the prelude, or one of the outer scope.
    fn bare_name(&self, path: &mut Path, bare: Bare) {
        let Some(segment) = path.segments.first_mut() else {
            return;
        };
        if segment.ident == "Self" {
            let mut this = self.this.clone();
            this.set_span(segment.ident.span());
            segment.ident = this;
        } else if bare == Bare::Value && segment.ident != *self.this {
            let name = segment.ident.to_string();
            if PRIMITIVES.contains(&name.as_str()) {
                return;
            }
            if let Some(home) = prelude(&name, &segment.arguments) {
                path.leading_colon = Some(Token![::](generated(segment.ident.span())));
                prefix(path, &home);
                return;
            }
        }
        prefix(path, &["super"]);
    }
}

/// Where a type of the prelude lives. A name with another number of arguments is another type.
fn prelude(name: &str, arguments: &PathArguments) -> Option<[&'static str; 2]> {
    let home = match name {
        "String" => return arguments.is_none().then_some(["std", "string"]),
        "Option" => ["core", "option"],
        "Vec" => ["std", "vec"],
        "Box" => ["std", "boxed"],
        _ => return None,
    };
    (!arguments.is_none()).then_some(home)
}

/// Respells a path with several names.
fn one_level_down(path: &mut Path) {
    let Some(first) = path.segments.first_mut() else {
        return;
    };
    let name = first.ident.to_string();
    match name.as_str() {
        // Another crate's macro wrote `$crate`.
        "crate" | "$crate" => {}
        "self" => first.ident = Ident::new("super", first.ident.span()),
        name if CRATES.contains(&name) => {
            path.leading_colon = Some(Token![::](generated(first.ident.span())));
        }
        _ => prefix(path, &["super"]),
    }
}

fn prefix(path: &mut Path, names: &[&str]) {
    let Some(first) = path.segments.first() else {
        return;
    };
    let span = generated(first.ident.span());
    let names = names
        .iter()
        .map(|name| PathSegment::from(Ident::new(name, span)));
    path.segments = names
        .chain(std::mem::take(&mut path.segments))
        .collect::<Punctuated<_, _>>();
}

/// In the user's place, but by our hand: lints leave it alone.
fn generated(place: Span) -> Span {
    Span::call_site().located_at(place)
}

fn unsupported(tokens: impl quote::ToTokens) -> syn::Error {
    let message = "the constant of this column cannot repeat this type: give it a name with \
                   `type … = …;` and use the name here";
    syn::Error::new_spanned(tokens, message)
}

/// The path of the runtime crate, from the struct's scope and from one level down. A path that does
/// not start at a place of this crate starts at the name of another crate.
pub(crate) fn crate_path(given: Option<Path>) -> (Path, Path) {
    let Some(mut path) = given else {
        return (parse_quote!(::creatio_core), parse_quote!(::creatio_core));
    };
    let mut below = path.clone();
    let first = path.segments.first().map(|first| first.ident.to_string());
    match first.as_deref() {
        _ if path.leading_colon.is_some() => {}
        Some("crate") => {}
        Some("self" | "super") => one_level_down(&mut below),
        _ => {
            path.leading_colon = Some(Token![::](Span::call_site()));
            below.leading_colon = path.leading_colon;
        }
    }
    (path, below)
}

/// The visibility that an item one level down needs in order to be seen as far as the struct.
pub(crate) fn visibility(vis: &Visibility, span: Span) -> Visibility {
    match vis {
        Visibility::Public(_) => Visibility::Public(Token![pub](span)),
        Visibility::Restricted(restricted) if !restricted.path.is_ident("self") => {
            let mut path = Path::clone(&restricted.path);
            one_level_down(&mut path);
            parse_quote_spanned!(span=> pub(in #path))
        }
        Visibility::Restricted(_) | Visibility::Inherited => {
            parse_quote_spanned!(span=> pub(super))
        }
    }
}
