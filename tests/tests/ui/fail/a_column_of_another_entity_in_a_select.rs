use creatio_tests::models::{Account, contact};

fn main() {
    let _ = Account::query().select(contact::email);
}
