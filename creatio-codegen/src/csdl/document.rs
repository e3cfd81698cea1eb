//! The wrapper around the schemas of a document: version, references, `DataServices`.

use std::collections::HashSet;

use roxmltree::Document;

use super::error::{Error, Problem};
use super::notes::{Notes, quoted};
use super::xml::{EDM4, EDMX1, EDMX4, Node, elements, is_edm, is_edm3};
use crate::schema::SkipReason;

/// What the wrapper says.
pub(super) struct Envelope<'d> {
    /// Whether it is of OData 3 or earlier.
    pub(super) v3: bool,
    /// The `Schema` elements, at least one.
    pub(super) schemas: Vec<Node<'d>>,
    /// Namespaces and aliases that the document takes from others.
    pub(super) external: HashSet<&'d str>,
}

/// Reads the wrapper.
pub(super) fn open<'d>(
    document: &'d Document<'d>,
    notes: &mut Notes<'_>,
) -> Result<Envelope<'d>, Error> {
    let root = document.root_element();
    let v3 = version(root, notes)?;
    let services = elements(root).filter(|node| node.tag_name().name() == "DataServices");
    let schemas: Vec<_> = services
        .flat_map(elements)
        .filter(|node| is_edm(*node, "Schema") && is_of_version(*node, v3))
        .collect();
    if schemas.is_empty() {
        let found = "it has no `Schema` element in CSDL's namespace".to_owned();
        return Err(notes.error(root, Problem::NotCsdl(found)));
    }
    Ok(Envelope {
        v3,
        schemas,
        external: referenced(root, notes),
    })
}

/// Whether the document is of OData 3 or earlier.
fn version(root: Node<'_>, notes: &Notes<'_>) -> Result<bool, Error> {
    let version = root.attribute("Version").unwrap_or_default();
    let name = root.tag_name().name();
    match (name, root.tag_name().namespace(), version) {
        ("Edmx", Some(EDMX4), "4.0" | "4.01") => Ok(false),
        ("Edmx", Some(EDMX1), "1.0") => Ok(true),
        ("Edmx", Some(EDMX4 | EDMX1), version) => {
            let found = format!("EDMX version {version:?}");
            Err(notes.error(root, Problem::Version(found)))
        }
        (html, ..) if html.eq_ignore_ascii_case("html") => Err(notes.whole(Problem::Html)),
        (_, namespace, _) => {
            let namespace = namespace.map_or_else(
                || "no namespace".to_owned(),
                |uri| format!("namespace {uri:?}"),
            );
            let found = format!("its root element is `{name}` in {namespace}");
            Err(notes.error(root, Problem::NotCsdl(found)))
        }
    }
}

fn is_of_version(schema: Node<'_>, v3: bool) -> bool {
    let namespace = schema.tag_name().namespace().unwrap_or_default();
    if v3 {
        is_edm3(namespace)
    } else {
        namespace == EDM4
    }
}

/// Lists the documents that this one refers to, and gives the names it takes from them.
fn referenced<'d>(root: Node<'d>, notes: &mut Notes<'_>) -> HashSet<&'d str> {
    let mut external = HashSet::new();
    let references = elements(root).filter(|node| {
        let namespace = node.tag_name().namespace();
        node.tag_name().name() == "Reference" && matches!(namespace, Some(EDMX4 | EDMX1))
    });
    for reference in references {
        let uri = reference.attribute("Uri").or(reference.attribute("Url"));
        let what = format!("reference to {}", quoted(uri.unwrap_or_default()));
        notes.skip(reference, what, SkipReason::Reference);
        for include in elements(reference) {
            let names = [include.attribute("Namespace"), include.attribute("Alias")];
            external.extend(names.into_iter().flatten());
        }
    }
    external
}
