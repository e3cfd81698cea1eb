//! Paths of lookups that end in a column.

use creatio_codegen::schema::PropertyType;

use super::joins::{Alias, Joins};
use crate::catalog::{Catalog, Entity, EntityId, Member};

/// A column at the end of a path.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Resolved {
    /// The table that holds it.
    pub(crate) alias: Alias,
    /// Its position there.
    pub(crate) column: usize,
    /// Its type.
    pub(crate) ty: PropertyType,
    /// Whether it is the key behind a lookup, written as `X/Id`.
    pub(crate) via_lookup: bool,
    /// Whether Creatio's entity query knows the column by this path. It knows neither streams nor
    /// the `XId` properties of lookups.
    pub(crate) is_known: bool,
}

/// Why names do not lead to a column; positions are those of the names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Misstep {
    /// The entity has no such member.
    Unknown(EntityId, usize),
    /// The name stands below a column of this type.
    BelowColumn(PropertyType, usize),
    /// The name means many rows.
    ManyRows(usize),
    /// The path ends before a column.
    NoColumn,
}

/// Follows names from the root to a column, joining what it passes.
pub(crate) fn resolve(
    catalog: &Catalog,
    joins: &mut Joins,
    names: &[String],
) -> Result<Resolved, Misstep> {
    let mut alias = Alias::ROOT;
    for (position, name) in names.iter().enumerate() {
        let id = joins.entity(alias);
        let entity = catalog.entity(id);
        let rest = &names[position + 1..];
        match entity.member(name) {
            Some(Member::Column(column)) if rest.is_empty() => {
                return Ok(own_column(entity, alias, column));
            }
            Some(Member::Column(column)) => {
                return Err(Misstep::BelowColumn(
                    entity.columns[column].ty,
                    position + 1,
                ));
            }
            Some(Member::Lookup(lookup)) => {
                if let Some(resolved) = key_of_lookup(catalog, entity, alias, lookup, rest) {
                    return Ok(resolved);
                }
                alias = joins.follow(catalog, alias, lookup);
            }
            Some(Member::Collection(_)) => return Err(Misstep::ManyRows(position)),
            None => return Err(Misstep::Unknown(id, position)),
        }
    }
    Err(Misstep::NoColumn)
}

fn own_column(entity: &Entity, alias: Alias, column: usize) -> Resolved {
    let found = &entity.columns[column];
    Resolved {
        alias,
        column,
        ty: found.ty,
        via_lookup: false,
        is_known: found.ty != PropertyType::Stream && !found.is_lookup_key,
    }
}

/// `X/Id` needs no join: the key is in the row itself.
fn key_of_lookup(
    catalog: &Catalog,
    entity: &Entity,
    alias: Alias,
    lookup: usize,
    rest: &[String],
) -> Option<Resolved> {
    let [last] = rest else { return None };
    let lookup = &entity.lookups[lookup];
    let target = catalog.entity(lookup.target);
    let key = target.key?;
    let is_key = target.columns[key].name == *last;
    let column = lookup.column.filter(|_| is_key)?;
    Some(Resolved {
        alias,
        column,
        ty: entity.columns[column].ty,
        via_lookup: true,
        is_known: true,
    })
}
