//! `creatio init`: a `creatio.toml` to begin with.

use std::error::Error;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use crate::cli::Outcome;
use crate::cli::config::FILE;
use crate::cli::output::Output;

/// Write a creatio.toml with every setting explained.
///
/// It goes into the current directory, or where --config says. A file that exists is left alone.
#[derive(Debug, Args)]
pub(in crate::cli) struct Init {
    /// The instance to write into it
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// The id of the OAuth client to write into it
    #[arg(long, value_name = "ID")]
    client_id: Option<String>,
    /// The user to write into it, in place of an OAuth client
    #[arg(long, value_name = "NAME", conflicts_with = "client_id")]
    user: Option<String>,
    /// The directory of the models to write into it
    #[arg(long, value_name = "DIR")]
    out: Option<String>,
    /// Entities to write into it; may be repeated
    #[arg(long, value_name = "GLOB")]
    include: Vec<String>,
}

/// Why there is no new file.
#[derive(Debug, thiserror::Error)]
enum InitError {
    #[error(
        "{} exists and is left alone. Edit it, or name another file with --config", path.display()
    )]
    Exists { path: PathBuf },
    #[error(
        "{} cannot be written: {error}. Check that its directory exists and may be written",
        path.display()
    )]
    Write { path: PathBuf, error: io::Error },
}

impl Init {
    pub(in crate::cli) fn run(
        self,
        config: Option<PathBuf>,
        output: Output,
    ) -> Result<Outcome, Box<dyn Error>> {
        let path = config.unwrap_or_else(|| FILE.into());
        create(&path, &self.text())?;
        output.summary(&json!({ "created": path }), |out| {
            writeln!(out, "{} created. Next:", path.display())?;
            writeln!(out, "  export {}=...", self.secret())?;
            writeln!(
                out,
                "  creatio fetch      reads $metadata into a snapshot to commit"
            )?;
            writeln!(out, "  creatio generate   makes models of it")
        });
        Ok(Outcome::Same)
    }

    /// The variable that the file leaves to the environment.
    fn secret(&self) -> &'static str {
        if self.user.is_some() {
            "CREATIO_PASSWORD"
        } else {
            "CREATIO_CLIENT_SECRET"
        }
    }

    fn text(&self) -> String {
        let url = setting("url", self.url.as_ref(), "https://acme.creatio.com");
        let id = setting("client-id", self.client_id.as_ref(), "1D4F5A2B");
        let user = setting("user", self.user.as_ref(), "Integration");
        let out = quoted(self.out.as_deref().unwrap_or("src/models"));
        let include = list("include", &self.include, &["Account", "Contact", "Usr*"]);
        format!(
            r#"# What `creatio` needs to know about this project. Paths start from this file.
# Flags count more than the environment, and the environment more than this file.

# The snapshot of $metadata: commit it.
metadata = "metadata.xml"
# Which documents to fetch: "v4", "v3" or "both"; the OData 3 one goes beside the other.
odata = "v4"
# Whether to fetch captions and kinds of columns, too, with one request per entity:
# enrich = true

[instance]
{url}
# The OAuth client. Its secret comes from CREATIO_CLIENT_SECRET, from standard input with
# --client-secret-stdin, or from a file that is not committed:
{id}
# client-secret-file = ".creatio-secret"
# Or, in place of an OAuth client, a user, whose password comes from CREATIO_PASSWORD:
{user}
# Where the Identity Service's name does not follow from the instance's:
# identity-service = "https://acme-is.creatio.com"
# "net-framework" is right for nearly every instance, "net" for older hosts on .NET:
# platform = "net-framework"
# How long one request may take, in seconds:
# timeout = 100

[models]
out = {out}
# Patterns of entity names; without any, all entities are generated.
{include}
# exclude = ["*File"]
# Also what lookups lead to, so many hops away:
# depth = 1
# The entities that sources mention:
# from-src = ["src"]
# The traits that structs derive beside Entity; none compiles fastest:
# derives = ["Debug", "Clone", "PartialEq"]
# Of some entities only some columns, or not these:
[models.columns]
# Contact = {{ include = ["Name", "Job*"] }}
# "*" = {{ exclude = ["ProcessListeners"] }}

[rows]
# Lookups whose rows become constants, such as AccountType::CUSTOMER; patterns, too:
# include = ["AccountType", "ContactType"]
# exclude = ["*Log"]
# A lookup with more rows is refused:
# limit = 500
# Where another column than Name tells what a row is:
[rows.display]
# OrderStatus = "Code"

[drift]
# Directories of sources: `check`, `diff` list the places in them that a change hits.
# used-by = ["src"]
"#
        )
    }
}

/// A key and its value; without one, the example as a comment.
fn setting(key: &str, value: Option<&String>, example: &str) -> String {
    match value {
        Some(value) => format!("{key} = {}", quoted(value)),
        None => format!("# {key} = {}", quoted(example)),
    }
}

/// A list of patterns; without any, the example as a comment.
fn list(key: &str, globs: &[String], example: &[&str]) -> String {
    let quote = |globs: &[&str]| {
        let globs = globs.iter().map(|glob| quoted(glob));
        globs.collect::<Vec<_>>().join(", ")
    };
    let globs: Vec<_> = globs.iter().map(String::as_str).collect();
    if globs.is_empty() {
        format!("# {key} = [{}]", quote(example))
    } else {
        format!("{key} = [{}]", quote(&globs))
    }
}

/// A basic string of TOML.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for char in text.chars() {
        match char {
            '"' | '\\' => quoted.extend(['\\', char]),
            control if control.is_control() => {
                let _ = write!(quoted, "\\u{:04X}", u32::from(control));
            }
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

fn create(path: &Path, text: &str) -> Result<(), InitError> {
    let written = File::create_new(path).and_then(|mut file| file.write_all(text.as_bytes()));
    written.map_err(|error| {
        let path = path.to_owned();
        if error.kind() == io::ErrorKind::AlreadyExists {
            InitError::Exists { path }
        } else {
            InitError::Write { path, error }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_text_survives_quoting() {
        for text in ["plain", "a\"b\\c", "line\nbreak\u{7f}", "Größe", ""] {
            let toml = format!("x = {}", quoted(text));
            let table: toml::Table = toml::from_str(&toml).unwrap();
            assert_eq!(table["x"].as_str(), Some(text));
        }
    }
}
