//! Mistakes that must not compile, with the compiler's own words, and programs that must.
//!
//! `TRYBUILD=overwrite cargo test -p creatio-tests --test compile_fail` renews the texts.

#[test]
fn mistakes_are_explained() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("tests/ui/fail/*.rs");
    cases.pass("tests/ui/pass/*.rs");
}
