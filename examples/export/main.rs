//! Exports all contacts to a file. Stop it whenever you like: started again, it goes on where it was.
//!
//! ```text
//! cargo run --example export
//! ```
//!
//! Against your own instance nothing changes but the client's address and credentials. Here it is an
//! offline Creatio, and the file is in the directory for temporary files.
#![allow(clippy::print_stdout, reason = "this program talks to its reader")]
#![allow(
    unreachable_pub,
    reason = "its modules are those of a small program, not of a library"
)]

mod target;

use std::error::Error;
use std::fmt::Write as _;

use creatio_core::prelude::*;
use creatio_sandbox::Sandbox;
use models::{Contact, contact};
use target::Target;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let sandbox = Sandbox::builder().start().await?;
    let credentials = ClientCredentials::new(sandbox.client_id(), sandbox.client_secret())
        .identity_service(sandbox.identity_url());
    let client = Client::builder(sandbox.url()).auth(credentials).build()?;

    let path = std::env::temp_dir().join("creatio-contacts.csv");
    let (mut target, cursor) = Target::open(&path)?;
    let contacts = Contact::query().select((contact::id, contact::email));
    let mut pages = client.pages(contacts).with_total();
    if let Some(cursor) = cursor {
        println!("Going on after {} rows", cursor.rows());
        pages = pages.resume(cursor);
    }
    while let Some(page) = pages.try_next().await? {
        let mut rows = String::new();
        for (id, email) in page {
            writeln!(rows, "{id},{email}")?;
        }
        target.append(&rows, &pages.cursor())?;
        let progress = pages.progress();
        let total = progress.total().unwrap_or_default();
        println!("{} of {total} rows", progress.rows());
    }
    println!("{}", path.display());
    Ok(())
}
