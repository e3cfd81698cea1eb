//! Snapshots of real documents: the same schema, whatever was done to the layout.

use std::fs;

use creatio_codegen::csdl;
use creatio_codegen::schema::Schema;
use creatio_codegen::snapshot::normalise;
use proptest::prelude::*;

use crate::support::fixture;

fn document() -> String {
    fs::read_to_string(fixture("small.odata4.xml")).unwrap()
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

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn any_layout_and_order_has_one_normal_form(
        order in Just((0..12).collect::<Vec<usize>>()).prop_shuffle(),
        space in prop_oneof![Just(""), Just("\n"), Just("\r\n\t  "), Just("<!-- x -->")],
    ) {
        let document = document();
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
