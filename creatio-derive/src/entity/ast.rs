//! The derive's input, taken apart: a struct with named fields, or the reason why it is none.

use proc_macro2::Ident;
use syn::{Attribute, Data, DeriveInput, Fields, Generics, Type, Visibility};

use crate::errors::Errors;

/// The item under the derive.
pub(crate) struct Input<'a> {
    pub(crate) ident: &'a Ident,
    pub(crate) vis: &'a Visibility,
    pub(crate) generics: &'a Generics,
    pub(crate) attrs: &'a [Attribute],
    /// `None` if the item cannot be an entity at all, which has been reported.
    pub(crate) fields: Option<Vec<Field<'a>>>,
}

/// A named field.
pub(crate) struct Field<'a> {
    pub(crate) ident: &'a Ident,
    pub(crate) ty: &'a Type,
    pub(crate) attrs: &'a [Attribute],
}

impl<'a> Input<'a> {
    pub(crate) fn read(item: &'a DeriveInput, errors: &mut Errors) -> Self {
        let fields = errors.keep(named_fields(item));
        Input {
            ident: &item.ident,
            vis: &item.vis,
            generics: &item.generics,
            attrs: &item.attrs,
            fields,
        }
    }
}

fn named_fields(item: &DeriveInput) -> syn::Result<Vec<Field<'_>>> {
    let ident = &item.ident;
    let refuse = |what: &str| {
        let message =
            format!("`{ident}` is {what}: an entity is a struct with one named field per column");
        Err(syn::Error::new(ident.span(), message))
    };
    let data = match &item.data {
        Data::Struct(data) => data,
        Data::Enum(_) => return refuse("an enum"),
        Data::Union(_) => return refuse("a union"),
    };
    let named = match &data.fields {
        Fields::Named(named) => named,
        Fields::Unnamed(_) => return refuse("a tuple struct"),
        Fields::Unit => return refuse("a unit struct"),
    };
    if !item.generics.params.is_empty() {
        let message = format!(
            "`{ident}` is generic, but its columns are fixed by Creatio: write a type in place of \
             each parameter"
        );
        return Err(syn::Error::new_spanned(&item.generics, message));
    }
    Ok(named.named.iter().filter_map(Field::read).collect())
}

impl<'a> Field<'a> {
    /// `None` for a field without a name, which no list of named fields has.
    fn read(field: &'a syn::Field) -> Option<Self> {
        let ident = field.ident.as_ref()?;
        Some(Field {
            ident,
            ty: &field.ty,
            attrs: &field.attrs,
        })
    }
}
