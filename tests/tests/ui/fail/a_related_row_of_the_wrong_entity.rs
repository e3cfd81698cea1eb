use creatio_tests::models::{Account, City, account, contact};

fn main() {
    let _ = Account::query().select(account::primary_contact.row(City::all()));
    let _ = Account::query().select(contact::city.row(City::all()));
}
