//! A user with a password in place of an OAuth client.

use creatio_sandbox::{Fault, Seed};

use crate::support::{Live, Project, ran};

/// How often somebody tried to sign in.
fn sign_ins(live: &Live) -> usize {
    let requests = live.sandbox.requests();
    let sign_ins = requests.iter().filter(|it| it.target.ends_with("/Login"));
    sign_ins.count()
}

#[test]
fn a_user_reads_all_that_an_oauth_client_reads() {
    let live = Live::seeded(Seed::demo());
    let fetch = "fetch --odata both --enrich --rows AccountType";
    let (by_client, by_user) = (Project::new(), Project::new());
    let ran = live.run(&by_client, fetch);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert_eq!(sign_ins(&live), 0);
    let ran = live.run_as_user(&by_user, fetch);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert_eq!(sign_ins(&live), 1);
    for file in [
        "metadata.xml",
        "metadata.odata3.xml",
        "metadata.enrichment.json",
        "metadata.rows.json",
    ] {
        assert_eq!(by_user.read(file), by_client.read(file), "{file}");
    }
    assert_eq!(live.run_as_user(&by_user, "check").code, 0);
}

#[test]
fn the_name_comes_from_a_flag_the_environment_or_the_file() {
    let (live, project) = (Live::new(|it| it), Project::new());
    let url = live.sandbox.url();
    let code = |arguments: &str, user: Option<&str>| {
        let mut command = project.creatio(arguments);
        command.env("CREATIO_URL", url);
        command.env("CREATIO_PASSWORD", live.sandbox.user_password());
        command.envs(user.map(|user| ("CREATIO_USER", user)));
        ran(&mut command).code
    };
    assert_eq!(code("fetch --user Integrator", Some("wrong")), 0);
    project.write("creatio.toml", "[instance]\nuser = 'wrong'\n");
    assert_eq!(code("fetch", Some("Integrator")), 0);
    assert_eq!(code("fetch", None), 1);
    project.write("creatio.toml", "[instance]\nuser = 'Integrator'\n");
    assert_eq!(code("fetch", None), 0);
}

/// The complaint of a command with these arguments, variables and configuration.
fn complaint(arguments: &str, variables: &[(&str, &str)], toml: &str) -> String {
    let project = Project::new();
    project.write("creatio.toml", toml);
    let mut command = project.creatio(arguments);
    command.env("CREATIO_URL", "https://acme.creatio.com");
    command.envs(variables.iter().copied());
    ran(&mut command).failure()
}

#[test]
fn exactly_one_of_both_can_ask() {
    let client = ("CREATIO_CLIENT_ID", "x");
    let secret = ("CREATIO_CLIENT_SECRET", "x");
    let user = ("CREATIO_USER", "x");
    let password = ("CREATIO_PASSWORD", "x");
    insta::assert_snapshot!(complaint("fetch", &[secret, password], ""));
    insta::assert_snapshot!(complaint("fetch --client-id x --user x", &[], ""));
    insta::assert_snapshot!(complaint("fetch", &[client, secret, user, password], ""));
    let toml = "[instance]\nclient-id = 'x'\n";
    insta::assert_snapshot!(complaint("fetch --user x", &[password], toml));
    let flags = "fetch --client-secret-stdin";
    insta::assert_snapshot!(complaint(flags, &[user, password], ""));
    let flags = "fetch --identity-service https://is.example --user x";
    assert!(
        complaint(flags, &[password], "").contains("--identity-service is for an OAuth client")
    );
}

#[test]
fn what_belongs_to_the_other_way_does_no_harm_in_the_environment() {
    let (live, project) = (Live::new(|it| it), Project::new());
    let mut command = project.creatio("fetch");
    live.known_to(&mut command).env("CREATIO_PASSWORD", "x");
    assert_eq!(ran(&mut command).code, 0);
    let mut command = project.creatio("fetch");
    live.known_as_user(&mut command)
        .env("CREATIO_CLIENT_SECRET", "x");
    assert_eq!(ran(&mut command).code, 0);
}

#[test]
fn a_password_is_neither_a_flag_nor_a_key_and_has_to_be_there() {
    let user = ("CREATIO_USER", "x");
    let failure = complaint("fetch --password x", &[user], "");
    assert!(
        failure.contains("unexpected argument '--password'"),
        "{failure}"
    );
    let toml = "[instance]\nuser = 'x'\npassword = 'hunter2'\n";
    insta::assert_snapshot!(complaint("fetch", &[], toml));
    insta::assert_snapshot!(complaint("fetch", &[user], ""));
    let failure = complaint("fetch", &[user, ("CREATIO_PASSWORD", "")], "");
    assert!(failure.contains("CREATIO_PASSWORD is empty"), "{failure}");
}

#[test]
fn a_refused_password_is_told_and_tried_once() {
    let (live, project) = (Live::new(|it| it), Project::new());
    let mut command = project.creatio("fetch -q --odata both --enrich");
    live.known_as_user(&mut command)
        .env("CREATIO_PASSWORD", "hunter2");
    let failure = ran(&mut command).failure();
    insta::assert_snapshot!(live.stable(&failure));
    assert_eq!(sign_ins(&live), 1);
    assert!(!project.exists("metadata.xml"));
}

#[test]
fn each_way_to_be_turned_away_has_a_way_out() {
    let live = Live::new(|it| it);
    for fault in [
        Fault::HtmlNotFound,
        Fault::status(503),
        Fault::DropConnection,
    ] {
        live.sandbox
            .inject(creatio_sandbox::Injection::from(fault).times(4));
        let ran = live.run_as_user(&Project::new(), "fetch -q");
        live.sandbox.clear_faults();
        insta::assert_snapshot!(live.stable(&ran.failure()));
    }
    let project = Project::new();
    let mut command = project.creatio("fetch -q --platform net");
    let failure = ran(live.known_as_user(&mut command)).failure();
    insta::assert_snapshot!(live.stable(&failure));
}
