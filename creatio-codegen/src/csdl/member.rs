//! One member of a type, before it is known what it is.

use super::names::is_identifier;
use super::notes::{Notes, quoted};
use super::xml::{Node, edm_name};
use crate::schema::SkipReason;

/// A property or navigation property with a usable name.
pub(super) struct Member<'d> {
    pub(super) node: Node<'d>,
    pub(super) owner: &'d str,
    pub(super) name: &'d str,
    kind: &'static str,
}

impl<'d> Member<'d> {
    /// A member of the type `owner`; nothing, with a note, if it cannot be one.
    pub(super) fn read(node: Node<'d>, owner: &'d str, notes: &mut Notes<'_>) -> Option<Self> {
        let kind = match edm_name(node) {
            "NavigationProperty" => "navigation property",
            _ => "property",
        };
        let Some(name) = node.attribute("Name") else {
            let what = format!("a {kind} of type {}", quoted(owner));
            notes.skip(node, what, SkipReason::MissingAttribute("Name"));
            return None;
        };
        let member = Self {
            node,
            owner,
            name,
            kind,
        };
        if !is_identifier(name) {
            notes.skip(node, member.what(), SkipReason::Name);
            return None;
        }
        Some(member)
    }

    pub(super) fn is_property(&self) -> bool {
        self.kind == "property"
    }

    /// What messages call it.
    pub(super) fn what(&self) -> String {
        let name = self.name.escape_debug();
        format!("{} `{}.{name}`", self.kind, self.owner)
    }
}
