use creatio_core::Projection;
use creatio_compile_fail::models::{Account, Contact, account, contact};

#[derive(Projection)]
#[creatio(entity = Contact)]
struct Person {
    name: String,
}

#[derive(Projection)]
#[creatio(entity = Account)]
struct Team {
    contact_collection_by_account: Vec<Person>,
}

fn main() {
    let people = account::contact_collection_by_account.rows(Contact::query());
    let _ = Account::query().select(people).data_service();
    let _ = Account::query().select_as::<Team>().data_service();
}
