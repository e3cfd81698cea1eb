use creatio_core::Projection;
use creatio_compile_fail::models::{Account, account};

struct Person {
    _name: String,
}

#[derive(Projection)]
#[creatio(entity = Account)]
struct Summary {
    primary_contact: Option<Person>,
}

fn main() {}
