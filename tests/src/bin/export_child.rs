//! A program that exports accounts and can be stopped at any moment: `export-child URL FILE`, with the
//! token in the environment variable `TOKEN`.
//!
//! It tells the number of rows after each page, and at the end the most memory it had.
#![allow(clippy::print_stdout, reason = "it tells who started it how far it is")]

#[path = "../../../examples/export/target.rs"]
#[allow(unreachable_pub, reason = "it is a module of another program")]
mod target;

use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;

use creatio_core::{BearerToken, Client};
use creatio_tests::models::Account;
use target::Target;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(url), Some(file)) = (arguments.next(), arguments.next()) else {
        return Err("usage: export-child URL FILE".into());
    };
    let token = BearerToken::new(std::env::var("TOKEN")?);
    let client = Client::builder(url).auth(token).build()?;
    let (mut target, cursor) = Target::open(Path::new(&file))?;
    let mut pages = client.pages(Account::query());
    if let Some(cursor) = cursor {
        pages = pages.resume(cursor);
    }
    while let Some(page) = pages.try_next().await? {
        let mut rows = String::new();
        for account in page {
            writeln!(rows, "{}", account.id)?;
        }
        target.append(&rows, &pages.cursor())?;
        println!("rows {}", pages.progress().rows());
    }
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let memory = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    println!("memory {}", memory.unwrap_or("unknown").trim());
    Ok(())
}
