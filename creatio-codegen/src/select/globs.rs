//! Glob patterns over wire names.

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

use super::SelectError;

/// A list of patterns.
#[derive(Debug, Clone, Default)]
pub(super) struct Globs {
    pub(super) texts: Vec<String>,
    set: GlobSet,
}

impl Globs {
    /// Adds patterns.
    pub(super) fn add(
        &mut self,
        globs: impl IntoIterator<Item = String>,
    ) -> Result<(), SelectError> {
        self.texts.extend(globs);
        let bad = |glob: &String, error: &globset::Error| SelectError::Glob {
            glob: glob.clone(),
            problem: error.kind().to_string(),
        };
        let mut builder = GlobSetBuilder::new();
        for text in &self.texts {
            let glob = GlobBuilder::new(text).build();
            builder.add(glob.map_err(|error| bad(text, &error))?);
        }
        let all = self.texts.join("`, `");
        self.set = builder.build().map_err(|error| bad(&all, &error))?;
        Ok(())
    }

    /// A list of these patterns.
    pub(super) fn new(globs: impl IntoIterator<Item = String>) -> Result<Self, SelectError> {
        let mut list = Self::default();
        list.add(globs)?;
        Ok(list)
    }

    /// Whether a pattern matches.
    pub(super) fn matches(&self, name: &str) -> bool {
        self.set.is_match(name)
    }

    /// Marks the patterns that match; says whether there is one.
    pub(super) fn mark(&self, name: &str, matched: &mut [bool]) -> bool {
        let hits = self.set.matches(name);
        for index in &hits {
            matched[*index] = true;
        }
        !hits.is_empty()
    }
}
