//! `creatio init`.

use crate::support::Project;

#[test]
fn the_file_explains_every_setting_and_is_understood() {
    let project = Project::with_snapshot();
    insta::assert_snapshot!(project.run("init").stdout(0));
    insta::assert_snapshot!(project.read("creatio.toml"));
    project.run("generate").stdout(0);
    assert!(project.exists("src/models/account.rs"));
}

#[test]
fn every_setting_that_is_commented_out_is_understood_too() {
    let project = Project::with_snapshot();
    project.write("src/main.rs", "use models::City;");
    project.run("init").stdout(0);
    let is_setting = |line: &str| line.contains(" = ") && !line.contains(". ");
    let text = project.read("creatio.toml");
    let lines = text.lines().map(|line| match line.strip_prefix("# ") {
        Some(setting) if is_setting(setting) => setting,
        _ => line,
    });
    let text: Vec<_> = lines.collect();
    assert!(text.contains(&"platform = \"net-framework\""));
    project.write("creatio.toml", &text.join("\n"));
    let ran = project.run("generate --include {City,Contact} --exclude Lead");
    assert_eq!(ran.code, 0, "{}", ran.stderr);
}

#[test]
fn flags_fill_it_in() {
    let project = Project::with_snapshot();
    let flags = "--url https://acme.creatio.com --client-id 1D4F --out api --include City";
    project.run(&format!("init {flags} --quiet")).stdout(0);
    project.run("generate").stdout(0);
    assert!(project.exists("api/city.rs") && !project.exists("api/account.rs"));
    let text = project.read("creatio.toml");
    assert!(
        text.contains("\nurl = \"https://acme.creatio.com\"\n"),
        "{text}"
    );
    assert!(text.contains("\nclient-id = \"1D4F\"\n"), "{text}");
}

#[test]
fn a_user_stands_in_it_in_place_of_an_oauth_client() {
    let project = Project::with_snapshot();
    let stdout = project.run("init --user Integration").stdout(0);
    assert!(stdout.contains("export CREATIO_PASSWORD="), "{stdout}");
    let text = project.read("creatio.toml");
    assert!(text.contains("\nuser = \"Integration\"\n"), "{text}");
    assert!(text.contains("\n# client-id = "), "{text}");
    project.run("generate").stdout(0);
    let both = project.run("init --config b.toml --user x --client-id y");
    assert!(both.failure().contains("cannot be used with"));
    assert!(!project.exists("b.toml"));
}

#[test]
fn a_file_that_exists_is_left_alone() {
    let project = Project::new();
    project.write("creatio.toml", "mine");
    insta::assert_snapshot!(project.run("init").failure());
    assert_eq!(project.read("creatio.toml"), "mine");
    let failure = project
        .run("init --config no/such/dir/creatio.toml")
        .failure();
    assert!(failure.contains("cannot be written"), "{failure}");
}
