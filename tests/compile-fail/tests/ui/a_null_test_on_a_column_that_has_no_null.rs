use creatio_core as _;
use creatio_compile_fail::models::account;

fn main() {
    let _ = account::name.is_null();
}
