//! What a reader says about places of a document: skipped declarations and errors.

use super::error::{Error, Problem};
use super::text::{Cursor, position};
use super::xml::Node;
use crate::schema::{SkipReason, Skipped};

/// Collects what is skipped; turns offsets into positions only at the end, all at once.
pub(super) struct Notes<'d> {
    text: &'d str,
    origin: &'d str,
    skipped: Vec<(usize, String, SkipReason)>,
    annotations: Option<(usize, usize)>,
}

impl<'d> Notes<'d> {
    pub(super) fn new(text: &'d str, origin: &'d str) -> Self {
        Self {
            text,
            origin,
            skipped: Vec::new(),
            annotations: None,
        }
    }

    /// Lists `what`, declared by `node`, as skipped.
    pub(super) fn skip(&mut self, node: Node<'_>, what: String, reason: SkipReason) {
        self.skipped.push((node.range().start, what, reason));
    }

    /// Counts an annotation: they are listed as one, since some services have thousands.
    pub(super) fn annotation(&mut self, node: Node<'_>) {
        let offset = node.range().start;
        let (first, count) = self.annotations.unwrap_or((offset, 0));
        self.annotations = Some((first.min(offset), count + 1));
    }

    /// Lists an element that the reader does not know.
    pub(super) fn unsupported(&mut self, node: Node<'_>, place: &str) {
        let element = node.tag_name().name();
        if matches!(element, "Annotation" | "Annotations" | "Documentation") {
            self.annotation(node);
            return;
        }
        let what = match node.attribute("Name") {
            Some(name) => format!("{element} {} of {place}", quoted(name)),
            None => format!("{element} of {place}"),
        };
        self.skip(node, what, SkipReason::Unsupported);
    }

    /// The error of a problem at `node`.
    pub(super) fn error(&self, node: Node<'_>, problem: Problem) -> Error {
        Error::at(
            self.origin,
            position(self.text, node.range().start),
            problem,
        )
    }

    /// The error of a second declaration of `what` at `node`.
    pub(super) fn duplicate(&self, node: Node<'_>, what: String, first: Node<'_>) -> Error {
        let first = position(self.text, first.range().start);
        self.error(node, Problem::Duplicate { what, first })
    }

    /// The error of a problem of the document as a whole.
    pub(super) fn whole(&self, problem: Problem) -> Error {
        Error::whole(self.origin, problem)
    }

    /// All that was skipped, in document order.
    pub(super) fn finish(mut self) -> Vec<Skipped> {
        if let Some((offset, count)) = self.annotations {
            let what = format!("{count} annotation{}", if count == 1 { "" } else { "s" });
            self.skipped.push((offset, what, SkipReason::Unsupported));
        }
        self.skipped.sort_by_key(|(offset, ..)| *offset);
        let mut cursor = Cursor::new(self.text);
        self.skipped
            .into_iter()
            .map(|(offset, what, reason)| Skipped {
                what,
                reason,
                position: cursor.advance(offset),
            })
            .collect()
    }
}

/// A name as messages show it; what the document wrote cannot break the line.
pub(super) fn quoted(name: &str) -> String {
    format!("`{}`", name.escape_debug())
}
