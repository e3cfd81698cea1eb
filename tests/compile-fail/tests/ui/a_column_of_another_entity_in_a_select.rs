use creatio_core as _;
use creatio_compile_fail::models::{Account, contact};

fn main() {
    let _ = Account::query().select(contact::email);
}
