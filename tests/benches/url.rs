//! A query to its URL: the renderer against `format!` with percent-encoding by hand.
//!
//! `cargo bench -p creatio-tests --bench url`
#![allow(
    missing_docs,
    clippy::cast_precision_loss,
    clippy::print_stdout,
    clippy::unwrap_used
)]

mod support;

use creatio_tests::models::{Account, account, city, contact};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use support::{Side, compare};

/// What may stand in an OData query option as it is.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'$')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b',')
    .remove(b'/')
    .remove(b'=');

/// What a program would write by hand: the options as one reads them, quotes in strings doubled,
/// each option percent-encoded.
fn by_hand(name: &str, town: &str, completeness: i32) -> String {
    let encoded = |option| utf8_percent_encode(option, ENCODED);
    let (name, town) = (name.replace('\'', "''"), town.replace('\'', "''"));
    let filter = format!(
        "contains(Name,'{name}') and City/Name eq '{town}' and Completeness gt {completeness}"
    );
    format!(
        "Account?$select={}&$expand={}&$filter={}&$orderby={}&$top={}",
        encoded("Id,Name,Code,Phone,Completeness"),
        encoded("PrimaryContact($select=Name,Email)"),
        encoded(&filter),
        encoded("Name asc"),
        100
    )
}

type Row = (
    creatio_core::Id<Account>,
    String,
    String,
    String,
    i32,
    Option<(String, String)>,
);

fn query(name: &str, town: &str, completeness: i32) -> creatio_core::Query<Account, Row> {
    Account::query()
        .select((
            account::id,
            account::name,
            account::code,
            account::phone,
            account::completeness,
            account::primary_contact.row((contact::name, contact::email)),
        ))
        .filter(
            account::name
                .contains(name)
                .and(account::city.then(city::name).eq(town))
                .and(account::completeness.gt(completeness)),
        )
        .order_by(account::name.asc())
        .top(100)
}

fn main() {
    let (name, town) = ("O'Brien & Söhne", "São Paulo");
    assert_eq!(
        query(name, town, 50).odata4().unwrap().as_str(),
        by_hand(name, town, 50)
    );
    let built = query(name, town, 50);
    compare(
        "A query of 5 columns, 3 conditions, one related row, order and top, to its URL",
        (1, "query"),
        Side::new("Query::odata4", || built.odata4().unwrap()),
        Side::new("format! and percent-encoding", || by_hand(name, town, 50)),
    );
    compare(
        "The same, with the query built each time",
        (1, "query"),
        Side::new("Account::query()…odata4()", || {
            query(name, town, 50).odata4().unwrap()
        }),
        Side::new("format! and percent-encoding", || by_hand(name, town, 50)),
    );
}
