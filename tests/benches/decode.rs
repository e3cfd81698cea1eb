//! Decoding a page of 10,000 accounts: models against a struct with a serde derive.
//!
//! `cargo bench -p creatio-tests --bench decode`
#![allow(
    missing_docs,
    clippy::cast_precision_loss,
    clippy::print_stdout,
    clippy::unwrap_used
)]

mod support;

use creatio_tests::models::Account;
use support::accounts::{SerdePage, page};
use support::{Side, compare};

const ROWS: u64 = 10_000;

fn main() {
    let page = page(0..ROWS);
    let bytes = page.as_bytes();
    println!("page: {ROWS} rows, {:.1} MB\n", bytes.len() as f64 / 1e6);
    let query = Account::query().prepare_odata4().unwrap();
    assert_eq!(query.read_page(bytes, 1).unwrap().rows.len() as u64, ROWS);
    compare(
        "Decoding accounts of 37 columns",
        (ROWS, "row"),
        Side::new("Prepared::read_page into Account", || {
            query.read_page(bytes, 1).unwrap()
        }),
        Side::new("serde_json::from_str, derived struct", || {
            serde_json::from_str::<SerdePage>(&page).unwrap().value
        }),
    );
}
