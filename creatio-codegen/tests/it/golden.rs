//! Generated models against the ones in `tests/golden`.
//!
//! `UPDATE_GOLDEN=1 cargo test -p creatio-codegen` writes them anew; read the difference before
//! committing it.

use std::path::Path;
use std::process::Command;

use creatio_codegen::{Models, NamesLock};

use crate::rows::{rows, with_rows};
use crate::support::{models, tests, tree};

#[test]
fn models_of_a_part_of_creatio_are_as_committed() {
    assert_golden("small", &models("small.odata4.xml"));
}

#[test]
fn models_of_the_odata3_document_are_those_of_the_odata4_document() {
    assert_golden("small", &models("small.odata3.xml"));
}

#[test]
fn models_of_all_that_csdl_has_are_as_committed() {
    assert_golden("csdl", &models("everything.odata4.xml"));
    assert_golden("csdl3", &models("everything.odata3.xml"));
}

#[test]
fn a_cut_of_the_whole_is_as_committed() {
    let schema = crate::whole::schema();
    let generator = creatio_codegen::Generator::new(&schema).include(["Contact"]);
    assert_golden("cut", &generator.unwrap().generate().unwrap());
}

#[test]
fn constants_of_rows_are_as_committed() {
    let schema = with_rows(&rows());
    let generator = creatio_codegen::Generator::new(&schema).include(["AccountType"]);
    assert_golden("rows", &generator.unwrap().generate().unwrap());
}

#[test]
fn what_csdl_has_and_models_lack_is_reported() {
    for fixture in ["everything.odata4.xml", "everything.odata3.xml"] {
        let models = models(fixture);
        let notes = models.report().notes.iter();
        let notes: Vec<_> = notes.map(ToString::to_string).collect();
        insta::assert_snapshot!(fixture, notes.join("\n"));
    }
}

#[test]
fn models_with_hostile_names_are_as_committed() {
    assert_golden("hostile", &models("hostile.odata4.xml"));
}

#[test]
fn every_hostile_name_change_is_reported() {
    let models = models("hostile.odata4.xml");
    let notes: Vec<_> = models
        .report()
        .notes
        .iter()
        .map(ToString::to_string)
        .collect();
    insta::assert_snapshot!(notes.join("\n"));
}

fn assert_golden(name: &str, models: &Models) {
    let dir = tests("golden").join(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        models.write_to(&dir).unwrap();
    }
    let committed = tree(&dir);
    for file in models.files() {
        syn::parse_file(&file.contents).unwrap();
        let committed = committed.get(&file.name).map(String::as_str);
        assert_eq!(committed, Some(file.contents.as_str()), "{}", file.name);
    }
    let lock = committed.get(NamesLock::FILE).map_or("", String::as_str);
    assert_eq!(lock, models.names_lock());
    assert_eq!(
        committed.len(),
        models.files().len() + usize::from(!lock.is_empty()),
        "files that are no longer generated"
    );
    assert_formatted(&dir);
}

/// Rustfmt, where it is installed, has nothing to change.
fn assert_formatted(dir: &Path) {
    let files = std::fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"));
    let output = Command::new("rustfmt")
        .args(["--check", "--edition", "2024", "--config", "max_width=100"])
        .args(files)
        .output();
    let Ok(output) = output else { return };
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stdout)
    );
}
