use creatio_core as _;
use creatio_compile_fail::models::Account;

struct Summary {
    _name: String,
}

fn main() {
    let _ = Account::query().select_as::<Summary>();
}
