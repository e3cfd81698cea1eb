//! Drift between models and the directory they were written to.

use std::fmt;
use std::path::{Path, PathBuf};

use crate::generate::Models;
use crate::write::WriteError;

/// A file in which a directory of models differs from what would be generated.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum FileChange {
    /// The file is missing.
    Missing(PathBuf),
    /// The file has other contents.
    Different(PathBuf),
    /// The file was generated and would be no longer.
    Stale(PathBuf),
}

impl FileChange {
    /// The file.
    pub fn path(&self) -> &Path {
        match self {
            Self::Missing(path) | Self::Different(path) | Self::Stale(path) => path,
        }
    }

    /// What is the matter with it, in one word.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Missing(_) => "missing",
            Self::Different(_) => "different",
            Self::Stale(_) => "stale",
        }
    }
}

impl fmt::Display for FileChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path().display();
        match self {
            Self::Missing(_) => write!(f, "{path}: would be written"),
            Self::Different(_) => write!(f, "{path}: would be written anew"),
            Self::Stale(_) => write!(f, "{path}: would be removed"),
        }
    }
}

impl Models {
    /// In what `dir` differs from these models, sorted by file; nothing if
    /// [`write_to`](Self::write_to) would change nothing. Nothing is written.
    ///
    /// # Errors
    ///
    /// Those of [`write_to`](Self::write_to), as far as they can be foreseen. A directory that does
    /// not exist is no error: all of its files are missing.
    pub fn differences(&self, dir: impl AsRef<Path>) -> Result<Vec<FileChange>, WriteError> {
        let dir = dir.as_ref();
        let found = self.changes(dir)?;
        let written = found.written.iter().map(|(name, _)| {
            let path = dir.join(name);
            if path.exists() {
                FileChange::Different(path)
            } else {
                FileChange::Missing(path)
            }
        });
        let stale = found.stale.iter();
        let stale = stale.map(|name| FileChange::Stale(dir.join(name)));
        let mut changes: Vec<_> = written.chain(stale).collect();
        changes.sort_by(|a, b| a.path().cmp(b.path()));
        Ok(changes)
    }
}
