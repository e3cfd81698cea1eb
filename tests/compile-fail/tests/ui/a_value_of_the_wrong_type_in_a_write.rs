use creatio_core::Entity as _;
use creatio_compile_fail::models::{Account, account};

fn main() {
    let _ = Account::insert().set(account::name, 5);
}
