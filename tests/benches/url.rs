//! A query to its URL: the renderer against `format!` with percent-encoding by hand.
//!
//! `cargo bench -p creatio-tests --bench url`
#![allow(missing_docs, clippy::cast_precision_loss, clippy::print_stdout, clippy::unwrap_used)]

mod support;

use creatio_tests::models::{Account, account, city, contact};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use support::{Side, compare};

/// What RFC 3986 lets stand in a query, less what separates its parts.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'\'');

/// What a program would write by hand.
fn by_hand(name: &str, city: &str, completeness: i32) -> String {
    let text = |text: &str| utf8_percent_encode(&text.replace('\'', "''"), ENCODED).to_string();
    format!(
        "Account?$select=Id,Name,Code,Phone,Completeness\
         &$expand=PrimaryContact($select=Name,Email)\
         &$filter=contains(Name,'{}')%20and%20City/Name%20eq%20'{}'%20and%20Completeness%20gt%20{}\
         &$orderby=Name%20asc&$top={}",
        text(name),
        text(city),
        completeness,
        100
    )
}

type Row = (creatio_core::Id<Account>, String, String, String, i32, Option<(String, String)>);

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
    assert_eq!(query(name, town, 50).odata4().unwrap().as_str(), by_hand(name, town, 50));
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
        Side::new("Account::query()…odata4()", || query(name, town, 50).odata4().unwrap()),
        Side::new("format! and percent-encoding", || by_hand(name, town, 50)),
    );
}
