use creatio_core as _;
use creatio_compile_fail::models::{Account, account, contact};

fn main() {
    let _ = Account::query().order_by(contact::name.asc());
    let _ = Account::query().order_by((account::name.asc(), contact::name.desc()));
}
