use creatio_core as _;
use creatio_compile_fail::models::{account, city, contact};

fn main() {
    let _ = account::primary_contact.then(city::name);
    let _ = account::primary_contact.then(contact::city).then(contact::name);
    let _ = account::city.then(account::owner);
}
