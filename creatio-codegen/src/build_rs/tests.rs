//! What a build script gets, and what cargo is told.

use super::*;
use crate::emit::Derive;

const METADATA: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/tests/fixtures/small.odata4.xml"
);

/// What cargo is told, and the outcome.
fn run(builder: &Builder) -> (String, Result<(), BuilderError>) {
    let mut told = Vec::new();
    let outcome = builder.generate_for(&mut told);
    (String::from_utf8(told).unwrap(), outcome)
}

#[test]
fn models_are_written_and_the_snapshot_is_watched() {
    let dir = tempfile::tempdir().unwrap();
    let builder = Builder::new()
        .metadata(METADATA)
        .include(["Account", "Contact"])
        .out_dir(dir.path());
    let (told, outcome) = run(&builder);
    outcome.unwrap();
    assert_eq!(told, format!("cargo::rerun-if-changed={METADATA}\n"));
    assert!(dir.path().join("models/account.rs").is_file());
    assert!(!dir.path().join("models/city.rs").exists());
    let included = dir.path().join("models.rs");
    let modified = fs::metadata(&included).unwrap().modified().unwrap();
    run(&builder).1.unwrap();
    assert_eq!(
        fs::metadata(&included).unwrap().modified().unwrap(),
        modified
    );
}

#[test]
fn a_pattern_without_match_is_an_error_or_a_warning() {
    let dir = tempfile::tempdir().unwrap();
    let builder = Builder::new().metadata(METADATA).out_dir(dir.path());
    let (_, outcome) = run(&builder.clone().include(["Acount"]));
    let error = outcome.unwrap_err();
    assert!(
        error.to_string().contains("the nearest name is `Account`"),
        "{error}"
    );
    assert_eq!(format!("{error:?}"), error.to_string());
    let (told, outcome) = run(&builder.exclude(["Nothing*"]));
    outcome.unwrap();
    assert!(
        told.contains("cargo::warning=exclude pattern `Nothing*`"),
        "{told}"
    );
}

#[test]
fn columns_depth_derives_and_names_are_passed_on() {
    let dir = tempfile::tempdir().unwrap();
    let lock = dir.path().join("names.lock");
    fs::write(&lock, "member City.Name = title\n").unwrap();
    let builder = Builder::new()
        .metadata(METADATA)
        .include(["City"])
        .exclude_columns("City", ["Description"])
        .depth(1)
        .derives([Derive::Clone])
        .out_dir(dir.path());
    let (told, outcome) = run(&builder.clone().names_lock(&lock));
    outcome.unwrap();
    assert!(told.contains(&format!("cargo::rerun-if-changed={}\n", lock.display())));
    let city = fs::read_to_string(dir.path().join("models/city.rs")).unwrap();
    assert!(
        city.contains("pub title:") && !city.contains("Description"),
        "{city}"
    );
    assert!(city.contains("#[derive(Clone, ::creatio_core::Entity)]"));
    assert!(dir.path().join("models/country.rs").is_file());
    let (_, outcome) = run(&builder.names_lock("missing.lock"));
    let error = outcome.unwrap_err().to_string();
    assert!(
        error.starts_with("missing.lock: the names lock cannot be read"),
        "{error}"
    );
}

#[test]
fn the_snapshot_is_watched_even_if_it_is_missing() {
    let (told, outcome) = run(&Builder::new().metadata("missing.xml").out_dir("never"));
    let error = outcome.unwrap_err().to_string();
    assert_eq!(
        told,
        format!("cargo::rerun-if-changed=missing.xml\ncargo::error={error}\n")
    );
    assert!(
        error.starts_with("missing.xml: the file cannot be read"),
        "{error}"
    );
    assert!(!Path::new("never").exists());
}

#[test]
fn a_directive_is_one_line() {
    let mut told = Vec::new();
    tell(&mut told, "error", "one\ntwo\r\nthree");
    assert_eq!(told, b"cargo::error=one two  three\n");
}

#[test]
fn an_enrichment_beside_the_snapshot_is_watched_and_used_or_missed() {
    let dir = tempfile::tempdir().unwrap();
    let metadata = dir.path().join("metadata.xml");
    fs::copy(METADATA, &metadata).unwrap();
    let enrichment = dir.path().join("metadata.enrichment.json");
    let column = r#"{"BirthDate": {"type": "Date"}}"#;
    let text = format!(r#"{{"format": 1, "entities": {{"Contact": {{"columns": {column}}}}}}}"#);
    fs::write(&enrichment, text).unwrap();
    let builder = Builder::new().metadata(&metadata).include(["Contact"]);
    let (told, outcome) = run(&builder.out_dir(dir.path()));
    outcome.unwrap();
    let watched = format!("cargo::rerun-if-changed={}\n", enrichment.display());
    assert!(told.contains(&watched), "{told}");
    let model = fs::read_to_string(dir.path().join("models/contact.rs")).unwrap();
    let used = model.contains(r#"#[creatio(name = "BirthDate", edm = "DateTimeOffset")]"#);
    assert_eq!(used, cfg!(feature = "enrich"));
    assert_eq!(told.contains("is not used"), !used, "{told}");
}

#[test]
fn rows_beside_the_snapshot_are_watched_and_used_or_missed() {
    let dir = tempfile::tempdir().unwrap();
    let metadata = dir.path().join("metadata.xml");
    fs::copy(METADATA, &metadata).unwrap();
    let rows = dir.path().join("metadata.rows.json");
    let id = "03a75490-53e6-df11-971b-001d60e938c6";
    let known = format!(r#"{{"display": "Name", "rows": {{"{id}": "Customer"}}}}"#);
    let entities = format!(r#"{{"AccountType": {known}, "Gone": {known}}}"#);
    let text = format!(r#"{{"format": 1, "entities": {entities}}}"#);
    fs::write(&rows, text).unwrap();
    let builder = Builder::new().metadata(&metadata).include(["AccountType"]);
    let (told, outcome) = run(&builder.out_dir(dir.path()));
    outcome.unwrap();
    let watched = format!("cargo::rerun-if-changed={}\n", rows.display());
    assert!(told.contains(&watched), "{told}");
    let model = fs::read_to_string(dir.path().join("models/account_type.rs")).unwrap();
    let used = model.contains("pub const CUSTOMER:");
    assert_eq!(used, cfg!(feature = "enrich"));
    assert_eq!(told.contains("is not used"), !used, "{told}");
    assert_eq!(told.contains("has no `Gone`"), used, "{told}");
}
