use creatio_core::Projection;
use creatio_compile_fail::models::Account;

#[derive(Projection)]
struct Summary {
    name: String,
}

fn main() {
    let _ = Account::query().select_as::<Summary>();
}
