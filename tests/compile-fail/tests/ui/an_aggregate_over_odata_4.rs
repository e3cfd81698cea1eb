use creatio_core::count;
use creatio_compile_fail::models::{Account, account};

fn main() {
    let _ = Account::query().select((account::type_id, count())).odata4();
}
