//! Snapshots of real documents: the same schema, whatever was done to the layout.

use std::fs;
use std::io::Read;
use std::path::Path;

use creatio_codegen::csdl;
use creatio_codegen::schema::Schema;
use creatio_codegen::snapshot::normalise;
use flate2::read::GzDecoder;
use proptest::prelude::*;

use crate::support::fixture;

fn document(version: u8) -> String {
    fs::read_to_string(fixture(&format!("small.odata{version}.xml"))).unwrap()
}

/// The schema with its entities sorted, since normal form sorts them.
fn schema(document: &str) -> Schema {
    let mut schema = csdl::read(document.as_bytes(), "test.xml").unwrap();
    schema.entities.sort_by(|a, b| a.name.cmp(&b.name));
    schema.skipped.clear();
    schema
}

#[test]
fn what_is_skipped_is_skipped_for_the_same_reasons() {
    let declarations = fs::read_to_string(fixture("odd.csdl.xml")).unwrap();
    let skipped = format!(
        "<edmx:Edmx Version=\"4.0\" xmlns:edmx=\"http://docs.oasis-open.org/odata/ns/edmx\">\
         <edmx:DataServices><Schema Namespace=\"Demo\" \
         xmlns=\"http://docs.oasis-open.org/odata/ns/edm\">{declarations}</Schema>\
         </edmx:DataServices></edmx:Edmx>"
    );
    let listed = |document: &str| {
        let schema = csdl::read(document.as_bytes(), "test.xml").unwrap();
        let skipped = schema.skipped.into_iter();
        let mut listed: Vec<_> = skipped
            .map(|it| format!("{}: {}", it.what, it.reason))
            .collect();
        listed.sort();
        listed
    };
    let normal = normalise(skipped.as_bytes(), "test.xml").unwrap();
    assert!(!listed(&skipped).is_empty());
    assert_eq!(listed(&normal), listed(&skipped));
}

/// A document of all entities of an 8.1 instance.
fn whole(name: &str) -> Vec<u8> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/fixtures");
    let compressed = fs::File::open(Path::new(path).join(name)).unwrap();
    let mut document = Vec::new();
    GzDecoder::new(compressed)
        .read_to_end(&mut document)
        .unwrap();
    document
}

#[test]
fn whole_documents_of_both_versions_keep_their_schema() {
    for name in ["creatio-8.1.odata4.xml.gz", "creatio-8.1.odata3.xml.gz"] {
        let document = String::from_utf8(whole(name)).unwrap();
        let normal = normalise(document.as_bytes(), name).unwrap();
        assert_eq!(normalise(normal.as_bytes(), name).unwrap(), normal);
        assert!(schema(&normal) == schema(&document), "{name}");
        let longest = normal.lines().map(str::len).max().unwrap();
        assert!(longest < 1_000, "{name}: a line of {longest} bytes");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn any_layout_and_order_has_one_normal_form(
        order in Just((0..12).collect::<Vec<usize>>()).prop_shuffle(),
        version in 3..=4_u8,
        space in prop_oneof![Just(""), Just("\n"), Just("\r\n\t  "), Just("<!-- x -->")],
    ) {
        let document = document(version);
        let start = document.find("<EntityType ").unwrap();
        let end = document.rfind("</EntityType>").unwrap() + "</EntityType>".len();
        let types: Vec<_> = document[start..end].split_inclusive("</EntityType>").collect();
        let shuffled: Vec<_> = order.iter().map(|index| types[*index]).collect();
        let shuffled = format!("{}{}{}", &document[..start], shuffled.join(space), &document[end..]);
        let shuffled = shuffled.replace("/><", &format!("/>{space}<"));
        let normal = normalise(document.as_bytes(), "test.xml").unwrap();
        prop_assert_eq!(&normalise(shuffled.as_bytes(), "test.xml").unwrap(), &normal);
        prop_assert_eq!(schema(&normal), schema(&document));
    }
}
