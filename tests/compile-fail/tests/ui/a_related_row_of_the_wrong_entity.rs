use creatio_core as _;
use creatio_compile_fail::models::{Account, City, account, contact};

fn main() {
    let _ = Account::query().select(account::primary_contact.row(City::all()));
    let _ = Account::query().select(contact::city.row(City::all()));
}
