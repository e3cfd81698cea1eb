//! An export that is stopped and started again, for tests and benchmarks.
#![allow(
    clippy::missing_panics_doc,
    clippy::unwrap_used,
    reason = "an export that does not run fails the test by panicking"
)]

use std::collections::HashSet;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

/// Runs the program `export-child` at `program` until it has exported so many rows, and kills it then;
/// or to its end. What it says last.
pub fn run(program: &str, url: &str, token: &str, file: &Path, until: Option<u64>) -> String {
    let mut child = Command::new(program)
        .arg(url)
        .arg(file)
        .env("TOKEN", token)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut last = String::new();
    for line in BufReader::new(child.stdout.take().unwrap()).lines() {
        last = line.unwrap();
        let rows = last.strip_prefix("rows ").map(|rows| rows.parse().unwrap());
        if until.is_some_and(|until| rows.is_some_and(|rows: u64| rows >= until)) {
            child.kill().unwrap();
            break;
        }
    }
    let status = child.wait().unwrap();
    assert_eq!(status.success(), until.is_none(), "{status}: {last}");
    last
}

/// The rows of a finished export: how many, and whether they are all different.
pub fn rows(file: &Path) -> (usize, bool) {
    let mut seen = HashSet::new();
    let rows = BufReader::new(std::fs::File::open(file).unwrap()).lines();
    let number = rows.map(|row| seen.insert(row.unwrap())).count();
    (number, seen.len() == number)
}
