//! No file that a command writes, and nothing that it says, holds the client secret or the password.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use creatio_sandbox::{Fault, Host, Injection, Seed};

use crate::support::{Live, Project, Ran, ran};

/// The text of all files below a directory, each behind its path.
fn all_files(dir: &Path, text: &mut String) -> usize {
    let mut number = 0;
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            number += all_files(&path, text);
        } else {
            let bytes = fs::read(&path).unwrap();
            let content = String::from_utf8_lossy(&bytes);
            writeln!(text, "{}\n{content}", path.display()).unwrap();
            number += 1;
        }
    }
    number
}

/// A day of commands, good and bad, and what they left and said: nothing of it may be one of these
/// texts.
fn nothing_gets_out(
    live: &Live,
    forbidden: &[&str],
    hosts: &[Host],
    run: impl Fn(&Project, &str) -> Ran,
) {
    let project = Project::new();
    let mut said = String::new();
    for arguments in [
        "init",
        "fetch --odata both --enrich --rows AccountType",
        "generate --out models",
        "check",
        "list",
        "fetch --format json",
        "fetch --format github",
    ] {
        let ran = run(&project, arguments);
        let (stdout, stderr) = (ran.stdout, ran.stderr);
        assert_eq!(ran.code, 0, "{arguments}: {stderr}");
        writeln!(said, "{arguments}\n{stdout}\n{stderr}").unwrap();
    }
    for fault in [
        Fault::status(401),
        Fault::status(503),
        Fault::HtmlLogin,
        Fault::TruncatedBody,
        Fault::DropConnection,
    ] {
        for host in hosts {
            live.sandbox
                .inject(Injection::from(fault.clone()).on(*host).times(9));
            let ran = run(&project, "fetch");
            live.sandbox.clear_faults();
            assert_eq!(ran.code, 1, "{fault:?} {host:?}: {}", ran.stdout);
            writeln!(said, "{}\n{}", ran.stdout, ran.stderr).unwrap();
        }
    }
    let mut files = String::new();
    let number = all_files(&project.path(""), &mut files);
    assert!(number > 10, "{number} files:\n{said}");
    assert!(
        files.contains("names.lock\n") && files.contains("metadata.xml\n"),
        "{said}"
    );
    for forbidden in forbidden {
        assert!(
            !said.contains(forbidden),
            "{forbidden} is in the output:\n{said}"
        );
        let found = files.lines().find(|text| text.contains(forbidden));
        assert_eq!(found, None, "{forbidden} is in a file");
    }
}

#[test]
fn the_secret_is_in_no_file_and_in_no_output() {
    let live = Live::seeded(Seed::demo());
    let forbidden = [live.sandbox.client_secret(), "Bearer ", "access_token"];
    let hosts = [Host::Identity, Host::Crm];
    nothing_gets_out(&live, &forbidden, &hosts, |project, arguments| {
        live.run(project, arguments)
    });
}

#[test]
fn the_password_is_in_no_file_and_in_no_output() {
    let live = Live::seeded(Seed::demo());
    let password = live.sandbox.user_password();
    let forbidden = [password, "ASPXAUTH=", "BPMCSRF"];
    nothing_gets_out(&live, &forbidden, &[Host::Crm], |project, arguments| {
        live.run_as_user(project, arguments)
    });
    let wrong = "wr0ng-pa55";
    let project = Project::new();
    let mut command = project.creatio("fetch");
    live.known_as_user(&mut command)
        .env("CREATIO_PASSWORD", wrong);
    let failure = ran(&mut command).stderr;
    assert!(failure.contains("refused the sign-in"), "{failure}");
    assert!(!failure.contains(wrong), "{failure}");
}
