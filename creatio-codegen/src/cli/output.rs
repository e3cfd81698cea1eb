//! How commands speak: results to standard output, everything else to the error stream.

use std::error::Error;
use std::io::{self, IsTerminal, Write};
use std::time::Duration;

use anstyle::AnsiColor;
use clap::ValueEnum;
use creatio_core::Chain;
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;
use serde_json::json;

use super::annotation;

/// Who reads the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum Format {
    /// People.
    #[default]
    Text,
    /// Programs: one JSON document per command.
    Json,
    /// GitHub Actions: as text, with changes and errors as annotations.
    Github,
}

/// What every command speaks through.
#[derive(Debug, Clone, Copy)]
pub(super) struct Output {
    pub(super) format: Format,
    pub(super) quiet: bool,
}

impl Output {
    /// Writes a result: for people by `text`, for programs as `value`.
    ///
    /// A reader that went away is no failure: what was to be done is done.
    pub(super) fn result(
        self,
        value: &impl Serialize,
        text: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) {
        let mut out = anstream::stdout().lock();
        let _ = match self.format {
            Format::Json => writeln!(out, "{:#}", json!(value)),
            Format::Text | Format::Github => text(&mut out),
        };
    }

    /// Writes what a command did, unless that is not wanted.
    pub(super) fn summary(
        self,
        value: &impl Serialize,
        text: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) {
        if !self.quiet {
            self.result(value, text);
        }
    }

    /// Says that something takes its time, until the result is dropped.
    ///
    /// A terminal shows it moving; elsewhere it is a line.
    pub(super) fn progress(self, what: String) -> Progress {
        if self.quiet {
            return Progress(None);
        }
        if self.format != Format::Text || !io::stderr().is_terminal() {
            let _ = writeln!(anstream::stderr(), "{what}");
            return Progress(None);
        }
        let bar = ProgressBar::new_spinner();
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} ({elapsed})") {
            bar.set_style(style);
        }
        bar.set_message(what);
        bar.enable_steady_tick(Duration::from_millis(100));
        Progress(Some(bar))
    }

    /// Says what part of a command's work was not done, though the rest was.
    pub(super) fn warning(self, text: &str) {
        let mut out = anstream::stderr().lock();
        let _ = match self.format {
            Format::Json => writeln!(out, "{}", json!({ "warning": text })),
            Format::Github => writeln!(out, "{}", annotation::warning(text)),
            Format::Text => {
                let yellow = AnsiColor::Yellow.on_default().bold();
                writeln!(out, "{yellow}warning{yellow:#}: {text}")
            }
        };
    }

    /// Says why nothing was done: the error and its causes, in one paragraph.
    pub(super) fn failure(self, error: &(dyn Error + 'static)) {
        let text = Chain::new(error).to_string();
        let mut out = anstream::stderr().lock();
        let _ = match self.format {
            Format::Json => writeln!(out, "{}", json!({ "error": text })),
            Format::Github => writeln!(out, "{}", annotation::error(&text)),
            Format::Text => {
                let red = AnsiColor::Red.on_default().bold();
                writeln!(out, "{red}error{red:#}: {text}")
            }
        };
    }
}

/// Something that takes its time.
#[derive(Debug)]
pub(super) struct Progress(Option<ProgressBar>);

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.0 {
            bar.finish_and_clear();
        }
    }
}

/// A number of things.
pub(super) fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
