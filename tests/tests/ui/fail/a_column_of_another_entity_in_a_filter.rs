use creatio_tests::models::{Account, account, contact};

fn main() {
    let _ = Account::query().filter(contact::email.eq("ann@example.com"));
    let _ = Account::query().filter(account::name.eq("Acme").and(contact::name.eq("Ann")));
}
