//! The projection between the stages: where each field comes from.

use proc_macro2::{Ident, Span};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Data, DeriveInput, Expr, Field, Fields, FieldsNamed, LitStr, Path, Type};

use super::attr::{FieldAttrs, Origin, StructAttrs};
use crate::errors::Errors;
use crate::names;

/// A checked projection.
pub(super) struct Projection<'a> {
    pub(super) ident: &'a Ident,
    pub(super) krate: Path,
    pub(super) entity: Path,
    /// The module of the entity's constants.
    pub(super) module: Path,
    pub(super) fields: Vec<ProjectedField<'a>>,
}

/// A field and where its value comes from.
pub(super) struct ProjectedField<'a> {
    pub(super) ident: &'a Ident,
    pub(super) ty: &'a Type,
    pub(super) source: Source,
    /// A query over the rows of a collection.
    pub(super) query: Option<Expr>,
}

pub(super) enum Source {
    /// A constant of the entity's module.
    Constant(Ident),
    /// A lookup constant of the module, and the names that follow it.
    Path { first: Ident, rest: Vec<Ident> },
    /// An expression of the user's.
    Expression(Expr),
    /// An aggregate.
    Aggregate(Expr),
    /// A computed value.
    Computed(Expr),
}

impl<'a> Projection<'a> {
    /// The projection, as far as it could be made out; mistakes are noted.
    pub(super) fn read(
        item: &'a DeriveInput,
        attrs: StructAttrs,
        errors: &mut Errors,
    ) -> Option<Self> {
        let krate = attrs.krate();
        let ident = &item.ident;
        if !item.generics.params.is_empty() {
            errors.at(&item.generics, format!("`{ident}` cannot be generic"));
        }
        let fields = named(item, errors).map(|fields| {
            let fields = fields.named.iter();
            fields
                .filter_map(|field| read_field(field, errors))
                .collect()
        });
        let Some(entity) = attrs.entity else {
            let message = format!(
                "the entity that `{ident}` is a projection of is missing: \
                 `#[creatio(entity = …)]`, for example `entity = models::Account`"
            );
            errors.at(ident, message);
            return None;
        };
        let module = attrs.module.or_else(|| module_of(&entity, errors));
        Some(Projection {
            ident,
            krate,
            entity,
            module: module?,
            fields: fields?,
        })
    }
}

/// `models::account` for `models::Account`.
fn module_of(entity: &Path, errors: &mut Errors) -> Option<Path> {
    let mut module = entity.clone();
    let last = module.segments.last_mut()?;
    let name = names::snake_case(&last.ident.unraw().to_string());
    let Some(ident) = names::ident(&name, last.ident.span()) else {
        let message = "name the module of this entity's constants: `module = …`";
        errors.at(entity, message);
        return None;
    };
    last.ident = ident;
    Some(module)
}

fn named<'a>(item: &'a DeriveInput, errors: &mut Errors) -> Option<&'a FieldsNamed> {
    let ident = &item.ident;
    match &item.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) if !fields.named.is_empty() => return Some(fields),
            _ => errors.at(ident, format!("`{ident}` needs one named field per column")),
        },
        _ => errors.at(ident, format!("`{ident}` is not a struct")),
    }
    None
}

fn read_field<'a>(field: &'a Field, errors: &mut Errors) -> Option<ProjectedField<'a>> {
    let ident = field.ident.as_ref()?;
    let attrs = FieldAttrs::read(&field.attrs, errors);
    if let (Some((key, _)), Some((_, Origin::Aggregate(_) | Origin::Computed(_)))) =
        (&attrs.query, &attrs.origin)
    {
        errors.at(
            key,
            "`query` goes with a collection: it says which of its rows",
        );
    }
    let source = match attrs.origin.map(|(_, origin)| origin) {
        None => Source::Constant(constant(&ident.unraw().to_string(), ident.span(), errors)?),
        Some(Origin::Column(name)) => {
            Source::Constant(constant(&name.value(), name.span(), errors)?)
        }
        Some(Origin::Path(path)) => read_path(&path, errors)?,
        Some(Origin::Source(source)) => Source::Expression(source),
        Some(Origin::Aggregate(aggregate)) => Source::Aggregate(aggregate),
        Some(Origin::Computed(computed)) => Source::Computed(computed),
    };
    Some(ProjectedField {
        ident,
        ty: &field.ty,
        source,
        query: attrs.query.map(|(_, query)| query),
    })
}

/// `primary_contact.city.name`: a lookup, further lookups, a column.
fn read_path(path: &LitStr, errors: &mut Errors) -> Option<Source> {
    let text = path.value();
    let names = text.split('.');
    let idents: Option<Vec<_>> = names
        .map(|name| constant(name, path.span(), errors))
        .collect();
    let mut idents = idents?.into_iter();
    let first = idents.next()?;
    let rest: Vec<_> = idents.collect();
    Some(if rest.is_empty() {
        Source::Constant(first)
    } else {
        Source::Path { first, rest }
    })
}

/// A name as an identifier in this place. It is not the user's own token, so lints leave it alone.
fn constant(name: &str, place: Span, errors: &mut Errors) -> Option<Ident> {
    let span = Span::call_site().located_at(place);
    let ident = names::ident(name, span);
    if ident.is_none() {
        let message = format!("`{name}` cannot be the name of a constant");
        errors.push(syn::Error::new(place, message));
    }
    ident
}

impl ProjectedField<'_> {
    /// Where the field says what it is: the compiler's messages about it point there.
    pub(super) fn place(&self) -> Span {
        match &self.source {
            Source::Constant(ident) | Source::Path { first: ident, .. } => ident.span(),
            Source::Expression(expression)
            | Source::Aggregate(expression)
            | Source::Computed(expression) => expression.span(),
        }
    }
}
