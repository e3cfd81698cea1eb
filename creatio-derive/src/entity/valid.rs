//! Checks what the attributes say and decides every name: the entity as `expand` writes it.

use proc_macro2::{Ident, Span};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::{Generics, LitStr, Type, parse_quote};

use super::ast::{Field, Input};
use super::attr::{CollectionAttr, EntityAttrs, FieldAttrs, StreamAttr};
use super::lookup;
use super::model::{Column, Constant, Entity, Kind, Lookup};
use super::scope::{self, Scope};
use super::taken::{Origin, Taken};
use crate::errors::Errors;
use crate::names;

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
    let module = check.module(input.ident, attrs.module.as_ref());
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

    fn module(&mut self, this: &Ident, given: Option<&LitStr>) -> Option<Ident> {
        let (name, span) = match given {
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
                self.key_column(position, field);
            }
            let kind = Kind::Column { position, ty };
            self.constant(ident.clone(), kind, Origin::Field(ident.clone()));
        }
        let instant = self.instant(attrs.edm.as_ref());
        let required = self.required(&attrs);
        let max_length = attrs.max_length.clone();
        let lookup = self.lookup(field, attrs);
        self.columns.push(Column {
            field: ident,
            ty: field.ty,
            name,
            lookup,
            instant,
            required,
            max_length,
        });
    }

    fn required(&mut self, attrs: &FieldAttrs) -> bool {
        if let (Some(span), true) = (attrs.required, attrs.key.is_some()) {
            let message = "a key is always required, and need not be said to be";
            self.errors.push(syn::Error::new(span, message));
        }
        attrs.required.is_some()
    }

    fn key_column(&mut self, position: usize, field: &Field<'a>) {
        if lookup::only_argument(field.ty, "Option").is_some() {
            let message = "a key always has a value: write the type without `Option`";
            self.errors.at(field.ty, message);
        } else {
            self.key.push(position);
        }
    }

    /// Where the attribute says that the service has an instant here, which is all it can say.
    fn instant(&mut self, edm: Option<&LitStr>) -> Option<Span> {
        let edm = edm?;
        if edm.value() != "DateTimeOffset" {
            let message = format!(
                "`{}` need not be said: the type of the field says it. Only `DateTimeOffset` \
                 says more, of a column of days or times",
                edm.value()
            );
            self.errors.at(edm, message);
            return None;
        }
        Some(edm.span())
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
        let constant = lookup::constant(field.ident, &name, attrs.lookup_as.as_ref());
        let target = self.lookup_target(field);
        if let (Some(ident), Some(target)) = (self.errors.keep(constant), target) {
            let kind = Kind::Lookup {
                position: self.columns.len(),
                target,
            };
            self.constant(ident, kind, Origin::Lookup(field.ident.clone()));
        }
        Some(Lookup { name, key })
    }

    /// The entity that a lookup leads to, one level down.
    fn lookup_target(&mut self, field: &Field<'a>) -> Option<Type> {
        if let Some(target) = lookup::target(field.ty) {
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

    /// Checks and takes a wire name; a clash is reported at `at`.
    fn member_name(&mut self, name: &LitStr, origin: Origin, at: impl ToTokens) {
        if !self.wire_name(name) {
            return;
        }
        if let Err(message) = self.taken.name(name.value(), origin) {
            self.errors.at(at, message);
        }
    }

    /// Adds a constant, if its name is free.
    fn constant(&mut self, ident: Ident, kind: Kind, origin: Origin) {
        match self.taken.constant(&ident, origin) {
            Ok(()) => self.constants.push(Constant { ident, kind }),
            Err(message) => self.errors.at(ident, message),
        }
    }
}

fn default_column_name(field: &Ident) -> LitStr {
    LitStr::new(
        &names::upper_camel_case(&field.unraw().to_string()),
        field.span(),
    )
}
