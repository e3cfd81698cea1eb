//! The secret of the OAuth client: from the environment, a file or standard input, never a flag.

use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::PathBuf;

use creatio_core::client::secrecy::SecretString;

use super::environment::{SettingError, variable};

const VARIABLE: &str = "CREATIO_CLIENT_SECRET";
const FILE_VARIABLE: &str = "CREATIO_CLIENT_SECRET_FILE";

/// Secrets are short; more than this is another file.
const MAX_BYTES: u64 = 64 * 1024;

/// Where the secret is; it is read when it is needed.
pub(super) enum SecretSource {
    Stdin,
    File(PathBuf),
    Given(SecretString),
    Nowhere,
}

/// Why there is no secret.
#[derive(Debug, thiserror::Error)]
pub(super) enum SecretError {
    #[error(
        "the secret of the OAuth client is missing: set {VARIABLE} in the environment, name a file \
         with --client-secret-file, or pipe it in with --client-secret-stdin"
    )]
    Missing,
    #[error("the secret cannot be read from {place}: {error}")]
    Unreadable { place: String, error: io::Error },
    #[error("{place} has no secret in it: its first line is empty")]
    Empty { place: String },
}

impl SecretSource {
    /// The source that counts: flags, else the environment, else the file's setting.
    pub(super) fn find(
        stdin: bool,
        flag: Option<PathBuf>,
        configured: Option<PathBuf>,
    ) -> Result<Self, SettingError> {
        if stdin {
            return Ok(Self::Stdin);
        }
        if let Some(path) = flag {
            return Ok(Self::File(path));
        }
        if let Some(secret) = variable(VARIABLE)? {
            return Ok(Self::Given(secret.trim().into()));
        }
        let path = variable(FILE_VARIABLE)?.map(PathBuf::from).or(configured);
        Ok(path.map_or(Self::Nowhere, Self::File))
    }

    /// Reads the secret.
    pub(super) fn read(self) -> Result<SecretString, SecretError> {
        match self {
            Self::Given(secret) => Ok(secret),
            Self::Nowhere => Err(SecretError::Missing),
            Self::Stdin => first_line("standard input".to_owned(), io::stdin().lock()),
            Self::File(path) => {
                let place = path.display().to_string();
                match File::open(path) {
                    Ok(file) => first_line(place, file),
                    Err(error) => Err(SecretError::Unreadable { place, error }),
                }
            }
        }
    }
}

fn first_line(place: String, source: impl Read) -> Result<SecretString, SecretError> {
    let mut text = String::new();
    if let Err(error) = source.take(MAX_BYTES).read_to_string(&mut text) {
        return Err(SecretError::Unreadable { place, error });
    }
    match text.lines().next().map(str::trim) {
        Some(line) if !line.is_empty() => Ok(line.into()),
        _ => Err(SecretError::Empty { place }),
    }
}

impl fmt::Debug for SecretSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stdin => f.write_str("Stdin"),
            Self::File(path) => f.debug_tuple("File").field(path).finish(),
            Self::Given(_) => f.write_str("Given"),
            Self::Nowhere => f.write_str("Nowhere"),
        }
    }
}

#[cfg(test)]
mod tests {
    use creatio_core::client::secrecy::ExposeSecret;

    use super::*;

    #[test]
    fn the_secret_is_the_first_line_without_what_surrounds_it() {
        let secret = first_line("a file".to_owned(), &b" s3cret \r\nrest\n"[..]).unwrap();
        assert_eq!(secret.expose_secret(), "s3cret");
        for empty in [&b""[..], b"\n", b"  \ns3cret"] {
            let error = first_line("a file".to_owned(), empty).unwrap_err();
            assert_eq!(
                error.to_string(),
                "a file has no secret in it: its first line is empty"
            );
        }
    }

    #[test]
    fn debug_does_not_show_the_secret() {
        let source = SecretSource::Given("s3cret".into());
        assert_eq!(format!("{source:?}"), "Given");
    }
}
