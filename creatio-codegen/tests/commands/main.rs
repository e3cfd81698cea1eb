//! The `creatio` command as its users meet it: output, exit codes, files.
//!
//! What talks to an instance talks to the sandbox, which runs in the test's own process, or to a
//! server that says what the test wants (`scripted`).

#![allow(
    clippy::unwrap_used,
    reason = "helpers of tests fail as tests do, but clippy exempts only the tests themselves"
)]

mod check;
mod common;
mod configuration;
mod diff;
mod enrich;
mod fetch;
mod generate;
mod init;
mod list;
mod normal_form;
mod rows;
mod scripted;
mod secrets;
mod sign_in;
mod support;
