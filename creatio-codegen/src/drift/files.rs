//! Drift between models and the directory they were written to.

use std::collections::HashSet;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::emit::MARKER;
use crate::generate::Models;

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

/// A directory of models that cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("{} cannot be read: {error}. Check that it is the directory of the models", path.display())]
pub struct FilesError {
    path: PathBuf,
    error: io::Error,
}

impl Models {
    /// In what `dir` differs from these models; nothing if [`write_to`](Self::write_to) would
    /// change nothing. Nothing is written; the files come sorted.
    ///
    /// # Errors
    ///
    /// [`FilesError`] if a file cannot be read. A directory that does not exist is no error: all
    /// of its files are missing.
    pub fn differences(&self, dir: impl AsRef<Path>) -> Result<Vec<FileChange>, FilesError> {
        let dir = dir.as_ref();
        let mut changes = Vec::new();
        for file in self.files() {
            let path = dir.join(&file.name);
            match fs::read(&path) {
                Ok(old) if old == file.contents.as_bytes() => {}
                Ok(_) => changes.push(FileChange::Different(path)),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    changes.push(FileChange::Missing(path));
                }
                Err(error) => return Err(FilesError { path, error }),
            }
        }
        let stale = self.stale_in(dir).map_err(|error| FilesError {
            path: dir.to_owned(),
            error,
        })?;
        changes.extend(stale.into_iter().map(FileChange::Stale));
        changes.sort_by(|a, b| a.path().cmp(b.path()));
        Ok(changes)
    }

    fn stale_in(&self, dir: &Path) -> io::Result<Vec<PathBuf>> {
        let names: HashSet<_> = self.files().map(|file| file.name.as_str()).collect();
        let entries = match fs::read_dir(dir) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let mut stale = Vec::new();
        for entry in entries {
            let path = entry?.path();
            let name = path.file_name().and_then(|name| name.to_str());
            let rust = path.extension().is_some_and(|extension| extension == "rs");
            let known = name.is_some_and(|name| names.contains(name));
            if rust && !known && path.is_file() && is_generated(&fs::read(&path)?) {
                stale.push(path);
            }
        }
        Ok(stale)
    }
}

fn is_generated(text: &[u8]) -> bool {
    let line = text.split(|byte| *byte == b'\n').next().unwrap_or_default();
    memchr::memmem::find(line, MARKER.as_bytes()).is_some()
}
