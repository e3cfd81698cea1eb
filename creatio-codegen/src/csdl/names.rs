//! Names in CSDL.

/// A name with its namespace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Name<'d> {
    pub(super) namespace: &'d str,
    pub(super) name: &'d str,
}

impl<'d> Name<'d> {
    /// Splits at the last dot.
    pub(super) fn of(qualified: &'d str) -> Self {
        let (namespace, name) = qualified.rsplit_once('.').unwrap_or(("", qualified));
        Self { namespace, name }
    }
}

/// Whether `name` can stand in a URL: OData's `SimpleIdentifier`.
pub(super) fn is_identifier(name: &str) -> bool {
    name.chars().count() <= 128
        && name.starts_with(|first: char| first == '_' || first.is_alphabetic())
        && name
            .chars()
            .all(|char| char == '_' || char.is_alphanumeric())
}
