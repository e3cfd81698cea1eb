//! Documents that cannot be used: each gives one clear paragraph, exit code 1 and no file.

use std::fs;
use std::path::Path;

use creatio_codegen::csdl::{self, Problem};
use tempfile::TempDir;

use crate::support::{container, creatio, document, entity, tests};

/// Runs the command on a document and gives its error text.
fn failure(dir: &Path, metadata: &str) -> String {
    let output = creatio(dir)
        .args(["generate", "--metadata", metadata, "--out", "models"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "");
    assert!(!dir.join("models").exists(), "something was written");
    let message = String::from_utf8(output.stderr).unwrap();
    assert_eq!(message.lines().count(), 1, "not one paragraph: {message}");
    message
}

#[test]
fn every_bad_document_is_refused_with_place_and_way_out() {
    insta::glob!("../fixtures/bad", "*.*", |path| {
        let dir = TempDir::new().unwrap();
        let name = path.file_name().unwrap().to_str().unwrap();
        fs::copy(path, dir.path().join(name)).unwrap();
        insta::assert_snapshot!(failure(dir.path(), name));
    });
}

#[test]
fn a_missing_document_is_named() {
    let dir = TempDir::new().unwrap();
    insta::assert_snapshot!(failure(dir.path(), "metadata.xml"));
}

#[test]
fn a_document_cut_anywhere_is_refused() {
    let city = entity("City", "<Property Name=\"Name\" Type=\"Edm.String\"/>");
    let whole = document(&format!("{city}{}", container(&["City"])));
    let whole = whole.trim_end();
    csdl::read(whole.as_bytes(), "whole.xml").unwrap();
    for end in 1..whole.len() {
        let error = csdl::read(&whole.as_bytes()[..end], "cut.xml").unwrap_err();
        assert_eq!(
            error.problem(),
            &Problem::Truncated,
            "cut at {end}: {error}"
        );
    }
}

#[test]
fn deep_nesting_is_an_error_and_no_stack_overflow() {
    let deep = format!("{}{}", "<a>".repeat(100_000), "</a>".repeat(100_000));
    let error = csdl::read(deep.as_bytes(), "deep.xml").unwrap_err();
    assert!(matches!(error.problem(), Problem::NotCsdl(_)), "{error}");

    let unclosed = "<a>".repeat(100_000);
    let error = csdl::read(unclosed.as_bytes(), "deep.xml").unwrap_err();
    assert_eq!(error.problem(), &Problem::Truncated);
}

#[test]
fn deep_nesting_within_csdl_is_listed_as_skipped() {
    let deep = format!("{}{}", "<a>".repeat(100_000), "</a>".repeat(100_000));
    let document = document(&format!(
        "{}{deep}{}",
        entity("City", &deep),
        container(&["City"])
    ));
    let schema = csdl::read(document.as_bytes(), "deep.xml").unwrap();
    assert_eq!((schema.entities.len(), schema.skipped.len()), (1, 2));
}

mod never_panics {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn whatever_the_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = csdl::read(&bytes, "bytes");
        }

        #[test]
        fn whatever_replaces_a_piece_of_a_document(
            at in 0_usize..45_000,
            len in 0_usize..40,
            piece in "[<>\"'/=&;A-Za-z.() \n]{0,20}",
        ) {
            let mut small = fs::read_to_string(tests("fixtures/small.odata4.xml")).unwrap();
            let at = at.min(small.len());
            small.replace_range(at..(at + len).min(small.len()), &piece);
            if let Ok(schema) = csdl::read(small.as_bytes(), "small.xml") {
                let models = creatio_codegen::Generator::new(&schema).generate();
                for file in models.iter().flat_map(creatio_codegen::Models::files) {
                    prop_assert!(syn::parse_file(&file.contents).is_ok(), "{}", file.contents);
                }
            }
        }
    }
}
