//! No file that a command writes, and nothing that it says, holds the client secret.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use creatio_sandbox::{Fault, Host, Injection, Seed};

use crate::support::{Live, Project};

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

#[test]
fn the_secret_is_in_no_file_and_in_no_output() {
    let (live, project) = (Live::seeded(Seed::demo()), Project::new());
    let secret = live.sandbox.client_secret();
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
        let ran = live.run(&project, arguments);
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
        for host in [Host::Identity, Host::Crm] {
            live.sandbox
                .inject(Injection::from(fault.clone()).on(host).times(9));
            let ran = live.run(&project, "fetch");
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
    for forbidden in [secret, "Bearer ", "access_token"] {
        assert!(
            !said.contains(forbidden),
            "{forbidden} is in the output:\n{said}"
        );
        let found = files.lines().find(|text| text.contains(forbidden));
        assert_eq!(found, None, "{forbidden} is in a file");
    }
}
