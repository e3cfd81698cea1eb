use creatio_core::Timestamp;
use creatio_compile_fail::models::account;

fn main() {
    let _ = account::completeness.eq("many");
    let _ = account::name.eq(5);
    let _ = account::created_on.gt("2024-01-01");
    let _ = account::name.is_in([1, 2]);
    let _ = account::completeness.between(0, Timestamp::UNIX_EPOCH);
}
