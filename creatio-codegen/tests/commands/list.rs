//! `creatio list`.

use crate::support::Project;

#[test]
fn entities_are_listed_by_name_with_what_they_have() {
    let project = Project::with_snapshot();
    insta::assert_snapshot!(project.run("list").stdout(0));
}

#[test]
fn columns_lookups_and_collections_are_listed_on_request() {
    let project = Project::with_snapshot();
    insta::assert_snapshot!(
        project
            .run("list --include AccountType --columns")
            .stdout(0)
    );
    let json = project
        .run("list --include AccountType --columns --format json")
        .stdout(0);
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    let column = |name: &str, ty: &str, nullable: bool| serde_json::json!({ "name": name, "type": ty, "nullable": nullable });
    let columns = value[0]["columns"].as_array().unwrap();
    assert!(
        columns.contains(&column("CreatedOn", "Edm.DateTimeOffset", true)),
        "{json}"
    );
    assert!(
        columns.contains(&column("Name", "Edm.String", false)),
        "{json}"
    );
    assert_eq!(value[0]["lookups"][0]["target"], "Contact");
}

#[test]
fn the_patterns_of_the_file_do_not_hide_anything() {
    let project = Project::with_snapshot();
    project.write("creatio.toml", "[models]\ninclude = ['City']\n");
    assert_eq!(project.run("list").stdout(0).lines().count(), 12);
}
