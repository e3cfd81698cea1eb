use creatio_core::Entity as _;
use creatio_compile_fail::models::{Account, contact};

fn main() {
    let _ = Account::insert().set(contact::name, "Ann");
}
