//! Writing a file so that it is the old one or the new one, never a part of one.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::TempDir;

/// What became of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) enum Stored {
    /// It is new.
    Created,
    /// It had other contents.
    Updated,
    /// It had these contents, and was not touched.
    Unchanged,
}

impl Stored {
    pub(in crate::cli) fn word(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Updated => "updated",
            Self::Unchanged => "unchanged",
        }
    }
}

/// A file that cannot be written.
#[derive(Debug, thiserror::Error)]
#[error("{} cannot be written: {error}. Check that its directory may be written", path.display())]
pub(in crate::cli) struct StoreError {
    path: PathBuf,
    error: io::Error,
}

/// Brings `path` to these contents.
pub(in crate::cli) fn store(path: &Path, contents: &str) -> Result<Stored, StoreError> {
    let failed = |error| StoreError {
        path: path.to_owned(),
        error,
    };
    let before = match fs::read(path) {
        Ok(before) if before == contents.as_bytes() => return Ok(Stored::Unchanged),
        Ok(_) => Stored::Updated,
        Err(error) if error.kind() == io::ErrorKind::NotFound => Stored::Created,
        Err(error) => return Err(failed(error)),
    };
    replace(path, contents).map_err(failed)?;
    Ok(before)
}

/// Writes beside the place, then moves there: a reader, or a kill, sees the old or the new file.
fn replace(path: &Path, contents: &str) -> io::Result<()> {
    let dir = match path.parent() {
        Some(dir) if !dir.as_os_str().is_empty() => dir,
        _ => Path::new("."),
    };
    fs::create_dir_all(dir)?;
    let stage = TempDir::with_prefix_in(".creatio-", dir)?;
    let staged = stage.path().join("new");
    let mut file = File::create(&staged)?;
    file.write_all(contents.as_bytes())?;
    file.sync_all()?;
    fs::rename(staged, path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_other_contents_touch_the_file() {
        let dir = TempDir::new().unwrap();
        let path = dir.path().join("new/metadata.xml");
        assert_eq!(store(&path, "one").unwrap(), Stored::Created);
        let modified = fs::metadata(&path).unwrap().modified().unwrap();
        assert_eq!(store(&path, "one").unwrap(), Stored::Unchanged);
        assert_eq!(fs::metadata(&path).unwrap().modified().unwrap(), modified);
        assert_eq!(store(&path, "two").unwrap(), Stored::Updated);
        assert_eq!(fs::read_to_string(&path).unwrap(), "two");
        let left = fs::read_dir(path.parent().unwrap()).unwrap().count();
        assert_eq!(left, 1, "something was left behind");
    }

    #[test]
    fn a_place_that_cannot_be_written_is_named() {
        let dir = TempDir::new().unwrap();
        let file = dir.path().join("file");
        fs::write(&file, "").unwrap();
        let error = store(&file.join("metadata.xml"), "one").unwrap_err();
        assert!(error.to_string().contains("metadata.xml cannot be written"));
    }
}
