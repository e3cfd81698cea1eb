//! Mistakes that must not compile, with the compiler's own words beside each.
//!
//! The texts belong to the toolchain that the gate uses. To renew them:
//! `TRYBUILD=overwrite cargo test -p creatio-compile-fail`.

#[test]
fn mistakes_are_explained() {
    trybuild::TestCases::new().compile_fail("tests/ui/*.rs");
}
