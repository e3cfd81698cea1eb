//! The command line: its words, its exit codes, how it speaks.
//!
//! `args` holds the flags that commands share, `config` reads `creatio.toml`, `environment` its
//! variables, `settings` merges all three, `login` those that say who asks; `fetch` asks an instance, `snapshot` is what is on the disk, `output`, `changes` and `annotation` are
//! how results are told; `command` has one file per command.
//!
//! Exit code 0 means done, or the same; 1 means not done, and the error stream says why; 2 means
//! that what was compared differs.

mod annotation;
mod args;
mod changes;
mod command;
mod config;
mod environment;
mod fetch;
mod login;
mod output;
mod secret;
mod settings;
mod snapshot;

use std::error::Error;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use self::args::{Colour, Global};
use self::command::check::Check;
use self::command::completions::Completions;
use self::command::diff::Diff;
use self::command::fetch::Fetch;
use self::command::generate::Generate;
use self::command::init::Init;
use self::command::list::List;
use self::config::Config;
use self::output::Output;

/// Typed Rust for a Creatio instance.
#[derive(Debug, Parser)]
#[command(
    name = "creatio",
    version,
    after_help = "Flags count more than the environment, the environment more than creatio.toml.\n\
                  Exit code: 0 done, or the same; 1 not done, and the error stream says why; \
                  2 different."
)]
struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Init(Init),
    Fetch(Fetch),
    Generate(Generate),
    Check(Check),
    Diff(Diff),
    List(List),
    Completions(Completions),
}

/// How a command ended that did what it was to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// Done; what was compared is the same.
    Same,
    /// What was compared differs.
    Drift,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Same => Self::SUCCESS,
            Outcome::Drift => Self::from(2),
        }
    }
}

/// Runs the command that the process was started with.
pub(crate) fn run() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version come as errors, too. A closed pipe leaves nobody to tell.
            let _ = error.print();
            // clap's own code for mistakes is 2, which means drift here.
            return if error.use_stderr() {
                ExitCode::FAILURE
            } else {
                ExitCode::SUCCESS
            };
        }
    };
    match cli.global.color {
        Colour::Auto => {}
        Colour::Always => anstream::ColorChoice::Always.write_global(),
        Colour::Never => anstream::ColorChoice::Never.write_global(),
    }
    let output = Output {
        format: cli.global.format,
        quiet: cli.global.quiet,
    };
    match cli.command.run(cli.global, output) {
        Ok(outcome) => outcome.into(),
        Err(error) => {
            output.failure(&*error);
            ExitCode::FAILURE
        }
    }
}

impl Command {
    fn run(self, global: Global, output: Output) -> Result<Outcome, Box<dyn Error>> {
        let given = match global.config {
            Some(path) => Some(path),
            None => environment::variable("CREATIO_CONFIG")?.map(Into::into),
        };
        match self {
            // Neither needs a configuration, and a broken one must not stop them.
            Self::Init(init) => init.run(given, output),
            Self::Completions(completions) => Ok(completions.run()),
            Self::Fetch(fetch) => fetch.run(&Config::load(given)?, output),
            Self::Generate(generate) => generate.run(&Config::load(given)?, output),
            Self::Check(check) => check.run(&Config::load(given)?, output),
            Self::Diff(diff) => diff.run(&Config::load(given)?, output),
            Self::List(list) => list.run(&Config::load(given)?, output),
        }
    }
}
