//! `creatio.toml` as the command finds and reads it.

use crate::support::{Project, ran};

const MODELS: &str = "metadata = 'metadata.xml'\n[models]\nout = 'models'\ninclude = ['City']\n";

#[test]
fn the_nearest_file_counts_and_its_paths_start_from_it() {
    let project = Project::with_snapshot();
    project.write("creatio.toml", MODELS);
    project.write("deep/down/here.txt", "");
    let mut command = project.creatio("generate");
    command.current_dir(project.path("deep/down"));
    assert_eq!(ran(&mut command).code, 0);
    assert!(project.exists("models/city.rs"));
}

#[test]
fn another_file_can_be_named() {
    let project = Project::with_snapshot();
    project.write("creatio.toml", "nonsense");
    project.write(
        "other/crm.toml",
        &MODELS.replace("metadata.xml", "../metadata.xml"),
    );
    project.run("generate --config other/crm.toml").stdout(0);
    assert!(project.exists("other/models/city.rs"));
    let mut command = project.creatio("generate --check");
    command.env("CREATIO_CONFIG", "other/crm.toml");
    assert_eq!(ran(&mut command).code, 0);
}

#[test]
fn structs_derive_what_the_file_says() {
    let project = Project::with_snapshot();
    project.write("creatio.toml", &format!("{MODELS}derives = ['Debug']\n"));
    project.run("generate").stdout(0);
    let city = project.read("models/city.rs");
    assert!(
        city.contains("#[derive(Debug, ::creatio_core::Entity)]"),
        "{city}"
    );
    project.write("creatio.toml", &format!("{MODELS}derives = []\n"));
    assert_eq!(project.run("generate --check").code, 2);
}

#[test]
fn a_mistake_in_the_file_is_told_with_its_place() {
    let project = Project::with_snapshot();
    project.write("creatio.toml", &MODELS.replace("include", "inclde"));
    assert_eq!(
        project.run("generate").failure(),
        "error: creatio.toml:4:1: there is no key `inclde` here; the nearest is `include`\n"
    );
    insta::assert_snapshot!(project.run("generate --config missing.toml").failure());
}

#[test]
fn an_empty_variable_is_told_rather_than_taken_for_none() {
    let project = Project::with_snapshot();
    let mut command = project.creatio("generate");
    command.env("CREATIO_OUT", "");
    assert_eq!(
        ran(&mut command).failure(),
        "error: the environment variable CREATIO_OUT is empty: give it a value, or unset it\n"
    );
}
