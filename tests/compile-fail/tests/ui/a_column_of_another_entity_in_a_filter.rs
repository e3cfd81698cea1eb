use creatio_core as _;
use creatio_compile_fail::models::{Account, account, contact};

fn main() {
    let _ = Account::query().filter(contact::email.eq("ann@example.com"));
    let _ = Account::query().filter(account::name.eq("Acme").and(contact::name.eq("Ann")));
}
