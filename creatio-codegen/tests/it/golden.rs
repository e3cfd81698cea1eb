//! Generated models against the ones in `tests/golden`.
//!
//! `UPDATE_GOLDEN=1 cargo test -p creatio-codegen` writes them anew; read the difference before
//! committing it.

use std::path::Path;
use std::process::Command;

use creatio_codegen::Models;

use crate::support::{models, tests, tree};

#[test]
fn models_of_a_part_of_creatio_are_as_committed() {
    assert_golden("small", &models("small.odata4.xml"));
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
    assert_eq!(
        committed.len(),
        models.files().len(),
        "files that are no longer generated"
    );
    assert_formatted(&dir);
}

/// Rustfmt, where it is installed, has nothing to change.
fn assert_formatted(dir: &Path) {
    let files = std::fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().path());
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
