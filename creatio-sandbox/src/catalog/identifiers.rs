//! Names of tables and columns as SQL has them.

use std::collections::HashSet;

/// Gives out quoted SQL identifiers that SQLite holds for distinct.
///
/// SQLite compares identifiers without regard to ASCII case and keeps `sqlite_` for itself;
/// `$metadata` does neither.
#[derive(Default)]
pub(super) struct Identifiers(HashSet<String>);

impl Identifiers {
    pub(super) fn quoted(&mut self, name: &str) -> String {
        let mut candidate = name.to_owned();
        if candidate.to_ascii_lowercase().starts_with("sqlite_") {
            candidate.insert(0, '~');
        }
        while !self.0.insert(candidate.to_ascii_lowercase()) {
            candidate.push('~');
        }
        format!("\"{}\"", candidate.replace('"', "\"\""))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_differ_only_by_case_get_distinct_identifiers() {
        let mut identifiers = Identifiers::default();
        assert_eq!(identifiers.quoted("EntityId"), "\"EntityId\"");
        assert_eq!(identifiers.quoted("EntityID"), "\"EntityID~\"");
    }

    #[test]
    fn a_quote_in_a_name_cannot_end_the_identifier() {
        let mut identifiers = Identifiers::default();
        assert_eq!(
            identifiers.quoted("a\"; DROP TABLE x; --"),
            "\"a\"\"; DROP TABLE x; --\""
        );
        assert_eq!(identifiers.quoted("SQLite_master"), "\"~SQLite_master\"");
    }
}
