//! What a document says about its declarations in words.

use std::collections::HashMap;

use super::names::Name;
use super::notes::Notes;
use super::xml::{Node, edm_name, elements, is_edm};

/// Descriptions that stand apart from what they describe, by its path.
#[derive(Default)]
pub(super) struct Descriptions<'d>(HashMap<Path<'d>, String>);

/// Name of a type and, if it is about a member, of the member.
type Path<'d> = (&'d str, &'d str);

impl<'d> Descriptions<'d> {
    /// Reads an `Annotations` element for the type and member that it targets.
    pub(super) fn annotate(&mut self, annotations: Node<'d>, notes: &mut Notes<'_>) {
        let target = annotations.attribute("Target").unwrap_or_default();
        let (ty, member) = target.split_once('/').unwrap_or((target, ""));
        if let Some(text) = own(annotations, notes) {
            self.0.entry((Name::of(ty).name, member)).or_insert(text);
        }
    }

    /// What was said apart.
    ///
    /// Namespaces do not count: of types with one name, only the first is read.
    pub(super) fn get(&self, path: Path<'d>) -> Option<String> {
        self.0.get(&path).cloned()
    }
}

/// What is said within the element itself; other annotations there are counted.
pub(super) fn own(node: Node<'_>, notes: &mut Notes<'_>) -> Option<String> {
    let mut found = None;
    for child in elements(node) {
        let text = match edm_name(child) {
            "Annotation" => description(child),
            "Documentation" => summary(child),
            _ => continue,
        };
        match text {
            Some(text) if found.is_none() => found = Some(text),
            Some(_) => {}
            None => notes.annotation(child),
        }
    }
    found.filter(|text| !text.trim().is_empty())
}

/// The text of an annotation with the term `Description` of the Core vocabulary.
fn description(annotation: Node<'_>) -> Option<String> {
    let (vocabulary, term) = annotation.attribute("Term")?.rsplit_once('.')?;
    let core = vocabulary == "Core" || vocabulary == "Org.OData.Core.V1";
    if !core || term != "Description" {
        return None;
    }
    let nested = || {
        elements(annotation)
            .find(|node| is_edm(*node, "String"))?
            .text()
    };
    annotation
        .attribute("String")
        .or_else(nested)
        .map(str::to_owned)
}

/// The summary of CSDL 3's `Documentation`.
fn summary(documentation: Node<'_>) -> Option<String> {
    let summary = elements(documentation).find(|node| is_edm(*node, "Summary"))?;
    summary.text().map(str::to_owned)
}
