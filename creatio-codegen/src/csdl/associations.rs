//! Associations of CSDL 1 to 3: what a navigation property says by naming one of its roles.

use std::collections::HashMap;

use super::names::Name;
use super::xml::{Node, elements, is_edm};

/// The associations of a document; none in version 4.
#[derive(Default)]
pub(super) struct Associations<'d> {
    declared: HashMap<Name<'d>, Node<'d>>,
    /// The navigation property that starts at a role of an association.
    leaving: HashMap<(Name<'d>, &'d str), &'d str>,
}

/// One end of an association, seen from the other one.
pub(super) struct End<'d> {
    pub(super) ty: &'d str,
    pub(super) many: bool,
    /// The navigation property that leads back.
    pub(super) partner: Option<&'d str>,
    /// Properties here with the properties there that they repeat.
    pub(super) constraint: Option<(Node<'d>, Vec<(&'d str, &'d str)>)>,
}

impl<'d> Associations<'d> {
    /// Enters an association; gives the earlier one of that name if there is one.
    pub(super) fn declare(&mut self, name: Name<'d>, node: Node<'d>) -> Option<Node<'d>> {
        self.declared.insert(name, node)
    }

    /// Enters a navigation property, so that the one at the other end finds it.
    pub(super) fn navigate(&mut self, association: Name<'d>, navigation: Node<'d>) {
        let role = navigation.attribute("FromRole").unwrap_or_default();
        if let Some(name) = navigation.attribute("Name") {
            self.leaving.entry((association, role)).or_insert(name);
        }
    }

    /// The association itself.
    pub(super) fn get(&self, name: Name<'d>) -> Option<Node<'d>> {
        self.declared.get(&name).copied()
    }

    /// Where the association leads from one role to the other; nothing if it has no such roles.
    pub(super) fn follow(&self, name: Name<'d>, from: &str, to: &'d str) -> Option<End<'d>> {
        let association = self.get(name)?;
        let mut ends = elements(association).filter(|node| is_edm(*node, "End"));
        let end = ends.find(|end| end.attribute("Role") == Some(to))?;
        Some(End {
            ty: end.attribute("Type")?,
            many: end.attribute("Multiplicity") == Some("*"),
            partner: self.leaving.get(&(name, to)).copied(),
            constraint: constraint(association, from),
        })
    }
}

/// The constraint of an association, if `from` is the role that depends on the other one.
fn constraint<'d>(
    association: Node<'d>,
    from: &str,
) -> Option<(Node<'d>, Vec<(&'d str, &'d str)>)> {
    let constraint = child(association, "ReferentialConstraint")?;
    let dependent = child(constraint, "Dependent")?;
    if dependent.attribute("Role") != Some(from) {
        return None;
    }
    let here = properties(dependent);
    let there = child(constraint, "Principal")
        .into_iter()
        .flat_map(properties);
    Some((constraint, here.zip(there).collect()))
}

fn child<'d>(node: Node<'d>, name: &str) -> Option<Node<'d>> {
    elements(node).find(|child| is_edm(*child, name))
}

fn properties(role: Node<'_>) -> impl Iterator<Item = &str> {
    elements(role)
        .filter(|node| is_edm(*node, "PropertyRef"))
        .filter_map(|node| node.attribute("Name"))
}
