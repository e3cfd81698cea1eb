use creatio_tests::models::{Account, account};

fn main() {
    let _ = Account::query().select(account::logo);
}
