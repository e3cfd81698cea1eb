use creatio_tests::models::{account, contact};

fn main() {
    let _ = account::name.eq_column(account::completeness);
    let _ = account::name.eq_column(contact::name);
}
