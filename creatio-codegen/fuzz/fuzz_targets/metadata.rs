//! Any bytes through the reader, the names and the emitter: no panic, and what comes out is Rust.
//!
//! `cargo +nightly fuzz run metadata creatio-codegen/fuzz/corpus/metadata
//! creatio-codegen/tests/fixtures`, from the root of the repository. Without a nightly compiler,
//! `PROPTEST_CASES=100000 cargo test -p creatio-codegen --test it never_panics` mutates the same
//! documents.

#![no_main]

use std::collections::HashSet;

use creatio_codegen::{Generator, NamesLock, csdl};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|document: &[u8]| {
    let Ok(schema) = csdl::read(document, "fuzz") else {
        return;
    };
    let Ok(models) = Generator::new(&schema).generate() else {
        return;
    };
    let mut names = HashSet::new();
    for file in models.files() {
        assert!(
            names.insert(file.name.to_lowercase()),
            "two files {}",
            file.name
        );
        syn::parse_file(&file.contents).expect("generated text is Rust");
    }
    let lock = NamesLock::parse(models.names_lock(), "names.lock").expect("a lock reads back");
    let again = Generator::new(&schema)
        .names(lock)
        .generate()
        .expect("generated before");
    assert!(models.files().eq(again.files()), "the lock renames");
});
