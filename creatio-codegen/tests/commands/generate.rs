//! `creatio generate --check`, and the settings of `generate`.

use std::fs;

use crate::support::Project;

#[test]
fn models_that_are_up_to_date_are_0() {
    let project = Project::with_snapshot();
    project
        .run("generate --out models --include City")
        .stdout(0);
    assert_eq!(
        project
            .run("generate --out models --include City --check")
            .stdout(0),
        "models: the models are up to date\n"
    );
}

#[test]
fn models_that_are_not_are_2_and_stay_as_they_are() {
    let project = Project::with_snapshot();
    project
        .run("generate --out models --include {City,Country,Lead}")
        .stdout(0);
    let city = project.read("models/city.rs");
    project.write("models/city.rs", &format!("{city}\n"));
    fs::remove_file(project.path("models/country.rs")).unwrap();
    let check = "generate --out models --include {City,Country,Order} --check";
    insta::assert_snapshot!(project.run(check).stdout(2));
    insta::assert_snapshot!(project.run(&format!("{check} --format json")).stdout(2));
    assert_eq!(project.read("models/city.rs"), format!("{city}\n"));
    assert!(!project.exists("models/order.rs") && project.exists("models/lead.rs"));
}

#[test]
fn a_directory_that_does_not_exist_is_out_of_date() {
    let project = Project::with_snapshot();
    let stdout = project
        .run("generate --out models --include City --check -q")
        .stdout(2);
    assert!(
        stdout.contains("models/city.rs: would be written\n"),
        "{stdout}"
    );
    assert!(!project.exists("models"));
}

#[test]
fn files_of_others_are_not_stale() {
    let project = Project::with_snapshot();
    project
        .run("generate --out models --include City")
        .stdout(0);
    project.write("models/mine.rs", "//! Mine.\n");
    project
        .run("generate --out models --include City --check")
        .stdout(0);
}

#[test]
fn how_to_fetch_without_fetching_is_refused() {
    let project = Project::with_snapshot();
    for flag in [
        "--client-id x",
        "--platform net",
        "--client-secret-stdin",
        "--odata v3",
    ] {
        let failure = project
            .run(&format!("generate --out models {flag}"))
            .failure();
        let name = flag.split(' ').next().unwrap();
        assert!(
            failure.starts_with(&format!("error: {name} says how to fetch")),
            "{failure}"
        );
    }
    let failure = project
        .run("generate --check --url https://a.example")
        .failure();
    assert!(failure.contains("cannot be used with"), "{failure}");
}

#[test]
fn a_missing_directory_of_models_is_told() {
    insta::assert_snapshot!(Project::with_snapshot().run("generate").failure());
}

#[test]
fn json_has_the_counts_and_the_notes() {
    let project = Project::with_snapshot();
    let stdout = project
        .run("generate --out models --include City --format json")
        .stdout(0);
    let value: serde_json::Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!(
        (&value["entities"], &value["unchanged"]),
        (&1.into(), &0.into())
    );
    let topic = &value["notes"][0]["topic"];
    assert_eq!(
        topic,
        "lookups and collections cut at the boundary of the selection"
    );
}
