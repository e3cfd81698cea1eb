//! Tests of the generator from outside: through its library and through its command.

#![allow(
    clippy::unwrap_used,
    reason = "helpers of tests fail as tests do, but clippy exempts only the tests themselves"
)]

mod bad_input;
mod command;
mod golden;
mod names;
mod reader;
mod rows;
mod selection;
mod support;
mod whole;
mod writing;
