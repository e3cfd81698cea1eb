mod models {
    pub use creatio_tests::models::{Account, account};
}

use models::{Account, account::name};

fn main() {
    let query: creatio_core::Query<Account, String> = Account::query().select(name);
    assert_eq!(query.odata4().unwrap().to_string(), "Account?$select=Name");
}
