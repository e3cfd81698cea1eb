//! Which entities are generated, and what is said of those that are not.

use creatio_codegen::schema::Schema;
use creatio_codegen::{Generator, Note, SelectError, csdl};

use crate::support::{container, document, entity, models, schema};

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
fn a_key_that_no_rust_type_stands_for_leaves_its_entity_out() {
    let text = "<EntityType Name=\"Code\"><Key><PropertyRef Name=\"Number\"/></Key>\
                <Property Name=\"Number\" Type=\"Edm.Double\" Nullable=\"false\"/></EntityType>";
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
fn depth_follows_lookups_but_not_collections_or_what_is_excluded() {
    let schema = schema("small.odata4.xml");
    let names = |depth, exclude: &[&str]| {
        let generator = Generator::new(&schema).include(["City"]).unwrap();
        let generator = generator.exclude(exclude.iter().copied()).unwrap();
        let models = generator.depth(depth).generate().unwrap();
        let files = models.files().filter(|file| file.name != "mod.rs");
        files.map(|file| file.name.clone()).collect::<Vec<_>>()
    };
    assert_eq!(names(0, &[]), ["city.rs"]);
    assert_eq!(names(1, &[]), ["city.rs", "contact.rs", "country.rs"]);
    assert_eq!(names(1, &["Con*"]), ["city.rs", "country.rs"]);
    let all = names(99, &[]);
    assert_eq!(
        names(2, &[]),
        [
            "account.rs",
            "city.rs",
            "contact.rs",
            "contact_type.rs",
            "country.rs"
        ]
    );
    assert!(
        !all.contains(&"order.rs".to_owned()),
        "only a collection leads there: {all:?}"
    );
}

#[test]
fn column_patterns_leave_the_key_and_cut_what_they_do_not_name() {
    let schema = schema("small.odata4.xml");
    let generator = Generator::new(&schema)
        .include(["Account", "Contact"])
        .unwrap();
    let generator = generator
        .include_columns("Acc*", ["Name", "Owner", "ContactCollectionByAccount"])
        .unwrap();
    let models = generator.generate().unwrap();
    let account = models
        .files()
        .find(|file| file.name == "account.rs")
        .unwrap();
    insta::assert_snapshot!(account.contents);
    let cut = models.report().notes.iter().find_map(|note| match note {
        Note::Columns { entity, left_out } => Some((entity.as_str(), left_out)),
        _ => None,
    });
    let (entity, left_out) = cut.unwrap();
    assert_eq!(entity, "Account");
    for name in [
        "Phone",
        "Logo",
        "OwnerId",
        "Id",
        "ActivityCollectionByAccount",
    ] {
        let kept = matches!(name, "OwnerId" | "Id");
        assert_eq!(left_out.iter().any(|it| it == name), !kept, "{name}");
    }
}

#[test]
fn excluded_columns_win_and_lookups_through_them_are_not_followed() {
    let schema = schema("small.odata4.xml");
    let generator = Generator::new(&schema).include(["City"]).unwrap().depth(1);
    let generator = generator.include_columns("City", ["Name", "Co*"]).unwrap();
    let generator = generator.exclude_columns("*", ["CountryId"]).unwrap();
    let models = generator.generate().unwrap();
    let names: Vec<_> = models.files().map(|file| file.name.as_str()).collect();
    assert_eq!(names, ["city.rs", "mod.rs"]);
}

#[test]
fn a_column_pattern_without_match_names_the_nearest_column() {
    let schema = schema("small.odata4.xml");
    let generator = Generator::new(&schema)
        .include_columns("City", ["Nmae"])
        .unwrap();
    insta::assert_snapshot!(generator.generate().unwrap_err(), @"the column pattern `Nmae` matches no column, lookup or collection of `City`; the nearest name is `Name`. Names are those of the document, and case-sensitive");
    let generator = Generator::new(&schema)
        .exclude_columns("City", ["Nmae"])
        .unwrap();
    let models = generator.generate().unwrap();
    let unused = Note::UnusedExclude {
        glob: "City: Nmae".to_owned(),
    };
    assert!(models.report().notes.contains(&unused));
}

#[test]
fn only_what_sources_mention_is_generated() {
    let dir = tempfile::TempDir::new().unwrap();
    let write = |name: &str, text: &str| std::fs::write(dir.path().join(name), text).unwrap();
    std::fs::create_dir(dir.path().join("models")).unwrap();
    write(
        "main.rs",
        "use models::{City, account};\nfn main() { order::id; product }",
    );
    write("notes.txt", "models::Lead");
    models("small.odata4.xml")
        .write_to(dir.path().join("models"))
        .unwrap();
    let schema = schema("small.odata4.xml");
    let generated = Generator::new(&schema).mentioned_in(dir.path()).generate();
    let models = generated.unwrap();
    let names: Vec<_> = models.files().map(|file| file.name.as_str()).collect();
    assert_eq!(names, ["account.rs", "city.rs", "order.rs", "mod.rs"]);
}

#[test]
fn sources_that_mention_nothing_or_are_not_there_are_an_error() {
    let dir = tempfile::TempDir::new().unwrap();
    let schema = schema("small.odata4.xml");
    let error = Generator::new(&schema).mentioned_in(dir.path()).generate();
    let error = error.unwrap_err();
    assert!(
        matches!(error, SelectError::NothingMentioned { .. }),
        "{error}"
    );
    let nowhere = dir.path().join("nowhere");
    let error = Generator::new(&schema).mentioned_in(&nowhere).generate();
    let error = error.unwrap_err().to_string();
    assert!(error.contains(&nowhere.display().to_string()), "{error}");
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
