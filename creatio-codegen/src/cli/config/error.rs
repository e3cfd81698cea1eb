//! What can be wrong with `creatio.toml`: the file, the line, the way out.

use std::path::{Path, PathBuf};

/// A configuration that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{}{}: {fault}", path.display(), at(*.place))]
pub(in crate::cli) struct ConfigError {
    path: PathBuf,
    /// Line and column, from 1.
    place: Option<(usize, usize)>,
    fault: Fault,
}

/// What is wrong.
#[derive(Debug, thiserror::Error)]
pub(super) enum Fault {
    #[error(
        "the configuration cannot be read: {0}. Check the path, or let `creatio init` write a file"
    )]
    Unreadable(String),
    #[error("there is no key `{key}` here; {hint}")]
    UnknownKey { key: String, hint: String },
    #[error(
        "`{0}` has no place in a file that is committed: give the secret in the environment as \
         CREATIO_CLIENT_SECRET, or name a file that is not committed with `client-secret-file`"
    )]
    Secret(String),
    #[error(
        "`{0}` has no place in a file that is committed: give the password in the environment as \
         CREATIO_PASSWORD"
    )]
    Password(String),
    #[error("{0}")]
    Toml(String),
    #[error("`{0}` is zero: {1}")]
    Zero(&'static str, &'static str),
}

impl ConfigError {
    pub(super) fn new(path: &Path, fault: Fault) -> Self {
        Self {
            path: path.to_owned(),
            place: None,
            fault,
        }
    }

    /// An error of the TOML reader. Its own text quotes the line, which may hold a secret.
    pub(super) fn toml(path: &Path, text: &str, error: &toml::de::Error) -> Self {
        let fault = unknown_key(error.message())
            .unwrap_or_else(|| Fault::Toml(error.message().replace('\n', " ")));
        Self {
            path: path.to_owned(),
            place: error.span().map(|span| place(text, span.start)),
            fault,
        }
    }
}

fn at(place: Option<(usize, usize)>) -> String {
    place.map_or_else(String::new, |(line, column)| format!(":{line}:{column}"))
}

fn place(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.rsplit('\n').next().unwrap_or_default();
    (before.matches('\n').count() + 1, line.chars().count() + 1)
}

/// Understands serde's "unknown field `x`, expected one of `a`, `b`".
fn unknown_key(message: &str) -> Option<Fault> {
    let rest = message.strip_prefix("unknown field ")?;
    let mut quoted = rest.split('`').skip(1).step_by(2);
    let key = quoted.next()?.to_owned();
    let known: Vec<&str> = quoted.collect();
    let lower = key.to_lowercase();
    if lower.contains("password") {
        return Some(Fault::Password(key));
    }
    if ["secret", "token"].iter().any(|word| lower.contains(word)) {
        return Some(Fault::Secret(key));
    }
    let nearest = known
        .iter()
        .map(|name| (strsim::jaro_winkler(&lower, name), name))
        .filter(|(likeness, _)| *likeness > 0.7)
        .max_by(|(a, _), (b, _)| a.total_cmp(b));
    let hint = match nearest {
        Some((_, name)) => format!("the nearest is `{name}`"),
        None => format!("known are `{}`", known.join("`, `")),
    };
    Some(Fault::UnknownKey { key, hint })
}
