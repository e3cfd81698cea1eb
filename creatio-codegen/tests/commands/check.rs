//! `creatio check` against a live instance.

use crate::support::{Live, Project};

/// An instance where the fixture's accounts have lost a column and got two others.
fn changed() -> Live {
    Live::new(|document| {
        let account = document.find("<EntityType Name=\"Account\">").unwrap();
        let (before, rest) = document.split_at(account);
        let fax = "<Property Name=\"Fax\" Type=\"Edm.String\" Nullable=\"false\" />";
        let new = "<Property Name=\"UsrFax\" Type=\"Edm.String\" Nullable=\"false\" />\
            <Property Name=\"UsrScore\" Type=\"Edm.Int32\" />";
        assert!(rest.contains(fax));
        format!("{before}{}", rest.replacen(fax, new, 1))
    })
}

#[test]
fn the_same_is_0() {
    let (live, project) = (Live::new(|it| it), Project::with_snapshot());
    let ran = live.run(&project, "check");
    assert_eq!(ran.code, 0);
    assert_eq!(
        live.stable(&ran.stdout),
        "metadata.xml and $metadata (OData 4) of [url] are the same\n"
    );
    assert_eq!(live.run(&project, "check --quiet").stdout, "");
}

#[test]
fn drift_is_2_and_nothing_is_written() {
    let (live, project) = (changed(), Project::with_snapshot());
    let before = project.read("metadata.xml");
    let ran = live.run(&project, "check -q");
    insta::assert_snapshot!(ran.stdout);
    assert_eq!((ran.code, ran.stderr.as_str()), (2, ""));
    assert_eq!(project.read("metadata.xml"), before);
}

#[test]
fn the_places_that_a_change_hits_are_listed() {
    let (live, project) = (changed(), Project::with_snapshot());
    project.write(
        "src/main.rs",
        "use models::{Account, account, contact};\n\nfn main() {\n    \
         let q = Account::query().select((account::fax, contact::fax));\n}\n",
    );
    insta::assert_snapshot!(live.run(&project, "check --used-by src").stdout);
    let github = live
        .run(&project, "check --used-by src --format github")
        .stdout;
    insta::assert_snapshot!(github);
    let json = live
        .run(&project, "check --used-by src --format json")
        .stdout;
    insta::assert_snapshot!(json);
}

#[test]
fn what_is_not_selected_does_not_matter() {
    let (live, project) = (changed(), Project::with_snapshot());
    project.write("creatio.toml", "[models]\ninclude = ['Contact']\n");
    assert_eq!(live.run(&project, "check").code, 0);
    assert_eq!(live.run(&project, "check --include Account").code, 2);
    assert_eq!(
        live.run(&project, "check --include * --exclude Account")
            .code,
        0
    );
}

#[test]
fn the_grade_that_fails_can_be_chosen() {
    let project = Project::with_snapshot();
    let live = Live::new(|document| {
        document.replacen(
            "<EntityType Name=\"Account\">",
            "<EntityType Name=\"Account\"><Property Name=\"UsrNew\" Type=\"Edm.Int32\" />",
            1,
        )
    });
    let code = |arguments: &str| live.run(&project, arguments).code;
    assert_eq!(code("check"), 2);
    assert_eq!(code("check --fail-on risky"), 0);
    assert_eq!(code("check --fail-on breaking"), 0);
    let breaking = changed().run(&project, "check --fail-on breaking");
    assert_eq!(breaking.code, 2);
}

#[test]
fn a_missing_snapshot_is_told_before_anything_is_sent() {
    let (live, project) = (Live::new(|it| it), Project::new());
    let failure = live.run(&project, "check").failure();
    assert!(
        failure.contains("metadata.xml: the file cannot be read"),
        "{failure}"
    );
    assert!(live.sandbox.requests().is_empty());
}

#[test]
fn uses_are_searched_by_the_names_that_are_pinned() {
    let (live, project) = (changed(), Project::with_snapshot());
    project.write(
        "creatio.toml",
        "[models]\nout = 'models'\n[drift]\nused-by = ['src']\n",
    );
    project.write("models/names.lock", "member Account.Fax = telefax\n");
    project.write("src/lib.rs", "fn f() { account::fax; account::telefax }");
    let stdout = live.run(&project, "check -q").stdout;
    assert!(
        stdout.contains("src/lib.rs:1:33: account::telefax\n"),
        "{stdout}"
    );
    assert!(!stdout.contains("account::fax"), "{stdout}");
}
