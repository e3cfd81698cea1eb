//! JSON files that stand beside the snapshot of `$metadata`, and how they fail to be read.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde::de::DeserializeOwned;

/// The form of the files; a later one would have another number.
pub(crate) const FORMAT: u32 = 1;

/// What a file holds, for errors.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Kind {
    /// Its extension, in place of that of the snapshot.
    pub(crate) extension: &'static str,
    /// What it is, with its article.
    pub(crate) what: &'static str,
    /// The command that writes it.
    pub(crate) command: &'static str,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File<T> {
    format: u32,
    entities: T,
}

/// A file beside a snapshot of `$metadata` that cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SnapshotError {
    /// The file is there and cannot be read.
    #[error("{}: the file cannot be read: {error}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        error: io::Error,
    },
    /// The file does not hold what it should.
    #[error(
        "{origin}:{}:{}: this is no {what}: {}. `{command}` writes it anew",
        error.line(),
        error.column(),
        problem(error)
    )]
    Json {
        /// What was read.
        origin: String,
        /// What it should be.
        what: &'static str,
        /// The command that writes such a file.
        command: &'static str,
        /// What is wrong with it.
        error: serde_json::Error,
    },
    /// The file was written by another version.
    #[error(
        "{origin}: the {what} has the format {format}, and this version reads {FORMAT}: update it, \
         or let `{command}` write the file anew"
    )]
    Format {
        /// What was read.
        origin: String,
        /// What it is.
        what: &'static str,
        /// The command that writes such a file.
        command: &'static str,
        /// The format in the file.
        format: u32,
    },
}

/// What is wrong, without the place, which the text of `serde_json` repeats at its end.
fn problem(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let place = text.rfind(" at line ");
    text[..place.unwrap_or(text.len())].to_owned()
}

impl Kind {
    /// Where the file of a snapshot of `$metadata` is.
    pub(crate) fn path(self, metadata: &Path) -> PathBuf {
        metadata.with_extension(self.extension)
    }

    /// Reads the text of a file; `origin` names it in errors.
    pub(crate) fn read<T: DeserializeOwned>(
        self,
        text: &[u8],
        origin: &str,
    ) -> Result<T, SnapshotError> {
        let Self { what, command, .. } = self;
        let origin = origin.to_owned();
        match serde_json::from_slice::<File<T>>(text) {
            Ok(file) if file.format == FORMAT => Ok(file.entities),
            Ok(File { format, .. }) => Err(SnapshotError::Format {
                origin,
                what,
                command,
                format,
            }),
            Err(error) => Err(SnapshotError::Json {
                origin,
                what,
                command,
                error,
            }),
        }
    }

    /// Reads the file of a snapshot of `$metadata`; `None` if there is none.
    pub(crate) fn read_beside<T: DeserializeOwned>(
        self,
        metadata: &Path,
    ) -> Result<Option<T>, SnapshotError> {
        let path = self.path(metadata);
        match fs::read(&path) {
            Ok(text) => self.read(&text, &path.display().to_string()).map(Some),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(SnapshotError::Read { path, error }),
        }
    }
}

/// Texts, and structs of texts, numbers and flags, always have JSON.
pub(crate) fn json<T: serde::Serialize + ?Sized>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
