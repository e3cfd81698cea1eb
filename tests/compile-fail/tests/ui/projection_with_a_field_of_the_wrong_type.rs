use creatio_core::Projection;
use creatio_compile_fail::models::{Account, account};

#[derive(Projection)]
#[creatio(entity = Account)]
struct Summary {
    name: i32,
    #[creatio(path = "primary_contact.name")]
    contact: String,
    #[creatio(column = "primary_contact")]
    person: Option<String>,
}

fn main() {
    let _ = Account::query().select_as::<Summary>();
}
