//! `creatio generate` as a user meets it.

use std::process::Output;

use tempfile::TempDir;

use crate::support::{creatio, tests, tree};

fn generate(dir: &TempDir, arguments: &[&str]) -> Output {
    creatio(dir.path())
        .args(["generate", "--out", "models", "--metadata"])
        .arg(tests("fixtures/small.odata4.xml"))
        .args(arguments)
        .output()
        .unwrap()
}

fn files(dir: &TempDir) -> Vec<String> {
    tree(&dir.path().join("models")).into_keys().collect()
}

fn stdout(output: Output) -> String {
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap()
}

fn error(dir: &TempDir, arguments: &[&str]) -> String {
    let output = generate(dir, arguments);
    assert_eq!(output.status.code(), Some(1));
    assert!(!dir.path().join("models").exists(), "something was written");
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn includes_are_globs_that_add_up() {
    let dir = TempDir::new().unwrap();
    insta::assert_snapshot!(stdout(generate(
        &dir,
        &["--include", "Account*", "--include", "City"]
    )));
    assert_eq!(
        files(&dir),
        [
            "account.rs",
            "account_file.rs",
            "account_type.rs",
            "city.rs",
            "mod.rs",
            "names.lock"
        ]
    );
}

#[test]
fn excludes_win_over_includes() {
    let dir = TempDir::new().unwrap();
    stdout(generate(
        &dir,
        &["--include", "{Account*,City}", "--exclude", "AccountFile"],
    ));
    assert_eq!(
        files(&dir),
        [
            "account.rs",
            "account_type.rs",
            "city.rs",
            "mod.rs",
            "names.lock"
        ]
    );
}

#[test]
fn verbose_shows_every_note() {
    let dir = TempDir::new().unwrap();
    let arguments = ["--include", "City", "--exclude", "Nothing*", "--verbose"];
    insta::assert_snapshot!(stdout(generate(&dir, &arguments)));
}

#[test]
fn an_include_without_match_names_the_nearest_entity() {
    let dir = TempDir::new().unwrap();
    insta::assert_snapshot!(error(&dir, &["--include", "City", "--include", "Acount"]));
    insta::assert_snapshot!(error(&dir, &["--include", "contact"]));
    insta::assert_snapshot!(error(&dir, &["--include", "Zzz"]));
}

#[test]
fn a_pattern_that_is_none_is_refused() {
    let dir = TempDir::new().unwrap();
    insta::assert_snapshot!(error(&dir, &["--include", "[Acc"]));
}

#[test]
fn a_selection_of_nothing_is_refused() {
    let dir = TempDir::new().unwrap();
    insta::assert_snapshot!(error(&dir, &["--exclude", "*"]));
}

#[test]
fn an_unknown_flag_fails_with_code_one() {
    let dir = TempDir::new().unwrap();
    assert!(error(&dir, &["--includes", "City"]).contains("--include"));
}

#[test]
fn help_succeeds() {
    let dir = TempDir::new().unwrap();
    let output = creatio(dir.path())
        .args(["generate", "--help"])
        .output()
        .unwrap();
    assert!(stdout(output).contains("--metadata <FILE>"));
}

#[test]
fn the_directory_is_created_with_its_parents() {
    let dir = TempDir::new().unwrap();
    let output = creatio(dir.path())
        .args(["generate", "--out", "src/api/models", "--metadata"])
        .arg(tests("fixtures/small.odata4.xml"))
        .output()
        .unwrap();
    stdout(output);
    assert!(dir.path().join("src/api/models/account.rs").is_file());
}
