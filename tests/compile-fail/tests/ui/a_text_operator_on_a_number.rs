use creatio_core as _;
use creatio_compile_fail::models::account;

fn main() {
    let _ = account::completeness.starts_with("5");
}
