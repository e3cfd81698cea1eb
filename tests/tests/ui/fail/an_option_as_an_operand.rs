use creatio_core::Id;
use creatio_tests::models::{Contact, account};

fn main() {
    let owner: Option<Id<Contact>> = None;
    let _ = account::owner_id.eq(owner);
}
