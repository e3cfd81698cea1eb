use creatio_tests::models::{Account, account, contact};

fn main() {
    let _ = Account::query().select((account::name, contact::email));
}
