//! Which entities are generated, and what is said of those that are not.

use creatio_codegen::schema::Schema;
use creatio_codegen::{Generator, Note, SelectError, csdl};

use crate::support::{container, document, entity, schema};

fn odd() -> Schema {
    let text = document(include_str!("../fixtures/odd.csdl.xml"));
    csdl::read(text.as_bytes(), "odd.xml").unwrap()
}

#[test]
fn an_include_of_a_skipped_entity_says_why_it_was_skipped() {
    let schema = odd();
    let generator = Generator::new(&schema).include(["Keyless"]).unwrap();
    let error = generator.generate().unwrap_err();
    insta::assert_snapshot!(error, @"the include pattern `Keyless` matches no entity: the document declares it, but the entity type has no key. Entity names are case-sensitive");
}

#[test]
fn an_exclude_without_match_is_a_note() {
    let schema = schema("small.odata4.xml");
    let models = Generator::new(&schema)
        .exclude(["Vw*", "City"])
        .unwrap()
        .generate()
        .unwrap();
    assert_eq!(models.report().entities, 11);
    let unused = Note::UnusedExclude {
        glob: "Vw*".to_owned(),
    };
    assert!(models.report().notes.contains(&unused));
}

#[test]
fn what_the_reader_skipped_is_in_the_report() {
    let schema = odd();
    let models = Generator::new(&schema).generate().unwrap();
    let skipped: Vec<_> = schema.skipped.iter().cloned().map(Note::Skipped).collect();
    assert_eq!(models.report().notes, skipped);
}

#[test]
fn a_key_that_is_no_guid_leaves_its_entity_out() {
    let text = "<EntityType Name=\"Code\"><Key><PropertyRef Name=\"Text\"/></Key>\
                <Property Name=\"Text\" Type=\"Edm.String\" Nullable=\"false\"/></EntityType>";
    let city = entity(
        "City",
        "<NavigationProperty Name=\"Code\" Type=\"Demo.Code\"/>",
    );
    let text = document(&format!("{text}{city}{}", container(&["Code", "City"])));
    let schema = csdl::read(text.as_bytes(), "demo.xml").unwrap();
    let models = Generator::new(&schema).generate().unwrap();
    let names: Vec<_> = models.files().map(|file| file.name.as_str()).collect();
    assert_eq!(names, ["city.rs", "mod.rs"]);
    assert!(matches!(
        models.report().notes.as_slice(),
        [Note::Key { .. }, Note::Boundary { .. }]
    ));
}

#[test]
fn a_rename_is_reported_only_for_what_is_generated() {
    let schema = schema("hostile.odata4.xml");
    let models = Generator::new(&schema)
        .include(["Clash", "Owner"])
        .unwrap()
        .generate()
        .unwrap();
    let renamed: Vec<_> = models
        .report()
        .notes
        .iter()
        .filter_map(|note| match note {
            Note::Renamed { entity, .. } => Some(entity.as_str()),
            _ => None,
        })
        .collect();
    assert_eq!(renamed, ["Clash"; 5]);
}

#[test]
fn a_document_without_entities_cannot_be_generated() {
    let schema = Schema::default();
    let error = Generator::new(&schema).generate().unwrap_err();
    assert!(matches!(error, SelectError::Empty { .. }));
}
