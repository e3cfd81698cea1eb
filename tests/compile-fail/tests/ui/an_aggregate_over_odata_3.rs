use creatio_core as _;
use creatio_compile_fail::models::{Account, account};

fn main() {
    let _ = Account::query().select(account::completeness.avg()).odata3();
}
