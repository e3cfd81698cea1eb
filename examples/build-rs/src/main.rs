//! Models without a generated file in the repository: `build.rs` makes them from `metadata.xml`.
//!
//! Run it with `cargo run -p creatio-example-build-rs`. When the instance changes,
//! `creatio fetch` brings `metadata.xml` up to date, and the next build the models.

use creatio_core::{CompileError, ODataRequest};
use models::{Account, account, contact};

include!(concat!(env!("OUT_DIR"), "/models.rs"));

/// Accounts with the name of their primary contact.
fn accounts() -> Result<ODataRequest, CompileError> {
    Account::query()
        .select((account::name, account::primary_contact.then(contact::name)))
        .filter(account::name.starts_with("A"))
        .top(10)
        .odata4()
}

#[allow(clippy::print_stdout, reason = "printing is what this program is for")]
fn main() -> Result<(), CompileError> {
    println!("{}", accounts()?);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_query_names_columns_of_the_snapshot() {
        let request = accounts().unwrap().to_string();
        assert!(request.starts_with("Account?$select=Name"), "{request}");
        assert!(
            request.contains("PrimaryContact($select=Name)"),
            "{request}"
        );
    }
}
