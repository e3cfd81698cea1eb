//! The flags that commands share: one word for one thing, whichever command takes it.

#![allow(
    clippy::doc_markdown,
    rustdoc::bare_urls,
    reason = "doc comments on flags are help texts for a terminal, not Markdown"
)]

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use creatio_codegen::drift::Grade;
use creatio_codegen::schema::Schema;
use creatio_codegen::{Derive, Generator, NamesLock, SelectError};
use serde::Deserialize;

use super::config::Columns;
use super::output::Format;

/// Flags of every command.
#[derive(Debug, Args)]
pub(super) struct Global {
    /// The configuration; without it the nearest creatio.toml, here or above [env: CREATIO_CONFIG]
    #[arg(long, global = true, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
    /// How to speak: to people, to programs, or to GitHub's log with annotations
    #[arg(long, global = true, value_enum, default_value_t)]
    pub(super) format: Format,
    /// Leave out progress and summaries; what was asked for and errors remain
    #[arg(long, short, global = true)]
    pub(super) quiet: bool,
    /// When to use colour
    #[arg(long, global = true, value_enum, default_value_t)]
    pub(super) color: Colour,
}

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum Colour {
    /// On a terminal, unless NO_COLOR says otherwise.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The instance to ask, and how to be let in.
///
/// Neither the secret nor the password is a flag, since the list of processes shows flags to
/// everybody.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Instance")]
pub(super) struct InstanceFlags {
    /// The instance, such as https://acme.creatio.com [env: CREATIO_URL]
    #[arg(long, value_name = "URL")]
    pub(super) url: Option<String>,
    /// The id of the OAuth client that asks; or give a user [env: CREATIO_CLIENT_ID]
    #[arg(long, value_name = "ID")]
    pub(super) client_id: Option<String>,
    /// A file that holds the secret of the OAuth client [env: CREATIO_CLIENT_SECRET_FILE, or
    /// CREATIO_CLIENT_SECRET for the secret itself]
    #[arg(long, value_name = "FILE", conflicts_with = "client_secret_stdin")]
    pub(super) client_secret_file: Option<PathBuf>,
    /// Read the secret of the OAuth client from standard input
    #[arg(long)]
    pub(super) client_secret_stdin: bool,
    /// The Identity Service, where its name does not follow from the instance's
    /// [env: CREATIO_IDENTITY_SERVICE]
    #[arg(long, value_name = "URL")]
    pub(super) identity_service: Option<String>,
    /// The user who asks in place of an OAuth client, and signs in with the password in
    /// CREATIO_PASSWORD [env: CREATIO_USER]
    #[arg(long, value_name = "NAME")]
    pub(super) user: Option<String>,
    /// The kind of host [env: CREATIO_PLATFORM] [default: net-framework]
    #[arg(long, value_enum)]
    pub(super) platform: Option<Platform>,
    /// How long one request may take, in seconds [env: CREATIO_TIMEOUT] [default: 100]
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..))]
    pub(super) timeout: Option<u64>,
    /// Which documents to read [env: CREATIO_ODATA] [default: v4]
    #[arg(long, value_enum)]
    pub(super) odata: Option<OData>,
}

impl InstanceFlags {
    /// A flag that makes no sense without an instance, if one was given.
    pub(super) fn first_without_url(&self) -> Option<&'static str> {
        if self.client_id.is_some() {
            return Some("--client-id");
        }
        self.first_of_client().or_else(|| self.first_of_any())
    }

    /// A flag beside its id that only an OAuth client needs, if one was given.
    pub(super) fn first_of_client(&self) -> Option<&'static str> {
        first([
            (self.client_secret_file.is_some(), "--client-secret-file"),
            (self.client_secret_stdin, "--client-secret-stdin"),
            (self.identity_service.is_some(), "--identity-service"),
        ])
    }

    fn first_of_any(&self) -> Option<&'static str> {
        first([
            (self.user.is_some(), "--user"),
            (self.platform.is_some(), "--platform"),
            (self.timeout.is_some(), "--timeout"),
            (self.odata.is_some(), "--odata"),
        ])
    }
}

/// The first of these flags that was given.
fn first<const N: usize>(flags: [(bool, &'static str); N]) -> Option<&'static str> {
    let flag = flags.into_iter().find(|(given, _)| *given);
    flag.map(|(_, name)| name)
}

/// The kind of host, which decides where services are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Platform {
    /// Services below `/0`; right for nearly every instance.
    #[default]
    NetFramework,
    /// Services right below the URL, for older hosts on .NET.
    Net,
}

/// Which `$metadata` documents to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum OData {
    /// OData 3, which hosts on .NET Framework have.
    V3,
    /// OData 4.
    #[default]
    V4,
    /// Both, in two files.
    Both,
}

/// The snapshot of `$metadata`.
#[derive(Debug, Default, Args)]
pub(super) struct MetadataFlag {
    /// The snapshot of $metadata [env: CREATIO_METADATA] [default: metadata.xml]
    #[arg(long, value_name = "FILE")]
    pub(super) metadata: Option<PathBuf>,
}

/// Which entities it is about.
#[derive(Debug, Default, Args)]
pub(super) struct SelectionFlags {
    /// Only entities of this name; `*`, `?`, `[ab]` and `{A,B}` are understood; may be repeated
    #[arg(long, value_name = "GLOB")]
    pub(super) include: Vec<String>,
    /// Not entities of this name, included ones neither; may be repeated
    #[arg(long, value_name = "GLOB")]
    pub(super) exclude: Vec<String>,
    /// Also entities that lookups lead to, up to so many hops away
    #[arg(long, value_name = "N")]
    pub(super) depth: Option<usize>,
    /// Only entities that the Rust sources in this directory mention; may be repeated
    #[arg(long, value_name = "DIR")]
    pub(super) from_src: Vec<PathBuf>,
    /// By entity; the file alone says it.
    #[arg(skip)]
    pub(super) columns: BTreeMap<String, Columns>,
    /// The traits that structs derive; the file alone says it.
    #[arg(skip)]
    pub(super) derives: Option<Vec<Derive>>,
}

impl SelectionFlags {
    pub(super) fn is_empty(&self) -> bool {
        self.include.is_empty() && self.exclude.is_empty() && self.from_src.is_empty()
    }

    /// The generator of what is selected.
    pub(super) fn generator<'s>(&self, schema: &'s Schema) -> Result<Generator<'s>, SelectError> {
        let mut generator = Generator::new(schema)
            .include(self.include.iter().cloned())?
            .exclude(self.exclude.iter().cloned())?
            .depth(self.depth.unwrap_or_default());
        for dir in &self.from_src {
            generator = generator.mentioned_in(dir);
        }
        if let Some(derives) = &self.derives {
            generator = generator.derives(derives.iter().copied());
        }
        for (entities, columns) in &self.columns {
            if !columns.include.is_empty() {
                generator = generator.include_columns(entities, columns.include.iter().cloned())?;
            }
            if !columns.exclude.is_empty() {
                generator = generator.exclude_columns(entities, columns.exclude.iter().cloned())?;
            }
        }
        Ok(generator)
    }
}

/// What to do about changes.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Drift")]
pub(super) struct DriftFlags {
    /// List the places in the Rust sources below that use what changed; may be repeated
    #[arg(long, value_name = "DIR")]
    pub(super) used_by: Vec<PathBuf>,
    /// From which grade on the exit code is 2
    #[arg(long, value_enum, value_name = "GRADE", default_value_t)]
    fail_on: FailOn,
    /// The names of the models that the sources use; not a flag.
    #[arg(skip)]
    pub(super) names: NamesLock,
}

impl DriftFlags {
    pub(super) fn fail_on(&self) -> Grade {
        match self.fail_on {
            FailOn::Breaking => Grade::Breaking,
            FailOn::Risky => Grade::Risky,
            FailOn::Additive => Grade::Additive,
        }
    }
}

/// The least grade that fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum FailOn {
    /// Only what old programs fail at.
    Breaking,
    /// Also what old programs may misunderstand.
    Risky,
    /// Any change.
    #[default]
    Additive,
}
