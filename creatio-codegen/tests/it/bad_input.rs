//! Documents that cannot be used: each gives one clear paragraph, exit code 1 and no file.
//!
//! `PROPTEST_CASES=100000 cargo test -p creatio-codegen --test it never_panics` mutates documents for
//! longer than a build does; `fuzz/` has a target for `cargo fuzz` that does it with coverage.

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
    let elements = format!("<r>{}</r>", "<e/>".repeat(2_000_001));
    let error = csdl::read(elements.as_bytes(), "flood.xml").unwrap_err();
    assert!(
        matches!(error.problem(), Problem::Size("elements", _)),
        "{error}"
    );
}

#[test]
fn long_chains_and_rings_of_types_cost_no_stack_and_end() {
    let count = 20_000;
    let link = |n: usize| {
        let next = (n + 1) % count;
        format!(
            "<EntityType Name=\"E{n}\" BaseType=\"Demo.E{next}\"/><ComplexType Name=\"C{n}\">\
             <Property Name=\"Next\" Type=\"Demo.C{next}\"/></ComplexType>"
        )
    };
    let chain: String = (0..count).map(link).collect();
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
    let link = |n: usize| {
        let next = if n + 1 < count {
            property(n)
        } else {
            String::new()
        };
        format!("<ComplexType Name=\"C{n}\">{next}</ComplexType>")
    };
    let chain: String = (0..count).map(link).collect();
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
    use std::collections::BTreeSet;

    use creatio_codegen::schema::{EntityType, EnumType, Property, PropertyType, Schema};
    use proptest::prelude::*;

    use super::*;

    proptest! {
        // A quarter of what is usual, or asked for in the environment: documents are large.
        #![proptest_config(ProptestConfig {
            cases: ProptestConfig::default().cases / 4,
            ..ProptestConfig::default()
        })]

        #[test]
        fn whatever_the_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = csdl::read(&bytes, "bytes");
        }

        #[test]
        fn whatever_replaces_pieces_of_a_document(
            fixture in prop::sample::select(&[
                "small.odata4.xml",
                "small.odata3.xml",
                "hostile.odata4.xml",
                "everything.odata4.xml",
                "everything.odata3.xml",
            ][..]),
            edits in prop::collection::vec(edit(), 1..6),
        ) {
            let mut text = fs::read_to_string(tests("fixtures").join(fixture)).unwrap();
            for (at, len, piece) in edits {
                let at = char_boundary(&text, at.index(text.len()));
                let end = char_boundary(&text, (at + len).min(text.len()));
                text.replace_range(at..end, &piece);
            }
            if let Ok(schema) = csdl::read(text.as_bytes(), fixture) {
                prop_assert_eq!(parses(&schema), Ok(()));
            }
        }

        #[test]
        fn whatever_the_names(
            types in prop::collection::vec("\\PC{0,6}|[A-Z_a-z0-9]{1,4}|Self|mod|String", 1..6),
            members in prop::collection::vec("\\PC{0,6}|[A-C_a-c0-9]{1,3}|self|type|Id", 0..12),
            description in "\\PC{0,30}|[`*/\\\\\\[\\]<>#\\n -]{0,12}",
        ) {
            let property = |name: &String| Property {
                name: name.clone(),
                ty: PropertyType::String,
                declared: None,
                collection: false,
                nullable: true,
                description: Some(description.clone()),
                instant: false,
                required: false,
                max_length: None,
            };
            let key = Property { ty: PropertyType::Guid, ..property(&"Id".to_owned()) };
            let usable = |name: &&String| {
                // What the reader lets through.
                let mut chars = name.chars();
                let start = chars.next().is_some_and(|it| it == '_' || it.is_alphabetic());
                start && chars.all(|it| it == '_' || it.is_alphanumeric())
            };
            let unique = |names: &[String]| {
                let names: BTreeSet<_> = names.iter().filter(usable).cloned().collect();
                names.into_iter().collect::<Vec<_>>()
            };
            let members: Vec<_> = unique(&members).iter().filter(|it| *it != "Id").map(property).collect();
            let types = unique(&types);
            let schema = Schema {
                entities: types.iter().map(|name| EntityType {
                    name: name.clone(),
                    entity_set: name.clone(),
                    key: vec!["Id".to_owned()],
                    properties: [key.clone()].into_iter().chain(members.clone()).collect(),
                    description: Some(description.clone()),
                    ..EntityType::default()
                }).collect(),
                enums: types.iter().map(|name| EnumType {
                    name: name.clone(),
                    namespace: "Demo".to_owned(),
                    flags: false,
                    members: members.iter().map(|it| it.name.clone()).collect(),
                    description: None,
                }).collect(),
                ..Schema::default()
            };
            prop_assert_eq!(parses(&schema), Ok(()));
        }
    }

    /// A place, how much to take out there, and what to put in.
    fn edit() -> impl Strategy<Value = (prop::sample::Index, usize, String)> {
        let piece = prop_oneof![
            "[<>\"'/=&;A-Za-z.() \n]{0,20}",
            prop::sample::select(
                &[
                    "Edm.Guid",
                    "Collection(",
                    "BaseType=\"M.Product\"",
                    "Demo.",
                    "</",
                    "\"/>",
                    "Nullable=\"false\""
                ][..]
            )
            .prop_map(str::to_owned),
        ];
        (any::<prop::sample::Index>(), 0_usize..60, piece)
    }

    fn char_boundary(text: &str, at: usize) -> usize {
        (0..=at)
            .rev()
            .find(|at| text.is_char_boundary(*at))
            .unwrap_or_default()
    }

    /// Whether what is generated from the schema is Rust, in files of different names.
    fn parses(schema: &Schema) -> Result<(), String> {
        let Ok(models) = creatio_codegen::Generator::new(schema).generate() else {
            return Ok(());
        };
        let mut names = BTreeSet::new();
        for file in models.files() {
            if !names.insert(file.name.to_lowercase()) {
                return Err(format!("two files {}", file.name));
            }
            if syn::parse_file(&file.contents).is_err() {
                return Err(file.contents.clone());
            }
        }
        Ok(())
    }
}
