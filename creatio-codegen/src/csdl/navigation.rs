//! Navigation properties of either version, in one form.

use super::catalog::Catalog;
use super::error::{Error, Problem};
use super::member::Member;
use super::notes::Notes;
use super::xml::{Node, elements, is_edm};
use crate::schema::SkipReason;

/// What a navigation property says.
pub(super) struct Navigation<'d> {
    /// The type it leads to.
    pub(super) ty: &'d str,
    pub(super) many: bool,
    pub(super) partner: Option<&'d str>,
    /// Pairs of a property here and one there, and where the document says so.
    pub(super) constraint: Option<(Node<'d>, Vec<(&'d str, &'d str)>)>,
}

/// Reads a navigation property; nothing if it says too little, which is listed.
pub(super) fn read<'d>(
    catalog: &Catalog<'d>,
    member: &Member<'d>,
    notes: &mut Notes<'_>,
) -> Result<Option<Navigation<'d>>, Error> {
    if catalog.v3 {
        return v3(catalog, member, notes);
    }
    let Some(ty) = member.node.attribute("Type") else {
        let reason = SkipReason::MissingAttribute("Type");
        notes.skip(member.node, member.what(), reason);
        return Ok(None);
    };
    let (ty, many) = element_type(ty);
    let mut pairs = Vec::new();
    let mut constraints =
        elements(member.node).filter(|node| is_edm(*node, "ReferentialConstraint"));
    let first = constraints.next();
    for node in first.into_iter().chain(constraints) {
        let pair = (
            node.attribute("Property").unwrap_or_default(),
            node.attribute("ReferencedProperty").unwrap_or_default(),
        );
        pairs.push(pair);
    }
    Ok(Some(Navigation {
        ty,
        many,
        partner: member.node.attribute("Partner"),
        constraint: first.map(|first| (first, pairs)),
    }))
}

fn v3<'d>(
    catalog: &Catalog<'d>,
    member: &Member<'d>,
    notes: &mut Notes<'_>,
) -> Result<Option<Navigation<'d>>, Error> {
    let node = member.node;
    let mut missing = None;
    let mut attribute = |name| {
        let value = node.attribute(name);
        if value.is_none() {
            missing.get_or_insert(name);
        }
        value.unwrap_or_default()
    };
    let relationship = attribute("Relationship");
    let (from, to) = (attribute("FromRole"), attribute("ToRole"));
    if let Some(name) = missing {
        notes.skip(node, member.what(), SkipReason::MissingAttribute(name));
        return Ok(None);
    }
    let association = catalog.qualify(relationship);
    if catalog.associations.get(association).is_none() {
        let what = member.what();
        let association = relationship.to_owned();
        return Err(notes.error(node, Problem::DanglingAssociation { what, association }));
    }
    let Some(end) = catalog.associations.follow(association, from, to) else {
        let reason = SkipReason::Association(relationship.to_owned());
        notes.skip(node, member.what(), reason);
        return Ok(None);
    };
    Ok(Some(Navigation {
        ty: end.ty,
        many: end.many,
        partner: end.partner,
        constraint: end.constraint,
    }))
}

/// The type of one element, and whether the type is a collection of them.
pub(super) fn element_type(ty: &str) -> (&str, bool) {
    match ty
        .strip_prefix("Collection(")
        .and_then(|rest| rest.strip_suffix(')'))
    {
        Some(element) => (element, true),
        None => (ty, false),
    }
}
