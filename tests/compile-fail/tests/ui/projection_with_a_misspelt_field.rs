use creatio_core::Projection;
use creatio_compile_fail::models::{Account, account};

#[derive(Projection)]
#[creatio(entity = Account)]
struct Summary {
    nmae: String,
    #[creatio(column = "emial")]
    email: String,
}

fn main() {
    let _ = Account::query().select_as::<Summary>();
}
