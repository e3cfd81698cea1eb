//! Annotations: lines that GitHub Actions shows at the place they name.

use std::path::Path;

/// Where an annotation belongs.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'p> {
    pub(super) file: &'p Path,
    /// Line and column, from 1.
    pub(super) position: Option<(usize, usize)>,
}

/// One annotation; `level` is `error`, `warning` or `notice`.
pub(super) fn annotation(level: &str, place: Option<Place<'_>>, title: &str, text: &str) -> String {
    let mut properties = Vec::new();
    if let Some(place) = place {
        let file = place.file.display().to_string();
        properties.push(format!("file={}", property(&file)));
        if let Some((line, column)) = place.position {
            properties.push(format!("line={line},col={column}"));
        }
    }
    properties.push(format!("title={}", property(title)));
    format!("::{level} {}::{}", properties.join(","), data(text))
}

/// An error that belongs to no place.
pub(super) fn error(text: &str) -> String {
    annotation("error", None, "creatio", text)
}

/// A warning that belongs to no place.
pub(super) fn warning(text: &str) -> String {
    annotation("warning", None, "creatio", text)
}

fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_end_a_part_is_escaped() {
        let place = Place {
            file: Path::new("a,b:c.rs"),
            position: Some((3, 7)),
        };
        assert_eq!(
            annotation("warning", Some(place), "50%, now: x", "one\ntwo: 50%"),
            "::warning file=a%2Cb%3Ac.rs,line=3,col=7,title=50%25%2C now%3A x::one%0Atwo: 50%25"
        );
        assert_eq!(error("::stop"), "::error title=creatio::::stop");
    }
}
