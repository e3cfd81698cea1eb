//! Brings the customers of a file into Creatio: new ones are added, others changed where they differ.
//! Started again, it changes nothing.
//!
//! ```text
//! cargo run --example import
//! ```
//!
//! Against your own instance nothing changes but the client's address and credentials. Here it is an
//! offline Creatio. `tests.rs` shows how a program is tested with it, faults and all:
//! `cargo test --example import`.
#![allow(clippy::print_stdout, reason = "this program talks to its reader")]

mod customers;
mod import;
#[cfg(test)]
mod tests;

use std::error::Error;

use creatio_core::prelude::*;
use creatio_sandbox::Sandbox;
use customers::Customer;
use import::{Fate, import};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let sandbox = Sandbox::builder().start().await?;
    let client = connect(&sandbox)?;
    let customers = Customer::read(include_str!("customers.csv").as_bytes())?;

    for run in ["First run", "Second run"] {
        println!("\n{run}");
        let fates = import(&client, &customers).await?;
        for (customer, fate) in customers.iter().zip(&fates) {
            println!("  {} {:<20} {fate}", customer.code, customer.name);
        }
        let again = fates.iter().filter(|fate| matches!(fate, Fate::Open(_)));
        println!("  {} to be sent again", again.count());
    }
    Ok(())
}

fn connect(sandbox: &Sandbox) -> Result<Client, creatio_core::BuildError> {
    let credentials = ClientCredentials::new(sandbox.client_id(), sandbox.client_secret())
        .identity_service(sandbox.identity_url());
    Client::builder(sandbox.url()).auth(credentials).build()
}
