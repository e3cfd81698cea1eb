//! `creatio completions`: what a shell needs to complete the command line.

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use crate::cli::{Cli, Outcome};

/// Print the completion script of a shell.
///
/// For bash: `creatio completions bash > ~/.local/share/bash-completion/completions/creatio`.
#[derive(Debug, Args)]
pub(in crate::cli) struct Completions {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

impl Completions {
    pub(in crate::cli) fn run(self) -> Outcome {
        // Into memory first: clap_complete panics where the output is closed.
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Cli::command(), "creatio", &mut script);
        let _ = std::io::Write::write_all(&mut std::io::stdout().lock(), &script);
        Outcome::Same
    }
}
