use creatio_core as _;
use creatio_compile_fail::models::{account, contact};

fn main() {
    let _ = account::name.eq_column(account::completeness);
    let _ = account::name.eq_column(contact::name);
}
