//! `creatio diff`: two snapshots.

use std::fs;

use crate::support::{Project, fixture};

fn edited(edits: &[(&str, &str)]) -> Project {
    let project = Project::with_snapshot();
    let mut text = fs::read_to_string(fixture("small.odata4.xml")).unwrap();
    for (from, to) in edits {
        assert!(text.contains(from), "{from}");
        text = text.replacen(from, to, 1);
    }
    project.write("new.xml", &text);
    project
}

#[test]
fn a_snapshot_equals_itself() {
    let project = edited(&[]);
    assert_eq!(
        project.run("diff metadata.xml new.xml").stdout(0),
        "metadata.xml and new.xml are the same\n"
    );
}

#[test]
fn changes_are_graded_the_worst_first() {
    let project = edited(&[
        (
            "Name=\"EmployeesNumberId\" Type=\"Edm.Guid\"",
            "Name=\"EmployeesNumberId\" Type=\"Edm.Int32\"",
        ),
        (
            "Name=\"Completeness\" Type=\"Edm.Int32\"",
            "Name=\"Completeness\" Type=\"Edm.Int32\" Nullable=\"false\"",
        ),
        (
            "<Property Name=\"AUM\"",
            "<Property Name=\"UsrNew\" Type=\"Edm.Date\" /><Property Name=\"AUM\"",
        ),
    ]);
    insta::assert_snapshot!(project.run("diff metadata.xml new.xml").stdout(2));
}

#[test]
fn colour_is_for_terminals_and_for_those_who_ask() {
    let project = edited(&[("<Property Name=\"AUM\"", "<Property Name=\"ZUM\"")]);
    let plain = project.run("diff metadata.xml new.xml").stdout(2);
    assert!(!plain.contains('\u{1b}'), "{plain:?}");
    let coloured = project
        .run("diff metadata.xml new.xml --color always")
        .stdout(2);
    assert!(
        coloured.contains("\u{1b}[1m\u{1b}[31mbreaking"),
        "{coloured:?}"
    );
    let mut never = project.creatio("diff metadata.xml new.xml --color never");
    never.env("CLICOLOR_FORCE", "1");
    assert_eq!(crate::support::ran(&mut never).stdout, plain);
}

#[test]
fn the_file_of_a_broken_snapshot_is_named() {
    let project = Project::with_snapshot();
    project.write("new.xml", "<html>");
    let failure = project.run("diff metadata.xml new.xml").failure();
    assert!(failure.starts_with("error: new.xml"), "{failure}");
}

#[test]
fn a_pattern_is_checked_against_the_old_snapshot() {
    let project = edited(&[]);
    let failure = project
        .run("diff metadata.xml new.xml --include Acount")
        .failure();
    assert!(
        failure.contains("the nearest name is `Account`"),
        "{failure}"
    );
}

#[test]
fn a_pattern_that_lost_its_entity_hides_nothing_of_the_others() {
    let project = edited(&[
        ("Name=\"Product\"", "Name=\"UsrProduct\""),
        ("Name=\"AUM\"", "Name=\"ZUM\""),
    ]);
    let all = project
        .read("new.xml")
        .replace(".Product\"", ".UsrProduct\"");
    project.write("new.xml", &all.replace(".Product)", ".UsrProduct)"));
    let stdout = project
        .run("diff metadata.xml new.xml -q --include Product --include {Usr*,City}")
        .stdout(2);
    assert_eq!(
        stdout,
        "breaking  `Product`: the entity is gone; it may be `UsrProduct` now\n\
         additive  `UsrProduct`: the entity is new\n"
    );
}
