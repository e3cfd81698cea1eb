//! What a build script pays for: as a build dependency the crate brings no HTTP client, no runtime
//! and no command line.

#![allow(
    clippy::unwrap_used,
    reason = "helpers of tests fail as tests do, but clippy exempts only the tests themselves"
)]

use std::process::Command;

/// Names of the packages that the crate pulls in.
fn dependencies(arguments: &[&str]) -> Vec<String> {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--offline", "-e", "normal", "--prefix", "none"])
        .args([
            "--manifest-path",
            concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"),
        ])
        .args(["-p", "creatio-codegen"])
        .args(arguments)
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    let tree = String::from_utf8(output.stdout).unwrap();
    let names = tree.lines().filter_map(|line| line.split(' ').next());
    names.map(str::to_owned).collect()
}

const HEAVY: [&str; 8] = [
    "creatio-core",
    "reqwest",
    "tokio",
    "hyper",
    "clap",
    "indicatif",
    "toml",
    "serde_json",
];

#[test]
fn a_build_dependency_brings_no_client_no_runtime_and_no_command_line() {
    let names = dependencies(&["--no-default-features"]);
    assert!(names.contains(&"roxmltree".to_owned()), "{names:?}");
    for heavy in HEAVY {
        assert!(!names.contains(&heavy.to_owned()), "{heavy}: {names:?}");
    }
}

#[test]
fn the_command_brings_all_of_them() {
    let names = dependencies(&[]);
    for heavy in HEAVY {
        assert!(names.contains(&heavy.to_owned()), "{heavy}: {names:?}");
    }
}
