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

#[test]
fn a_hundred_megabytes_of_attributes_are_refused_at_once() {
    let one_element = format!("<r {}/>", "a=\"\" ".repeat(20_000_000));
    let error = csdl::read(one_element.as_bytes(), "flood.xml").unwrap_err();
    assert!(
        matches!(error.problem(), Problem::Size("attributes", _)),
        "{error}"
    );
    let many_elements = format!("<r>{}</r>", "<e a='1' b='2' c='3'/>".repeat(4_500_000));
    let error = csdl::read(many_elements.as_bytes(), "flood.xml").unwrap_err();
    assert!(
        matches!(error.problem(), Problem::Size("attributes", _)),
        "{error}"
    );
}

#[test]
fn endless_elements_are_refused() {
    let elements = format!("<r>{}</r>", "<e/>".repeat(8_000_001));
    let error = csdl::read(elements.as_bytes(), "flood.xml").unwrap_err();
    assert!(
        matches!(error.problem(), Problem::Size("elements", _)),
        "{error}"
    );
}

#[test]
fn long_chains_and_rings_of_types_cost_no_stack_and_end() {
    let count = 20_000;
    let chain: String = (0..count)
        .map(|n| {
            format!(
                "<EntityType Name=\"E{n}\" BaseType=\"Demo.E{}\"/>\
                 <ComplexType Name=\"C{n}\"><Property Name=\"Next\" Type=\"Demo.C{}\"/></ComplexType>",
                (n + 1) % count,
                (n + 1) % count
            )
        })
        .collect();
    let holder = "<Property Name=\"C\" Type=\"Demo.C0\"/>";
    let text = format!("{chain}{}{}", entity("City", holder), container(&["City"]));
    let schema = csdl::read(document(&text).as_bytes(), "ring.xml").unwrap();
    assert_eq!(
        (schema.entities.len(), schema.complex_types.len()),
        (1, count)
    );
    assert_eq!(schema.skipped.len(), 2 * count);
    let models = creatio_codegen::Generator::new(&schema).generate().unwrap();
    assert_eq!(models.report().complex_types, 1);
}

#[test]
fn a_type_that_leads_on_without_end_is_generated_without_stack() {
    let count = 20_000;
    let property = |n: usize| format!("<Property Name=\"Next\" Type=\"Demo.C{}\"/>", n + 1);
    let chain: String = (0..count)
        .map(|n| {
            let next = if n + 1 < count {
                property(n)
            } else {
                String::new()
            };
            format!("<ComplexType Name=\"C{n}\">{next}</ComplexType>")
        })
        .collect();
    let holder = "<Property Name=\"C\" Type=\"Demo.C0\"/>";
    let text = format!("{chain}{}{}", entity("City", holder), container(&["City"]));
    let schema = csdl::read(document(&text).as_bytes(), "chain.xml").unwrap();
    assert_eq!(schema.skipped, []);
    let models = creatio_codegen::Generator::new(&schema).generate().unwrap();
    assert_eq!(models.report().complex_types, count);
}

#[test]
fn thousands_of_names_that_clash_all_get_one_of_their_own() {
    let name = |n: usize| format!("{}A{}", "_".repeat(n % 100), "_".repeat(n / 100 % 28));
    let property = |n| format!("<Property Name=\"{}\" Type=\"Edm.Byte\"/>", name(n));
    let members: String = (0..2_800).map(property).collect();
    let text = format!("{}{}", entity("City", &members), container(&["City"]));
    let schema = csdl::read(document(&text).as_bytes(), "clash.xml").unwrap();
    let models = creatio_codegen::Generator::new(&schema).generate().unwrap();
    let city = &models.files().next().unwrap().contents;
    let fields: std::collections::HashSet<_> =
        city.lines().filter(|line| line.contains("pub a")).collect();
    assert_eq!(fields.len(), 2_800);
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
