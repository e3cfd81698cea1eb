//! Brings a directory to the state of generated models, all at once, touching only what differs.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read as _};
use std::path::{Path, PathBuf};

use crate::emit::MARKER;
use crate::generate::Models;
use crate::names::NamesLock;
use crate::swap;

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

/// How a directory differs from the models.
#[derive(Debug, Default)]
pub(crate) struct Changes<'m> {
    /// Names and texts of files that are new or differ.
    pub(crate) written: Vec<(&'m str, &'m str)>,
    /// Names of files that are no longer generated.
    pub(crate) stale: Vec<String>,
}

impl Models {
    /// Writes the models into `dir`, which is created if it does not exist.
    ///
    /// Files that are as they should be are not touched. Files of earlier generations that are no
    /// longer generated are removed, all others are left alone. Beside the Rust files there is
    /// [`NamesLock::FILE`], unless there is nothing to remember.
    ///
    /// New models are put together in a directory beside `dir` (hard links stand for what does not
    /// change), which then takes its place in one step. Whatever goes wrong, and when the process
    /// is killed, `dir` holds either the old models or the new ones; what a killed run leaves
    /// beside it, the next run clears away. Runs on one directory wait for each other.
    ///
    /// # Errors
    ///
    /// [`WriteError::Foreign`] if a file that was not generated is in the way, and
    /// [`WriteError::Io`] if the file system refuses.
    pub fn write_to(&self, dir: impl AsRef<Path>) -> Result<Written, WriteError> {
        let dir = dir.as_ref();
        if let Some(parent) = dir.parent() {
            fs::create_dir_all(parent).map_err(io_error("creating the directory", parent))?;
        }
        // Through a link, what takes the directory's place must be where the directory is.
        let real = fs::canonicalize(dir);
        let dir = real.as_deref().unwrap_or(dir);
        let _alone = swap::alone(dir);
        swap::recover(dir)?;
        let changes = self.changes(dir)?;
        let lock = |name: &&(&str, &str)| name.0 == NamesLock::FILE;
        let written = changes.written.len() - changes.written.iter().filter(lock).count();
        let removed = changes.stale.iter();
        let removed = removed.filter(|name| *name != NamesLock::FILE).count();
        swap::apply(dir, &changes)?;
        Ok(Written {
            written,
            unchanged: self.files.len() - written,
            removed,
        })
    }

    /// How `dir` differs from these models.
    pub(crate) fn changes(&self, dir: &Path) -> Result<Changes<'_>, WriteError> {
        let mut changes = Changes::default();
        let files = self.files.iter();
        let files = files.map(|file| (file.name.as_str(), file.contents.as_str()));
        let lock = Some((NamesLock::FILE, self.lock.as_str())).filter(|(_, text)| !text.is_empty());
        let mut names = HashSet::new();
        for (name, text) in files.chain(lock) {
            names.insert(name);
            let path = dir.join(name);
            match fs::read(&path) {
                Ok(old) if old == text.as_bytes() => {}
                Ok(old) if is_ours(&old) => changes.written.push((name, text)),
                Ok(_) => return Err(WriteError::Foreign { path }),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    changes.written.push((name, text));
                }
                Err(error) if error.kind() == io::ErrorKind::IsADirectory => {
                    return Err(WriteError::Foreign { path });
                }
                Err(error) => return Err(io_error("reading", &path)(error)),
            }
        }
        changes.stale = stale(dir, &names)?;
        Ok(changes)
    }
}

/// The files of earlier generations whose names are not among `names`.
fn stale(dir: &Path, names: &HashSet<&str>) -> Result<Vec<String>, WriteError> {
    let listing = "listing the directory";
    let entries = match fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(io_error(listing, dir)(error)),
    };
    let mut stale = Vec::new();
    for entry in entries {
        let path = entry.map_err(io_error(listing, dir))?.path();
        let name = path.file_name().and_then(|name| name.to_str());
        let name = name.unwrap_or_default();
        let rust = path.extension().is_some_and(|extension| extension == "rs");
        let kind = rust || name == NamesLock::FILE;
        let candidate = kind && !names.contains(name) && path.is_file();
        if candidate && starts_as_ours(&path).map_err(io_error("reading", &path))? {
            stale.push(name.to_owned());
        }
    }
    stale.sort_unstable();
    Ok(stale)
}

/// Whether the first line says that the text was generated.
fn is_ours(text: &[u8]) -> bool {
    let line = text.split(|byte| *byte == b'\n').next().unwrap_or_default();
    memchr::memmem::find(line, MARKER.as_bytes()).is_some()
}

/// Whether the file's first line says that it was generated.
pub(crate) fn starts_as_ours(path: &Path) -> io::Result<bool> {
    // A foreign file may be one endless line.
    let mut start = Vec::new();
    BufReader::new(File::open(path)?)
        .take(1024)
        .read_until(b'\n', &mut start)?;
    Ok(is_ours(&start))
}

pub(crate) fn io_error(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> WriteError {
    let path = path.to_owned();
    move |error| WriteError::Io {
        action,
        path,
        error,
    }
}
