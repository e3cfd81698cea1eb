use creatio_core::Projection;
use creatio_compile_fail::models::{Account, City, Contact, account, city, contact};

#[derive(Projection)]
#[creatio(entity = City)]
struct Town {
    name: String,
}

#[derive(Projection)]
#[creatio(entity = Account)]
struct Summary {
    primary_contact: Option<Town>,
    #[creatio(column = contact::name)]
    name: String,
}

fn main() {
    let _ = Contact::query().select_as::<Town>();
    let _ = Account::query().select(account::primary_contact.row_as::<Town>());
    let _ = Account::query().select_as::<Summary>();
}
