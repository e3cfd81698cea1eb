//! Checks what the attributes say and decides every name: the entity as `expand` writes it.

use std::collections::HashMap;
use std::fmt;

use proc_macro2::Ident;
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::{Generics, LitStr, Path, Type, Visibility, parse_quote};

use super::ast::{Field, Input};
use super::attr::{CollectionAttr, EntityAttrs, FieldAttrs, StreamAttr};
use super::scope::{self, Scope};
use crate::errors::Errors;
use crate::names;

/// An entity with all its names. What could not be made out is left out of it, and reported.
pub(crate) struct Entity<'a> {
    pub(crate) ident: &'a Ident,
    pub(crate) vis: &'a Visibility,
    pub(crate) generics: Generics,
    /// Path of the runtime crate, from the struct and from inside its module.
    pub(crate) krate: Path,
    pub(crate) krate_below: Path,
    pub(crate) name: LitStr,
    pub(crate) set: LitStr,
    pub(crate) module: Option<Ident>,
    pub(crate) columns: Vec<Column<'a>>,
    /// Positions of the key's columns.
    pub(crate) key: Vec<usize>,
    pub(crate) constants: Vec<Constant>,
}

/// A column: one field, one line of the schema.
pub(crate) struct Column<'a> {
    pub(crate) field: &'a Ident,
    pub(crate) ty: &'a Type,
    pub(crate) name: LitStr,
    pub(crate) lookup: Option<Lookup>,
}

/// The lookup whose key a column holds.
pub(crate) struct Lookup {
    pub(crate) name: LitStr,
    pub(crate) key: LitStr,
}

/// A constant of the entity's module. Its types are spelt as the module needs them.
pub(crate) struct Constant {
    pub(crate) ident: Ident,
    pub(crate) kind: Kind,
}

pub(crate) enum Kind {
    Column { position: usize, ty: Type },
    Lookup { name: LitStr, target: Type },
    Collection { name: LitStr, target: Type },
    Stream { name: LitStr },
}

/// Checks an entity.
pub(crate) fn check<'a>(input: &Input<'a>, attrs: EntityAttrs, errors: &mut Errors) -> Entity<'a> {
    let mut check = Check {
        scope: Scope { this: input.ident },
        taken: Taken::default(),
        columns: Vec::new(),
        key: Vec::new(),
        constants: Vec::new(),
        errors,
    };
    let name = check.name_or(attrs.entity, || {
        LitStr::new(&input.ident.unraw().to_string(), input.ident.span())
    });
    let set = check.name_or(attrs.set, || name.clone());
    let module = check.module(input.ident, attrs.module);
    check.fields(input);
    check.collections(attrs.collections);
    check.streams(attrs.streams);
    let (krate, krate_below) = scope::crate_path(attrs.krate);
    Entity {
        ident: input.ident,
        vis: input.vis,
        generics: generics(input.generics),
        krate,
        krate_below,
        name,
        set,
        module,
        columns: check.columns,
        key: check.key,
        constants: check.constants,
    }
}

/// A generic entity is refused, but its fallback has to meet the bounds of the trait.
fn generics(given: &Generics) -> Generics {
    let mut generics = given.clone();
    if !generics.params.is_empty() {
        generics
            .make_where_clause()
            .predicates
            .push(parse_quote!(Self: 'static + Send));
    }
    generics
}

struct Check<'a, 'e> {
    scope: Scope<'a>,
    taken: Taken,
    columns: Vec<Column<'a>>,
    key: Vec<usize>,
    constants: Vec<Constant>,
    errors: &'e mut Errors,
}

impl<'a> Check<'a, '_> {
    /// The name that was given, or the default.
    fn name_or(&mut self, given: Option<LitStr>, default: impl FnOnce() -> LitStr) -> LitStr {
        let name = given.unwrap_or_else(default);
        self.wire_name(&name);
        name
    }

    /// Whether this can be a name at all.
    fn wire_name(&mut self, name: &LitStr) -> bool {
        let value = name.value();
        if value.is_empty() {
            self.errors.at(name, "a name cannot be empty");
            return false;
        }
        let valid = names::is_wire_name(&value);
        if !valid {
            let message = format!(
                "`{value}` is no OData name: it may have letters, digits and underscores, and no \
                 digit first"
            );
            self.errors.at(name, message);
        }
        valid
    }

    fn module(&mut self, this: &Ident, given: Option<LitStr>) -> Option<Ident> {
        let (name, span) = match &given {
            Some(given) => (given.value(), given.span()),
            None => (names::snake_case(&this.unraw().to_string()), this.span()),
        };
        let ident = names::ident(&name, span);
        let problem = match &ident {
            None => format!("`{name}` cannot be the name of a module"),
            Some(ident) if ident == this => {
                format!("the module of constants would be called `{name}` like the struct")
            }
            Some(_) => return ident,
        };
        let message = format!("{problem}: choose another one with `#[creatio(module = \"…\")]`");
        self.errors.push(syn::Error::new(span, message));
        None
    }

    fn fields(&mut self, input: &Input<'a>) {
        let Some(fields) = &input.fields else { return };
        let mut has_key = false;
        for field in fields {
            let attrs = FieldAttrs::read(field.attrs, self.errors);
            has_key |= attrs.key.is_some();
            self.field(field, attrs);
        }
        if !has_key {
            let message = format!(
                "`{}` has no key: put `#[creatio(key)]` on the field of its key column, nearly \
                 always `Id`",
                input.ident
            );
            self.errors.at(input.ident, message);
        }
    }

    fn field(&mut self, field: &Field<'a>, attrs: FieldAttrs) {
        let ident = field.ident;
        let (name, at) = match &attrs.name {
            Some(name) => (name.clone(), name.to_token_stream()),
            None => (default_column_name(ident), ident.to_token_stream()),
        };
        self.member_name(&name, Origin::Field(ident.clone()), at);

        let position = self.columns.len();
        if let Some(ty) = self.errors.keep(self.scope.value(field.ty)) {
            if attrs.key.is_some() {
                self.key.push(position);
            }
            let kind = Kind::Column { position, ty };
            self.constant(ident.clone(), kind, Origin::Field(ident.clone()));
        }
        let lookup = self.lookup(field, attrs);
        self.columns.push(Column {
            field: ident,
            ty: field.ty,
            name,
            lookup,
        });
    }

    fn lookup(&mut self, field: &Field<'a>, attrs: FieldAttrs) -> Option<Lookup> {
        let Some(name) = attrs.lookup else {
            for (key, given) in [
                ("lookup_as", attrs.lookup_as),
                ("lookup_key", attrs.lookup_key),
            ] {
                if let Some(given) = given {
                    let message = format!(
                        "`{key}` says more about a lookup, but this field is none: add \
                         `lookup = \"…\"`"
                    );
                    self.errors.at(given, message);
                }
            }
            return None;
        };
        self.member_name(&name, Origin::Lookup(field.ident.clone()), &name);
        let key = self.name_or(attrs.lookup_key, || LitStr::new("Id", name.span()));
        let constant = lookup_ident(field.ident, &name, attrs.lookup_as.as_ref());
        let target = self.lookup_target(field);
        if let (Some(ident), Some(target)) = (self.errors.keep(constant), target) {
            let kind = Kind::Lookup {
                name: name.clone(),
                target,
            };
            self.constant(ident, kind, Origin::Lookup(field.ident.clone()));
        }
        Some(Lookup { name, key })
    }

    /// The entity that a lookup leads to, one level down.
    fn lookup_target(&mut self, field: &Field<'a>) -> Option<Type> {
        if let Some(target) = id_target(field.ty) {
            // What cannot be respelt here could not in the column's own type, and is reported there.
            return self.scope.entity(target).ok();
        }
        let message = "the field of a lookup is an `Id<…>` or `Option<Id<…>>` of the entity that \
                       the lookup leads to";
        self.errors.at(field.ty, message);
        None
    }

    fn collections(&mut self, collections: Vec<CollectionAttr>) {
        for CollectionAttr {
            ident,
            target,
            name,
        } in collections
        {
            self.member_name(&name, Origin::Collection(ident.clone()), &name);
            if let Some(target) = self.errors.keep(self.scope.entity(&target)) {
                let origin = Origin::Collection(ident.clone());
                self.constant(ident, Kind::Collection { name, target }, origin);
            }
        }
    }

    fn streams(&mut self, streams: Vec<StreamAttr>) {
        for StreamAttr { ident, name } in streams {
            self.member_name(&name, Origin::Stream(ident.clone()), &name);
            let origin = Origin::Stream(ident.clone());
            self.constant(ident, Kind::Stream { name }, origin);
        }
    }

    /// Checks and reserves a wire name: columns, lookups, collections and streams share one
    /// namespace.
    fn member_name(&mut self, name: &LitStr, origin: Origin, at: impl ToTokens) {
        if !self.wire_name(name) {
            return;
        }
        let name = name.value();
        if let Some(first) = self.taken.names.get(&name) {
            let message = format!(
                "`{name}` is already the wire name of {first}: each member of an entity has its own"
            );
            self.errors.at(at, message);
        } else {
            self.taken.names.insert(name, origin);
        }
    }

    /// Adds a constant, if its name is free.
    fn constant(&mut self, ident: Ident, kind: Kind, origin: Origin) {
        let key = ident.unraw().to_string();
        if let Some(first) = self.taken.constants.get(&key) {
            let message = format!(
                "`{key}` is already the constant of {first}: {}",
                origin.way_out()
            );
            self.errors.at(ident, message);
        } else {
            self.taken.constants.insert(key, origin);
            self.constants.push(Constant { ident, kind });
        }
    }
}

/// Who has which name.
#[derive(Default)]
struct Taken {
    names: HashMap<String, Origin>,
    constants: HashMap<String, Origin>,
}

/// Where a name comes from.
enum Origin {
    Field(Ident),
    Lookup(Ident),
    Collection(Ident),
    Stream(Ident),
}

impl Origin {
    /// How to give its constant another name.
    fn way_out(&self) -> &'static str {
        match self {
            Origin::Field(_) => "rename the field, and keep its column with `name = \"…\"`",
            Origin::Lookup(_) => "choose another one for the lookup with `lookup_as = \"…\"`",
            Origin::Collection(_) => "choose another one for the collection",
            Origin::Stream(_) => "choose another one for the stream",
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Origin::Field(ident) => write!(f, "the field `{ident}`"),
            Origin::Lookup(ident) => write!(f, "the lookup of the field `{ident}`"),
            Origin::Collection(ident) => write!(f, "the collection `{ident}`"),
            Origin::Stream(ident) => write!(f, "the stream `{ident}`"),
        }
    }
}

/// The constant of a lookup: as given, else the field without its `_id`, else the lookup's name.
fn lookup_ident(field: &Ident, name: &LitStr, given: Option<&LitStr>) -> syn::Result<Ident> {
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
fn id_target(ty: &Type) -> Option<&Type> {
    let id = only_argument(ty, "Option").unwrap_or(ty);
    only_argument(id, "Id")
}

/// The type argument of a path that ends in `name<…>`.
fn only_argument<'t>(ty: &'t Type, name: &str) -> Option<&'t Type> {
    let path = match ty {
        Type::Path(path) => &path.path,
        Type::Group(group) => return only_argument(&group.elem, name),
        Type::Paren(paren) => return only_argument(&paren.elem, name),
        _ => return None,
    };
    let last = path.segments.last().filter(|last| last.ident == name)?;
    let syn::PathArguments::AngleBracketed(arguments) = &last.arguments else {
        return None;
    };
    match arguments.args.first() {
        Some(syn::GenericArgument::Type(argument)) if arguments.args.len() == 1 => Some(argument),
        _ => None,
    }
}

fn default_column_name(field: &Ident) -> LitStr {
    LitStr::new(
        &names::upper_camel_case(&field.unraw().to_string()),
        field.span(),
    )
}
