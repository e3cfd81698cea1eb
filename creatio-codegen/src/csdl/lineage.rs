//! Inheritance, flattened: a type and the types it is based on.

use super::catalog::Catalog;
use super::xml::{Node, edm_name, elements, is_edm};
use crate::schema::SkipReason;

/// The type and all it is based on, the first base first.
pub(super) fn of<'d>(catalog: &Catalog<'d>, node: Node<'d>) -> Result<Vec<Node<'d>>, SkipReason> {
    let mut lineage = vec![node];
    let mut current = node;
    while let Some(base) = current.attribute("BaseType") {
        current = catalog
            .declaration(base)
            .filter(|base| edm_name(*base) == edm_name(node))
            .ok_or_else(|| SkipReason::Base(base.to_owned()))?;
        // The chain is walked anew for every type, so its length is what a hostile document can
        // make quadratic; no real one is as deep.
        if lineage.len() > MAX_DEPTH || lineage.contains(&current) {
            return Err(SkipReason::Cycle(base.to_owned()));
        }
        lineage.push(current);
    }
    lineage.reverse();
    Ok(lineage)
}

/// Longest chain of base types.
const MAX_DEPTH: usize = 64;

/// Whether the key, which one type of the lineage declares, names properties.
pub(super) fn check_key(lineage: &[Node<'_>]) -> Result<(), SkipReason> {
    let mut keys = key(lineage).peekable();
    if keys.peek().is_none() {
        return Err(SkipReason::NoKey);
    }
    let named = |name| {
        members(lineage)
            .any(|child| is_edm(child, "Property") && child.attribute("Name") == Some(name))
    };
    match keys.find(|name| !named(name)) {
        Some(name) => Err(SkipReason::KeyProperty(name.to_owned())),
        None => Ok(()),
    }
}

/// The names of the key properties.
pub(super) fn key<'a, 'd: 'a>(lineage: &'a [Node<'d>]) -> impl Iterator<Item = &'d str> + 'a {
    members(lineage)
        .filter(|node| is_edm(*node, "Key"))
        .flat_map(elements)
        .filter_map(|node| node.attribute("Name"))
}

/// The members of a type, inherited ones first.
pub(super) fn members<'a, 'd: 'a>(lineage: &'a [Node<'d>]) -> impl Iterator<Item = Node<'d>> + 'a {
    lineage.iter().copied().flat_map(elements)
}
