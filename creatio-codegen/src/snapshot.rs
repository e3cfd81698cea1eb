//! Snapshots: `$metadata` in a form to commit, in which a change of the service is a change of a
//! few lines.
//!
//! Services answer `$metadata` in one line of megabytes, and in an order of their own.
//! [`normalise`] writes the same document with one element per line, declarations sorted by name,
//! without comments, as UTF-8 with line feeds. Members keep the document's order, since it is the
//! order of the fields in the models.

use std::cmp::Ordering;

use roxmltree::{Document, Node, ParsingOptions};

use crate::csdl;

/// The extension of the enrichment of a snapshot, which has the same name otherwise.
pub(crate) const ENRICHMENT: &str = "enrichment.json";

/// The extension of the rows of lookups that belong to a snapshot.
pub(crate) const ROWS: &str = "rows.json";

/// Indentation stops here, so that hostile nesting does not make the text grow with its square.
const DEEPEST: usize = 16;

/// Why a document cannot be made a snapshot.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SnapshotError {
    /// The document is no CSDL that can be read.
    #[error(transparent)]
    Csdl(#[from] csdl::Error),
    /// The document cannot be laid out anew.
    #[error(
        "{origin}: the document cannot be laid out: {problem}. Save the reply to `$metadata` as it is"
    )]
    Layout {
        /// File name or URL of the document.
        origin: String,
        /// What the XML parser said.
        problem: String,
    },
}

/// The document in normal form; reading it gives the same schema, with its entities sorted.
///
/// The form depends on nothing but the document, and the normal form of a normal form is itself.
/// Sorted are the declarations of a schema and the sets of a container, whose order means nothing.
///
/// ```
/// let document = br#"<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx">
///   <edmx:DataServices><Schema Namespace="Demo" xmlns="http://docs.oasis-open.org/odata/ns/edm">
///   <EntityType Name="City"><Key><PropertyRef Name="Id"/></Key><Property Name="Id" Type="Edm.Guid"/></EntityType>
///   </Schema></edmx:DataServices></edmx:Edmx>"#;
/// let snapshot = creatio_codegen::snapshot::normalise(document, "demo.xml")?;
/// assert!(snapshot.contains("\n          <PropertyRef Name=\"Id\"/>\n"));
/// # Ok::<(), creatio_codegen::snapshot::SnapshotError>(())
/// ```
///
/// # Errors
///
/// [`SnapshotError`] if [`csdl::read`] refuses the document.
pub fn normalise(document: &[u8], origin: &str) -> Result<String, SnapshotError> {
    csdl::read(document, origin)?;
    let layout = |problem: String| SnapshotError::Layout {
        origin: origin.to_owned(),
        problem,
    };
    let text = std::str::from_utf8(document).map_err(|error| layout(error.to_string()))?;
    let options = ParsingOptions {
        allow_dtd: false,
        ..ParsingOptions::default()
    };
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let tree =
        Document::parse_with_options(text, options).map_err(|error| layout(error.to_string()))?;
    let mut out = Writer {
        source: text,
        text: "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n".to_owned(),
    };
    out.element_tree(tree.root_element());
    Ok(out.text)
}

/// One step of the walk, which keeps its own stack: documents may nest deeper than calls can.
enum Step<'a, 'd> {
    Open(Node<'a, 'd>, usize),
    Close(Node<'a, 'd>, usize),
}

struct Writer<'d> {
    source: &'d str,
    text: String,
}

impl Writer<'_> {
    fn element_tree(&mut self, root: Node<'_, '_>) {
        let mut steps = vec![Step::Open(root, 0)];
        while let Some(step) = steps.pop() {
            match step {
                Step::Close(node, depth) => {
                    self.indent(depth);
                    self.close(node);
                    self.text.push('\n');
                }
                Step::Open(node, depth) if holds_text(node) => {
                    self.indent(depth);
                    self.verbatim(node);
                    self.text.push('\n');
                }
                Step::Open(node, depth) => {
                    let children = ordered_children(node);
                    self.indent(depth);
                    self.open(node, children.is_empty());
                    self.text.push('\n');
                    if !children.is_empty() {
                        steps.push(Step::Close(node, depth));
                        let deeper = |child| Step::Open(child, depth + 1);
                        steps.extend(children.into_iter().rev().map(deeper));
                    }
                }
            }
        }
    }

    fn indent(&mut self, depth: usize) {
        self.text
            .extend(std::iter::repeat_n("  ", depth.min(DEEPEST)));
    }

    /// The start tag, with the namespaces that it adds to those of its parent.
    fn open(&mut self, node: Node<'_, '_>, empty: bool) {
        self.text.push('<');
        self.text.push_str(qualified_name(self.source, node));
        for namespace in node.namespaces() {
            let outer = node.parent_element();
            let outer = outer.and_then(|outer| outer.lookup_namespace_uri(namespace.name()));
            if outer != Some(namespace.uri()) && namespace.name() != Some("xml") {
                let name = namespace.name().map(|name| format!("xmlns:{name}"));
                self.attribute(name.as_deref().unwrap_or("xmlns"), namespace.uri());
            }
        }
        for attribute in node.attributes() {
            let name = self.source.get(attribute.range_qname());
            self.attribute(name.unwrap_or(attribute.name()), attribute.value());
        }
        self.text.push_str(if empty { "/>" } else { ">" });
    }

    fn close(&mut self, node: Node<'_, '_>) {
        let name = qualified_name(self.source, node);
        self.text.extend(["</", name, ">"]);
    }

    fn attribute(&mut self, name: &str, value: &str) {
        self.text.extend([" ", name, "=\""]);
        self.escaped(value, true);
        self.text.push('"');
    }

    /// An element that holds text, in which white space may mean something, in one piece.
    fn verbatim(&mut self, root: Node<'_, '_>) {
        let mut steps = vec![Step::Open(root, 0)];
        while let Some(step) = steps.pop() {
            match step {
                Step::Close(node, _) => self.close(node),
                Step::Open(node, _) if node.is_text() => {
                    self.escaped(node.text().unwrap_or_default(), false);
                }
                Step::Open(node, _) if node.is_element() => {
                    self.open(node, !node.has_children());
                    if node.has_children() {
                        steps.push(Step::Close(node, 0));
                        let children = node.children().rev();
                        steps.extend(children.map(|child| Step::Open(child, 0)));
                    }
                }
                Step::Open(..) => {}
            }
        }
    }

    fn escaped(&mut self, text: &str, in_attribute: bool) {
        for char in text.chars() {
            match char {
                '&' => self.text.push_str("&amp;"),
                '<' => self.text.push_str("&lt;"),
                '>' => self.text.push_str("&gt;"),
                '\r' => self.text.push_str("&#13;"),
                '"' if in_attribute => self.text.push_str("&quot;"),
                '\n' if in_attribute => self.text.push_str("&#10;"),
                '\t' if in_attribute => self.text.push_str("&#9;"),
                other => self.text.push(other),
            }
        }
    }
}

/// Whether an element holds text of its own; white space between elements is none.
fn holds_text(node: Node<'_, '_>) -> bool {
    let has_elements = node.children().any(|child| child.is_element());
    node.children().filter(Node::is_text).any(|child| {
        let text = child.text().unwrap_or_default();
        !has_elements || !text.trim().is_empty()
    })
}

/// The child elements, sorted where their order means nothing.
fn ordered_children<'a, 'd>(node: Node<'a, 'd>) -> Vec<Node<'a, 'd>> {
    let mut children: Vec<_> = node.children().filter(Node::is_element).collect();
    if matches!(node.tag_name().name(), "Schema" | "EntityContainer") {
        // Stable: of overloads, and of several sets of one type, the first means something.
        children.sort_by(|a, b| declaration_order(*a, *b));
    }
    children
}

fn declaration_order(a: Node<'_, '_>, b: Node<'_, '_>) -> Ordering {
    rank(a).cmp(&rank(b)).then_with(|| name(a).cmp(&name(b)))
}

/// Kinds of declarations in the order in which services and people write them.
fn rank(node: Node<'_, '_>) -> usize {
    const KINDS: [&str; 8] = [
        "Using",
        "EnumType",
        "TypeDefinition",
        "ComplexType",
        "EntityType",
        "Association",
        "EntitySet",
        "AssociationSet",
    ];
    let kind = node.tag_name().name();
    KINDS
        .iter()
        .position(|known| *known == kind)
        .unwrap_or(KINDS.len())
}

/// What declarations of one kind are sorted by: sets by their type, all others by their name.
///
/// Kinds without rank stay in the document's order.
fn name<'a>(node: Node<'a, '_>) -> Option<&'a str> {
    match node.tag_name().name() {
        "EntitySet" => node.attribute("EntityType"),
        "AssociationSet" | "EnumType" | "TypeDefinition" | "ComplexType" | "EntityType"
        | "Association" => node.attribute("Name"),
        _ => None,
    }
}

/// The element's name with its prefix, as the document writes it.
fn qualified_name<'d>(source: &'d str, node: Node<'_, '_>) -> &'d str {
    let tag = source.get(node.range().start + 1..).unwrap_or_default();
    let end = tag.find(|char: char| char.is_ascii_whitespace() || matches!(char, '>' | '/'));
    &tag[..end.unwrap_or(tag.len())]
}

#[cfg(test)]
mod tests;
