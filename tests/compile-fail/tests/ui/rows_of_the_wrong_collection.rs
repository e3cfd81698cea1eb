use creatio_core as _;
use creatio_compile_fail::models::{Account, City, account};

fn main() {
    let _ = Account::query().select(account::contact_collection_by_account.rows(City::query()));
}
