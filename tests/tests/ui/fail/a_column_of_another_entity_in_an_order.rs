use creatio_tests::models::{Account, account, contact};

fn main() {
    let _ = Account::query().order_by(contact::name.asc());
    let _ = Account::query().order_by((account::name.asc(), contact::name.desc()));
}
