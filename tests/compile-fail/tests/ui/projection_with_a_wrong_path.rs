use creatio_core::Projection;
use creatio_compile_fail::models::{Account, account};

#[derive(Projection)]
#[creatio(entity = Account)]
struct Summary {
    #[creatio(path = "primary_contct.name")]
    first: Option<String>,
    #[creatio(path = "primary_contact.ctiy.name")]
    second: Option<String>,
    #[creatio(path = "primary_contact.nmae")]
    last: Option<String>,
    #[creatio(path = "name.name")]
    no_lookup: Option<String>,
}

fn main() {
    let _ = Account::query().select_as::<Summary>();
}
