use creatio_tests::models::account;

fn main() {
    let _ = account::completeness.starts_with("5");
}
