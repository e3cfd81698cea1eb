//! A whole instance, 1,350 entities, as models that the compiler accepts.
//!
//! The crate with the models and its build directory stay between runs, below the workspace's own:
//! what has not changed is not compiled again.

use std::fs;
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use creatio_codegen::schema::Schema;
use creatio_codegen::{Generator, csdl};
use flate2::read::GzDecoder;

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("..")
        .canonicalize()
        .unwrap()
}

fn schema() -> Schema {
    let path = repository().join("tests/fixtures/creatio-8.1.odata4.xml.gz");
    let mut document = Vec::new();
    GzDecoder::new(File::open(path).unwrap())
        .read_to_end(&mut document)
        .unwrap();
    csdl::read(&document, "creatio-8.1.odata4.xml").unwrap()
}

/// Writes a file unless it is as it should be, so that the compiler sees no change.
fn write(path: &Path, text: &str) {
    if fs::read_to_string(path).is_ok_and(|old| old == text) {
        return;
    }
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// The Rust files of the models in a directory; the lock of their names stands beside them.
fn model_files(directory: &Path) -> usize {
    let files = fs::read_dir(directory).unwrap();
    let paths = files.map(|file| file.unwrap().path());
    paths
        .filter(|path| path.extension().is_some_and(|it| it == "rs"))
        .count()
}

/// Without what only repeated builds profit from, a fifth of the time and most of the space is saved.
const MANIFEST: &str = "\
[workspace]

[package]
name = \"whole-instance\"
version = \"0.0.0\"
edition = \"2024\"
publish = false

[profile.dev]
incremental = false
debug = false

[dependencies]
";

const LIBRARY: &str = "\
//! All models of an instance, and those of one entity alone.
#![deny(warnings)]

pub mod all;
pub mod contact_alone;

/// What queries of generated models look like.
pub fn queries() -> (impl Sized, impl Sized) {
    use self::all::{Account, Contact, account, contact};
    let path = account::primary_contact.then(contact::owner).then(contact::name);
    let contacts = Contact::query().select(contact::name).filter(contact::account_id.is_null());
    let names: ::creatio_core::Query<Account, (String, Option<String>, Vec<String>), _> =
        Account::query().select((
            account::name,
            path,
            account::contact_collection_by_account.rows(contacts),
        ));
    let alone: ::creatio_core::Query<contact_alone::Contact, Option<::creatio_core::Uuid>> =
        contact_alone::Contact::query().select(contact_alone::contact::account_id);
    (names, alone)
}
";

#[test]
fn the_models_of_a_whole_instance_compile_without_a_warning() {
    let root = repository();
    let package = Path::new(env!("CARGO_TARGET_TMPDIR")).join("whole-instance");
    let schema = schema();
    let everything = Generator::new(&schema).generate().unwrap();
    everything.write_to(package.join("src/all")).unwrap();
    let contact = Generator::new(&schema)
        .include(["Contact"])
        .unwrap()
        .generate()
        .unwrap();
    contact.write_to(package.join("src/contact_alone")).unwrap();
    assert_eq!(model_files(&package.join("src/all")), 1_351);
    assert_eq!(model_files(&package.join("src/contact_alone")), 2);

    write(&package.join("src/lib.rs"), LIBRARY);
    let core = root.join("creatio-core");
    let manifest =
        format!("{MANIFEST}creatio-core = {{ path = {core:?}, default-features = false }}\n");
    write(&package.join("Cargo.toml"), &manifest);
    // The versions that this workspace has at hand.
    fs::copy(root.join("Cargo.lock"), package.join("Cargo.lock")).unwrap();
    let output = Command::new(env!("CARGO"))
        .args(["check", "--offline", "--quiet"])
        .current_dir(&package)
        .env("CARGO_TARGET_DIR", package.join("target"))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
}
