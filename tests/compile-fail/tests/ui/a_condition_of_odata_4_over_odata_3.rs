use creatio_core::Expr;
use creatio_compile_fail::models::{Account, account};

fn main() {
    let raw = Expr::raw_odata4("contains(tolower(Name),'ltd')");
    let _ = Account::query().select(account::name).filter(raw).odata3();
}
