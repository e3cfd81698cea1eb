use creatio_core as _;
use creatio_compile_fail::models::{Account, account};

fn main() {
    let _ = Account::query().filter(account::contact_collection_by_account.is_empty()).odata3();
}
