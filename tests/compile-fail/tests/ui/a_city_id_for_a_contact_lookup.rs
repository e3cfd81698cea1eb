use creatio_core::Id;
use creatio_compile_fail::models::{City, account};

fn owned_by(city: Id<City>) {
    let _ = account::primary_contact_id.eq(city);
}

fn main() {}
