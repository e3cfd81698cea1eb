//! Enum and complex types: those whose values are part of a row.

use std::collections::{HashMap, HashSet};

use super::catalog::Catalog;
use super::error::Error;
use super::lineage;
use super::member::Member;
use super::names::{Name, is_identifier};
use super::notes::{Notes, quoted};
use super::properties::Properties;
use super::xml::{Node, edm_name, elements, is_edm, is_true};
use crate::schema::{ComplexType, EnumType, Property, PropertyType, SkipReason};

/// The enum and complex types that are read; the others are listed.
pub(super) fn usable<'d>(catalog: &Catalog<'d>, notes: &mut Notes<'_>) -> HashSet<Name<'d>> {
    let (mut usable, mut taken) = (HashSet::new(), HashSet::new());
    for (name, node) in &catalog.value_types {
        let reason = if !is_identifier(name.name) {
            Some(SkipReason::Name)
        } else if edm_name(*node) == "EnumType" {
            members(*node)
                .next()
                .is_none()
                .then_some(SkipReason::NoMembers)
        } else {
            lineage::of(catalog, *node).err()
        };
        let reason = reason.or_else(|| (!taken.insert(name.name)).then_some(SkipReason::NameTaken));
        match reason {
            None => _ = usable.insert(*name),
            Some(reason) => {
                let what = format!("type {}", quoted(name.name));
                notes.skip(*node, what, reason);
            }
        }
    }
    usable
}

/// The members of an enum type that have a name.
fn members(node: Node<'_>) -> impl Iterator<Item = &str> {
    elements(node)
        .filter(|member| is_edm(*member, "Member"))
        .filter_map(|member| member.attribute("Name"))
        .filter(|name| is_identifier(name))
}

/// Reads the enum types.
pub(super) fn enums<'d>(
    catalog: &Catalog<'d>,
    properties: &Properties<'_, 'd>,
    notes: &mut Notes<'_>,
) -> Vec<EnumType> {
    let mut enums = Vec::new();
    for (name, node) in &catalog.value_types {
        if edm_name(*node) != "EnumType" || !properties.knows(*name) {
            continue;
        }
        let mut seen = HashSet::new();
        for member in elements(*node).filter(|member| is_edm(*member, "Member")) {
            let text = member.attribute("Name").unwrap_or_default();
            if !is_identifier(text) {
                let what = format!("member {} of type {}", quoted(text), quoted(name.name));
                notes.skip(member, what, SkipReason::Name);
            }
        }
        enums.push(EnumType {
            name: name.name.to_owned(),
            namespace: name.namespace.to_owned(),
            flags: is_true(*node, "IsFlags"),
            // A member declared twice is the same member.
            members: members(*node)
                .filter(|member| seen.insert(*member))
                .map(str::to_owned)
                .collect(),
            description: catalog.describe(*node, (name.name, ""), notes),
        });
    }
    enums
}

/// Reads the complex types, inherited members included.
pub(super) fn complex<'d>(
    catalog: &Catalog<'d>,
    properties: &Properties<'_, 'd>,
    notes: &mut Notes<'_>,
) -> Result<Vec<ComplexType>, Error> {
    let mut types = Vec::new();
    let mut places = Vec::new();
    for (name, node) in &catalog.value_types {
        if edm_name(*node) != "ComplexType" || !properties.knows(*name) {
            continue;
        }
        let lineage = lineage::of(catalog, *node).unwrap_or_default();
        if lineage.iter().any(|node| is_true(*node, "OpenType")) {
            let what = format!("undeclared members of type {}", quoted(name.name));
            notes.skip(*node, what, SkipReason::Unsupported);
        }
        types.push(ComplexType {
            name: name.name.to_owned(),
            properties: members_of(name.name, &lineage, properties, notes)?,
            description: catalog.describe(*node, (name.name, ""), notes),
        });
        places.push(*node);
    }
    break_cycles(&mut types, &places, notes);
    Ok(types)
}

fn members_of<'d>(
    owner: &'d str,
    lineage: &[Node<'d>],
    properties: &Properties<'_, 'd>,
    notes: &mut Notes<'_>,
) -> Result<Vec<Property>, Error> {
    let mut names = HashMap::new();
    let mut read = Vec::new();
    for node in lineage::members(lineage) {
        if !is_edm(node, "Property") {
            notes.unsupported(node, &format!("type {}", quoted(owner)));
            continue;
        }
        let Some(member) = Member::read(node, owner, notes) else {
            continue;
        };
        if let Some(first) = names.insert(member.name, node) {
            return Err(notes.duplicate(node, member.what(), first));
        }
        match properties.read(&member, false, notes)? {
            Some(property) if property.ty == PropertyType::Stream => {
                let ty = SkipReason::Type("Edm.Stream".to_owned());
                notes.skip(node, member.what(), ty);
            }
            property => read.extend(property),
        }
    }
    Ok(read)
}

/// Removes the properties through which a complex type would contain itself.
///
/// Types that contain no others, or are contained in none, are on no cycle; without them, others
/// are of that kind. What is left in the end is on a cycle or between two.
fn break_cycles(types: &mut [ComplexType], places: &[Node<'_>], notes: &mut Notes<'_>) {
    let index: HashMap<_, _> = types
        .iter()
        .enumerate()
        .map(|(index, ty)| (ty.name.clone(), index))
        .collect();
    let target = |property: &Property| {
        let embedded = property.ty == PropertyType::Complex && !property.collection;
        let declared = property.declared.as_ref().filter(|_| embedded)?;
        index.get(declared).copied()
    };
    let mut edges = vec![Vec::new(); types.len()];
    for (from, ty) in types.iter().enumerate() {
        edges[from].extend(ty.properties.iter().filter_map(target));
    }
    let (leaves, roots) = (peel(&edges), peel(&reversed(&edges)));
    let cyclic = |node: usize| !leaves[node] && !roots[node];
    for (from, ty) in types.iter_mut().enumerate() {
        let name = &ty.name;
        ty.properties.retain(|property| {
            if !target(property).is_some_and(|to| cyclic(from) && cyclic(to)) {
                return true;
            }
            let what = format!("property `{name}.{}`", property.name);
            let through = property.declared.clone().unwrap_or_default();
            notes.skip(places[from], what, SkipReason::Cycle(through));
            false
        });
    }
}

fn reversed(edges: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let mut reversed = vec![Vec::new(); edges.len()];
    for (from, targets) in edges.iter().enumerate() {
        for to in targets {
            reversed[*to].push(from);
        }
    }
    reversed
}

/// Which nodes lead to no cycle.
fn peel(edges: &[Vec<usize>]) -> Vec<bool> {
    let sources = reversed(edges);
    let mut open: Vec<_> = edges.iter().map(Vec::len).collect();
    let mut free: Vec<_> = (0..edges.len()).filter(|node| open[*node] == 0).collect();
    let mut peeled = vec![false; edges.len()];
    while let Some(node) = free.pop() {
        peeled[node] = true;
        for source in &sources[node] {
            open[*source] -= 1;
            if open[*source] == 0 {
                free.push(*source);
            }
        }
    }
    peeled
}
