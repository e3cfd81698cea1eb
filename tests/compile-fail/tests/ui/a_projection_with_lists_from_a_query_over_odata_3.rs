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
    #[creatio(column = "contact_collection_by_account", query = Contact::query().select_as().top(5))]
    people: Vec<Person>,
}

fn main() {
    let _ = Account::query().select_as::<Team>().odata4();
    let _ = Account::query().select_as::<Team>().odata3();
}
