use creatio_tests::models::account;

fn main() {
    let _ = account::name.is_null();
}
