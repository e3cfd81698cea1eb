use creatio_tests::models::{Account, City, account};

fn main() {
    let _ = Account::query().select(account::contact_collection_by_account.rows(City::query()));
}
