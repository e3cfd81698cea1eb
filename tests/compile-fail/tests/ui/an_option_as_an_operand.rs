use creatio_core::Id;
use creatio_compile_fail::models::{Contact, account};

fn main() {
    let owner: Option<Id<Contact>> = None;
    let _ = account::owner_id.eq(owner);
}
