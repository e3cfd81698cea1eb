//! The command line: its words, its exit codes, how it speaks of errors.
//!
//! Exit code 0 means done, 1 means nothing was done and the error stream says why.

mod generate;

use std::io::Write as _;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Typed Rust for a Creatio instance.
#[derive(Debug, Parser)]
#[command(
    name = "creatio",
    version,
    after_help = "Exit code: 0 done; 1 not done, and the error stream says why."
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Generate(generate::Generate),
}

/// Runs the command that the process was started with.
pub(crate) fn run() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version come as errors, too. A closed pipe leaves nobody to tell.
            let _ = error.print();
            return if error.use_stderr() {
                ExitCode::FAILURE
            } else {
                ExitCode::SUCCESS
            };
        }
    };
    let result = match cli.command {
        Command::Generate(generate) => generate.run(),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(anstream::stderr(), "error: {error}");
            ExitCode::FAILURE
        }
    }
}
