//! `creatio fetch`, and `generate --url`, against a live instance.

use std::fs;
use std::process::Stdio;
use std::sync::mpsc;

use creatio_codegen::csdl;
use creatio_sandbox::{Fault, Host};

use crate::scripted;
use crate::support::{Live, Project, fixture, ran};

#[test]
fn the_snapshot_is_normal_and_fetching_again_does_not_touch_it() {
    let (live, project) = (Live::new(|it| it), Project::new());
    let first = live.run(&project, "fetch");
    assert_eq!(first.code, 0, "{}", first.stderr);
    assert_eq!(first.stdout, "metadata.xml: 12 entities, created\n");
    assert_eq!(
        live.stable(&first.stderr),
        "fetching $metadata (OData 4) of [url]\n"
    );
    let snapshot = project.read("metadata.xml");
    assert!(snapshot.lines().count() > 500, "{snapshot}");
    let modified = fs::metadata(project.path("metadata.xml"))
        .unwrap()
        .modified();
    let again = live.run(&project, "fetch --quiet");
    assert_eq!((again.stdout.as_str(), again.stderr.as_str()), ("", ""));
    let after = fs::metadata(project.path("metadata.xml"))
        .unwrap()
        .modified();
    assert_eq!(modified.unwrap(), after.unwrap());
}

#[test]
fn json_says_the_same_to_programs() {
    let (live, project) = (Live::new(|it| it), Project::new());
    let ran = live.run(&project, "fetch --format json --metadata api/crm.xml");
    let value: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(
        value,
        serde_json::json!([
            { "odata": 4, "file": "api/crm.xml", "entities": 12, "state": "created" }
        ])
    );
}

#[test]
fn generate_with_url_fetches_first() {
    let (live, project) = (Live::new(|it| it), Project::new());
    let mut command = project.creatio("generate --out models --include City --url");
    command.arg(live.sandbox.url());
    let ran = ran(live.known_to(&mut command));
    insta::assert_snapshot!(ran.stdout);
    assert_eq!(ran.code, 0);
    assert!(project.exists("metadata.xml") && project.exists("models/city.rs"));
}

#[test]
fn the_address_in_the_environment_does_not_make_generate_fetch() {
    let (live, project) = (Live::new(|it| it), Project::with_snapshot());
    let ran = live.run(&project, "generate --out models --include City");
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(live.sandbox.requests().is_empty());
}

#[test]
fn flags_count_more_than_the_environment_and_that_more_than_the_file() {
    let (live, project) = (Live::new(|it| it), Project::new());
    let (url, identity) = (live.sandbox.url(), live.sandbox.identity_url());
    project.write(
        "creatio.toml",
        &format!(
            "[instance]\nurl = '{url}'\nidentity-service = '{identity}'\nclient-id = 'file'\n\
             client-secret-file = 'secrets/crm'\n"
        ),
    );
    project.write("secrets/crm", "sandbox-secret\n");
    assert!(project.run("fetch").failure().contains("invalid_client"));
    let mut environment = project.creatio("fetch");
    environment.env("CREATIO_CLIENT_ID", "sandbox-client");
    assert_eq!(ran(&mut environment).code, 0);
    let mut flag = project.creatio("fetch --client-id flag");
    flag.env("CREATIO_CLIENT_ID", "sandbox-client");
    assert!(ran(&mut flag).failure().contains("invalid_client"));
}

#[test]
fn the_secret_comes_from_standard_input_or_a_file() {
    let (live, project) = (Live::new(|it| it), Project::new());
    let mut command = project.creatio("fetch --client-secret-stdin");
    live.known_to(&mut command)
        .env("CREATIO_CLIENT_SECRET", "wrong");
    command.write_stdin("sandbox-secret\n");
    assert_eq!(ran(&mut command).code, 0);
    project.write("secret", "sandbox-secret");
    let mut command = project.creatio("fetch --client-secret-file secret");
    live.known_to(&mut command)
        .env("CREATIO_CLIENT_SECRET", "wrong");
    assert_eq!(ran(&mut command).code, 0);
    let mut command = project.creatio("fetch --client-secret-file nowhere");
    let failure = ran(live.known_to(&mut command)).failure();
    assert!(failure.contains("cannot be read from nowhere"), "{failure}");
}

#[test]
fn a_secret_is_no_flag() {
    let failure = Project::new().run("fetch --client-secret x").failure();
    assert!(
        failure.contains("unexpected argument '--client-secret'"),
        "{failure}"
    );
}

/// The complaint of `fetch` with one variable of the environment changed.
fn complaint(live: &Live, variable: &str, value: &str) -> String {
    let project = Project::new();
    project.write("metadata.xml", "old");
    let mut command = project.creatio("fetch --quiet");
    live.known_to(&mut command).env(variable, value);
    let failure = ran(&mut command).failure();
    assert_eq!(project.read("metadata.xml"), "old");
    live.stable(&failure)
}

#[test]
fn each_wrong_setting_is_told_with_a_way_out() {
    let live = Live::new(|it| it);
    insta::assert_snapshot!(complaint(&live, "CREATIO_CLIENT_SECRET", "hunter2"));
    insta::assert_snapshot!(complaint(
        &live,
        "CREATIO_IDENTITY_SERVICE",
        live.sandbox.url()
    ));
    insta::assert_snapshot!(complaint(&live, "CREATIO_URL", "acme"));
    insta::assert_snapshot!(complaint(
        &live,
        "CREATIO_URL",
        "https://acme.creatio.com/0/odata"
    ));
    insta::assert_snapshot!(complaint(&live, "CREATIO_PLATFORM", "windows"));
    insta::assert_snapshot!(complaint(&live, "CREATIO_TIMEOUT", "soon"));
    insta::assert_snapshot!(complaint(&live, "CREATIO_CLIENT_SECRET", " "));
}

#[test]
fn what_is_missing_is_named_with_all_ways_to_give_it() {
    insta::assert_snapshot!(Project::new().run("fetch").failure());
    insta::assert_snapshot!(
        Project::new()
            .run("fetch --url https://a.example")
            .failure()
    );
    insta::assert_snapshot!(
        Project::new()
            .run("fetch --url https://a.example --client-id x")
            .failure()
    );
    let project = Project::new();
    let mut command = project.creatio("fetch --url https://a.example --client-id x");
    command.env("CREATIO_CLIENT_SECRET", "x");
    insta::assert_snapshot!(ran(&mut command).failure());
}

#[test]
fn an_unreachable_instance_is_told() {
    let live = Live::new(|it| it);
    // A port that was free a moment ago, and that nobody listens on.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let nowhere = format!("http://{}", port.local_addr().unwrap());
    drop(port);
    let failure = complaint(&live, "CREATIO_URL", &nowhere);
    assert!(
        failure.contains("no connection to the Creatio host"),
        "{failure}"
    );
    assert!(failure.contains("Check --url and the network"), "{failure}");
    let failure = complaint(&live, "CREATIO_IDENTITY_SERVICE", &nowhere);
    assert!(failure.contains("service cannot be reached"), "{failure}");
    assert!(failure.contains("Check --identity-service"), "{failure}");
}

/// The complaint of `fetch` while the instance has a bad day.
fn complaint_at(fault: Fault) -> String {
    let live = Live::new(|it| it);
    live.sandbox
        .inject(creatio_sandbox::Injection::from(fault).times(4));
    let project = Project::new();
    let failure = live.run(&project, "fetch --quiet").failure();
    assert!(!project.exists("metadata.xml"));
    live.stable(&failure)
}

#[test]
fn a_page_in_place_of_the_document_is_told() {
    insta::assert_snapshot!(complaint_at(Fault::HtmlLogin));
    insta::assert_snapshot!(complaint_at(Fault::HtmlNotFound));
    insta::assert_snapshot!(complaint_at(Fault::status(503)));
    insta::assert_snapshot!(complaint_at(Fault::WrongContentType));
}

#[test]
fn a_service_that_the_host_does_not_have_is_told() {
    let (live, project) = (Live::on_net(), Project::new());
    let failure = live.run(&project, "fetch -q --odata both").failure();
    insta::assert_snapshot!(live.stable(&failure));
    assert!(
        !project.exists("metadata.xml"),
        "half of what was asked for"
    );
}

#[test]
fn a_document_cut_short_leaves_the_snapshot_alone() {
    let failure = complaint_at(Fault::TruncatedBody);
    assert!(failure.contains("the connection broke"), "{failure}");
}

#[test]
fn an_identity_service_that_is_down_is_told() {
    let (live, project) = (Live::new(|it| it), Project::new());
    let outage = creatio_sandbox::Injection::from(Fault::status(503));
    live.sandbox.inject(outage.on(Host::Identity).times(4));
    let failure = live.run(&project, "fetch -q").failure();
    insta::assert_snapshot!(live.stable(&failure));
}

#[test]
fn errors_are_json_for_programs_and_annotations_for_github() {
    let project = Project::new();
    let ran = project.run("fetch --format json");
    let value: serde_json::Value = serde_json::from_str(&ran.stderr).unwrap();
    assert!(
        value["error"]
            .as_str()
            .unwrap()
            .starts_with("the address of the instance")
    );
    assert_eq!((ran.code, ran.stdout.as_str()), (1, ""));
    let failure = project.run("fetch --format github").failure();
    assert!(
        failure.starts_with("::error title=creatio::the address"),
        "{failure}"
    );
}

#[test]
fn the_fetched_snapshot_has_the_schema_of_the_document() {
    let (live, project) = (Live::new(|it| it), Project::new());
    live.run(&project, "fetch");
    let mut document = csdl::read_file(fixture("small.odata4.xml")).unwrap();
    let snapshot = csdl::read_file(project.path("metadata.xml")).unwrap();
    document.entities.sort_by(|a, b| a.name.cmp(&b.name));
    assert_eq!(snapshot.entities, document.entities);
}

#[test]
fn a_kill_in_the_middle_leaves_the_old_files_whole() {
    let (asked, waiting) = mpsc::channel();
    let url = scripted::serve(move |_| {
        asked.send(()).unwrap();
        None
    });
    let project = Project::with_snapshot();
    let old = project.read("metadata.xml");
    project
        .run("generate --out models --include City")
        .stdout(0);
    let models = project.read("models/city.rs");
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_creatio"))
        .current_dir(project.path(""))
        .args([
            "generate",
            "--out",
            "models",
            "--client-id",
            "x",
            "--url",
            &url,
        ])
        .args(["--identity-service", &url])
        .env_clear()
        .env("CREATIO_CLIENT_SECRET", "x")
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    waiting.recv().unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(project.read("metadata.xml"), old);
    assert_eq!(project.read("models/city.rs"), models);
}

#[test]
fn both_versions_become_two_snapshots_of_one_schema() {
    let document = |name| fs::read_to_string(fixture(name)).unwrap();
    let (v3, v4) = (document("small.odata3.xml"), document("small.odata4.xml"));
    let url = scripted::serve(move |path| {
        let text = match path {
            "/0/odata/$metadata" => &v4,
            "/0/ServiceModel/EntityDataService.svc/$metadata" => &v3,
            _ => return None,
        };
        Some(("application/xml", text.clone()))
    });
    let project = Project::new();
    let command = |arguments: &str| {
        let mut command = project.creatio(arguments);
        command.args(["--client-id", "x", "--url", &url]);
        command.args(["--identity-service", &url]);
        command.env("CREATIO_CLIENT_SECRET", "x");
        ran(&mut command)
    };
    let fetched = command("fetch --odata both");
    assert_eq!(
        fetched.stdout,
        "metadata.xml: 12 entities, created\nmetadata.odata3.xml: 12 entities, created\n"
    );
    assert_eq!(command("check --odata both").code, 0);
    assert_eq!(project.run("diff metadata.xml metadata.odata3.xml").code, 0);
    let only = command("fetch --odata v3 --metadata only.xml");
    assert_eq!(only.stdout, "only.xml: 12 entities, created\n");
    assert_eq!(
        project.read("only.xml"),
        project.read("metadata.odata3.xml")
    );
}
