//! Brings a directory to the state of generated models, touching only what differs.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::emit::MARKER;
use crate::generate::{ModelFile, Models};

/// What a write did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Written {
    /// Files that are new or differ from before.
    pub written: usize,
    /// Files that were as they should be, and were not touched.
    pub unchanged: usize,
    /// Files of an earlier generation that are no longer generated.
    pub removed: usize,
}

/// Why models cannot be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WriteError {
    /// A file of a generated name exists that was not generated.
    #[error(
        "{} exists and is not a generated file, so it is left alone and nothing is written. \
         Move it away, or generate into another directory", path.display()
    )]
    Foreign {
        /// The file.
        path: PathBuf,
    },
    /// The file system refused.
    #[error("{action} {} failed: {error}. Check that the directory may be written", path.display())]
    Io {
        /// What was tried.
        action: &'static str,
        /// With which file or directory.
        path: PathBuf,
        /// The reason; part of the text.
        error: io::Error,
    },
}

impl Models {
    /// Writes the models into `dir`, which is created if it does not exist.
    ///
    /// Files that are as they should be are not touched. Files of earlier generations that are no
    /// longer generated are removed, all others are left alone. New text is complete on the disk
    /// before the first old file is replaced, and old files go last, so an error leaves models
    /// that belong together unless renaming itself fails half-way.
    ///
    /// # Errors
    ///
    /// [`WriteError::Foreign`] if a file that was not generated is in the way, and
    /// [`WriteError::Io`] if the file system refuses.
    pub fn write_to(&self, dir: impl AsRef<Path>) -> Result<Written, WriteError> {
        let dir = dir.as_ref();
        fs::create_dir_all(dir).map_err(io_error("creating the directory", dir))?;
        let changed = self.changed(dir)?;
        let stale = self.stale(dir)?;
        replace(dir, &changed)?;
        for path in &stale {
            fs::remove_file(path).map_err(io_error("removing the old file", path))?;
        }
        Ok(Written {
            written: changed.len(),
            unchanged: self.files.len() - changed.len(),
            removed: stale.len(),
        })
    }

    /// The files whose text is not on the disk yet.
    fn changed(&self, dir: &Path) -> Result<Vec<&ModelFile>, WriteError> {
        let mut changed = Vec::new();
        for file in &self.files {
            let path = dir.join(&file.name);
            match fs::read(&path) {
                Ok(old) if old == file.contents.as_bytes() => {}
                Ok(old) if is_ours(&old) => changed.push(file),
                Ok(_) => return Err(WriteError::Foreign { path }),
                Err(error) if error.kind() == io::ErrorKind::NotFound => changed.push(file),
                Err(error) => return Err(io_error("reading", &path)(error)),
            }
        }
        Ok(changed)
    }

    /// The files of earlier generations that are generated no longer.
    fn stale(&self, dir: &Path) -> Result<Vec<PathBuf>, WriteError> {
        let names: HashSet<_> = self.files.iter().map(|file| file.name.as_str()).collect();
        let listing = "listing the directory";
        let mut stale = Vec::new();
        for entry in fs::read_dir(dir).map_err(io_error(listing, dir))? {
            let path = entry.map_err(io_error(listing, dir))?.path();
            let name = path
                .file_name()
                .and_then(|name| name.to_str())
                .unwrap_or_default();
            let rust = path.extension().is_some_and(|extension| extension == "rs");
            let candidate = rust && !names.contains(name) && path.is_file();
            if candidate && starts_as_ours(&path).map_err(io_error("reading", &path))? {
                stale.push(path);
            }
        }
        Ok(stale)
    }
}

/// Writes all of `files` beside their places, then moves them there.
fn replace(dir: &Path, files: &[&ModelFile]) -> Result<(), WriteError> {
    if files.is_empty() {
        return Ok(());
    }
    let stage = TempDir::with_prefix_in(".creatio-", dir)
        .map_err(io_error("creating a temporary directory in", dir))?;
    for file in files {
        let path = stage.path().join(&file.name);
        let write = || File::create(&path)?.write_all(file.contents.as_bytes());
        write().map_err(io_error("writing", &path))?;
    }
    for file in files {
        let path = dir.join(&file.name);
        fs::rename(stage.path().join(&file.name), &path).map_err(io_error("replacing", &path))?;
    }
    Ok(())
}

/// Whether the first line says that the text was generated.
fn is_ours(text: &[u8]) -> bool {
    let line = text.split(|byte| *byte == b'\n').next().unwrap_or_default();
    memchr::memmem::find(line, MARKER.as_bytes()).is_some()
}

fn starts_as_ours(path: &Path) -> io::Result<bool> {
    // A foreign file may be one endless line.
    let mut start = Vec::new();
    BufReader::new(File::open(path)?)
        .take(1024)
        .read_until(b'\n', &mut start)?;
    Ok(is_ours(&start))
}

fn io_error(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> WriteError {
    let path = path.to_owned();
    move |error| WriteError::Io {
        action,
        path,
        error,
    }
}
