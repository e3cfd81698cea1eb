//! Names that outlive changes of the schema.

use std::fs;

use creatio_codegen::schema::Schema;
use creatio_codegen::{Generator, Models, NamesLock, csdl};
use tempfile::TempDir;

use crate::support::{container, document, entity, models, tests, tree};

fn schema(members: &[&str]) -> Schema {
    let property = |name: &&str| format!("<Property Name=\"{name}\" Type=\"Edm.String\"/>");
    let members: String = members.iter().map(property).collect();
    let text = format!("{}{}", entity("City", &members), container(&["City"]));
    csdl::read(document(&text).as_bytes(), "demo.xml").unwrap()
}

fn generate(schema: &Schema, lock: NamesLock) -> Models {
    Generator::new(schema).names(lock).generate().unwrap()
}

/// The name of the field of a wire name.
fn field(models: &Models, wire: &str) -> String {
    let city = models.files().find(|file| file.name == "city.rs").unwrap();
    let attribute = format!("name = \"{wire}\")]\n    pub ");
    let (_, rest) = city.contents.split_once(&attribute).unwrap();
    rest.split_once(':').unwrap().0.to_owned()
}

#[test]
fn a_new_column_takes_no_name_from_an_old_one_wherever_it_stands() {
    for (old, new) in [("URL", "Url"), ("Url", "URL"), ("url", "Url")] {
        let dir = TempDir::new().unwrap();
        let first = generate(&schema(&[old]), NamesLock::default());
        assert_eq!(
            field(&first, old),
            field(&generate(&schema(&[old]), NamesLock::default()), old)
        );
        first.write_to(dir.path()).unwrap();
        for members in [[new, old], [old, new]] {
            let lock = NamesLock::read_from(dir.path()).unwrap();
            let second = generate(&schema(&members), lock);
            assert_eq!(
                field(&second, old),
                field(&first, old),
                "{old} before {new}"
            );
            assert_eq!(
                field(&second, new),
                format!("{}_column", field(&first, old))
            );
        }
    }
}

#[test]
fn names_chosen_by_hand_are_kept() {
    let lock = NamesLock::parse("member City.URL = website\n", "names.lock").unwrap();
    let models = generate(&schema(&["URL", "Website"]), lock.clone());
    assert_eq!(field(&models, "URL"), "website");
    assert_eq!(field(&models, "Website"), "website_column");
    let written = NamesLock::parse(models.names_lock(), "names.lock").unwrap();
    let again = generate(&schema(&["URL", "Website"]), written);
    assert_eq!(again.names_lock(), models.names_lock());
    assert_eq!(again.files().next(), models.files().next());
}

#[test]
fn a_lock_changes_nothing_in_the_models_it_was_written_with() {
    for fixture in [
        "hostile.odata4.xml",
        "everything.odata4.xml",
        "small.odata4.xml",
    ] {
        let first = models(fixture);
        let schema = crate::support::schema(fixture);
        let lock = NamesLock::parse(first.names_lock(), "names.lock").unwrap();
        let second = Generator::new(&schema).names(lock).generate().unwrap();
        assert!(first.files().eq(second.files()), "{fixture}");
        assert_eq!(first.names_lock(), second.names_lock());
    }
}

#[test]
fn a_lock_of_what_is_gone_goes_too() {
    let dir = TempDir::new().unwrap();
    let lock = dir.path().join(NamesLock::FILE);
    generate(&schema(&["URL"]), NamesLock::default())
        .write_to(dir.path())
        .unwrap();
    assert!(lock.exists());
    let kept = NamesLock::read_from(dir.path()).unwrap();
    generate(&schema(&["Name"]), kept)
        .write_to(dir.path())
        .unwrap();
    assert!(!lock.exists());
}

#[test]
fn a_foreign_file_of_the_name_stays() {
    let dir = TempDir::new().unwrap();
    fs::write(dir.path().join(NamesLock::FILE), "mine").unwrap();
    let models = generate(&schema(&["URL"]), NamesLock::default());
    assert!(models.write_to(dir.path()).is_err());
    assert_eq!(
        tree(dir.path()).into_keys().collect::<Vec<_>>(),
        [NamesLock::FILE]
    );
}

#[test]
fn an_unreadable_lock_is_an_error_that_names_it() {
    let dir = TempDir::new().unwrap();
    fs::write(dir.path().join(NamesLock::FILE), "<<<<<<< ours\n").unwrap();
    let error = NamesLock::read_from(dir.path()).unwrap_err().to_string();
    let place = format!("{}:1: ", dir.path().join(NamesLock::FILE).display());
    assert!(error.starts_with(&place), "{error}");
    assert_eq!(
        NamesLock::read_from(tests("nowhere")).unwrap(),
        NamesLock::default()
    );
}
