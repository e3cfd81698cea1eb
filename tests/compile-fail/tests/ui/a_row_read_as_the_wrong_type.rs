use creatio_compile_fail::models::{Account, account};
use creatio_core::{Prepared, Query};

fn names(query: Prepared<String>, reply: &[u8]) -> Vec<i32> {
    query.read_page(reply, 1).unwrap().rows
}

fn main() {
    let _: Query<Account, (String, String)> =
        Account::query().select((account::name, account::completeness));
}
