//! `creatio fetch --enrich`: what `$metadata` lacks, from the schema service.

use std::fs;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Barrier};

use creatio_codegen::csdl;
use creatio_sandbox::{Fault, Injection};
use serde_json::json;

use crate::scripted;
use crate::support::{Live, Project, fixture, ran};

fn live() -> Live {
    Live::new(|it| it)
}

fn refusal() -> Fault {
    Fault::Refusal {
        code: "AccessDenied".to_owned(),
        message: "Access to SysSchema is denied".to_owned(),
    }
}

const ENRICHMENT: &str = "metadata.enrichment.json";

/// The lines of the enrichment that hold this text.
fn lines(project: &Project, text: &str) -> Vec<String> {
    let enrichment = project.read(ENRICHMENT);
    let lines = enrichment.lines().filter(|line| line.contains(text));
    lines.map(|line| line.trim().to_owned()).collect()
}

#[test]
fn the_enrichment_stands_beside_the_snapshot_and_is_the_same_again() {
    let (live, project) = (live(), Project::new());
    let first = live.run(&project, "fetch --enrich");
    assert_eq!(first.code, 0, "{}", first.stderr);
    assert_eq!(
        first.stdout,
        "metadata.xml: 12 entities, created\nmetadata.enrichment.json: 12 entities, created\n"
    );
    assert_eq!(
        live.stable(&first.stderr),
        "fetching $metadata (OData 4) of [url]\nfetching 12 entity schemas of [url]\n"
    );
    assert_eq!(
        lines(&project, "\"BirthDate\""),
        [r#""BirthDate": {"caption":"Birth date","type":"Date"},"#]
    );
    assert_eq!(lines(&project, "\"display\": \"LeadName\"").len(), 1);
    let again = live.run(&project, "fetch --enrich");
    let states = again.stdout.matches("unchanged").count();
    assert_eq!(states, 2, "{}", again.stdout);
}

#[test]
fn models_get_days_captions_and_rules_from_it() {
    let (live, project) = (live(), Project::new());
    project.write("creatio.toml", "enrich = true\n");
    assert_eq!(live.run(&project, "fetch").code, 0);
    let generated = live.run(
        &project,
        "generate --out models --include Contact --include Lead",
    );
    assert_eq!(generated.code, 0, "{}", generated.stderr);
    let model = project.read("models/contact.rs");
    let birth_date = "    /// `BirthDate`\n    \
        #[creatio(name = \"BirthDate\", edm = \"DateTimeOffset\")]\n    \
        pub birth_date: ::core::option::Option<::creatio_core::Date>,\n";
    assert!(model.contains(birth_date), "{model}");
    let name = "    /// `Name`\n    ///\n    /// Full name\n    ///\n    \
        /// Required, at most 250 characters.\n    \
        #[creatio(name = \"Name\", required, max_length = 250)]\n";
    assert!(model.contains(name), "{model}");
    let created_on = "pub created_on: ::core::option::Option<::creatio_core::Timestamp>,";
    assert!(model.contains(created_on), "{model}");
}

#[test]
fn an_entity_that_fails_is_reported_and_keeps_what_was_known() {
    let (live, project) = (live(), Project::new());
    live.run(&project, "fetch --enrich");
    let before = project.read(ENRICHMENT);
    live.sandbox
        .inject(Injection::from(refusal()).to_schema("City"));
    let ran = live.run(&project, "fetch --enrich --quiet");
    assert_eq!((ran.code, ran.stdout.as_str()), (0, ""));
    let complaint = "warning: City was not enriched: access denied: Access to SysSchema is denied";
    assert!(ran.stderr.starts_with(complaint), "{}", ran.stderr);
    assert_eq!(project.read(ENRICHMENT), before);
}

#[test]
fn an_entity_that_fails_at_first_is_left_out_and_told_to_programs() {
    let (live, project) = (live(), Project::new());
    live.sandbox
        .inject(Injection::from(refusal()).to_schema("City"));
    let ran = live.run(&project, "fetch --enrich --format json");
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let value: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(value[1]["file"], ENRICHMENT);
    assert_eq!(value[1]["entities"], 11);
    assert_eq!(value[1]["failures"][0]["entity"], "City");
    assert_eq!(value[0].get("failures"), None);
    let written: serde_json::Value = serde_json::from_str(&project.read(ENRICHMENT)).unwrap();
    assert_eq!(written["entities"].get("City"), None);
    let warning = ran.stderr.lines().last().unwrap();
    let warning: serde_json::Value = serde_json::from_str(warning).unwrap();
    assert!(
        warning["warning"]
            .as_str()
            .unwrap()
            .starts_with("City was not enriched")
    );
}

#[test]
fn requests_that_fail_for_the_moment_are_sent_again() {
    let (live, project) = (live(), Project::new());
    let busy = Injection::from(Fault::status(503))
        .to_schema("City")
        .times(2);
    live.sandbox.inject(busy);
    let ran = live.run(&project, "fetch --enrich");
    assert!(
        ran.stdout.contains("metadata.enrichment.json: 12 entities"),
        "{}",
        ran.stderr
    );
    live.sandbox.inject(
        Injection::from(Fault::status(503))
            .to_schema("City")
            .times(4),
    );
    let ran = live.run(&project, "fetch --enrich --quiet");
    let complaint = "warning: City was not enriched: Creatio is not available";
    assert!(ran.stderr.starts_with(complaint), "{}", ran.stderr);
}

#[test]
fn without_the_list_of_schemas_nothing_is_written() {
    let (live, project) = (live(), Project::new());
    live.sandbox.inject(Fault::None);
    live.sandbox.inject(refusal());
    let failure = live.run(&project, "fetch --enrich --quiet").failure();
    assert!(
        failure.contains("the list of entity schemas of"),
        "{failure}"
    );
    assert!(failure.contains("do without --enrich"), "{failure}");
    assert!(!project.exists("metadata.xml") && !project.exists(ENRICHMENT));
}

#[test]
fn the_environment_counts_more_than_the_file_and_says_true_or_false() {
    let (live, project) = (live(), Project::new());
    project.write("creatio.toml", "enrich = true\n");
    let mut command = project.creatio("fetch");
    live.known_to(&mut command).env("CREATIO_ENRICH", "false");
    assert_eq!(ran(&mut command).code, 0);
    assert!(!project.exists(ENRICHMENT));
    command.env("CREATIO_ENRICH", "maybe");
    let failure = ran(&mut command).failure();
    assert!(
        failure.contains("CREATIO_ENRICH cannot be `maybe`: it is true or false"),
        "{failure}"
    );
}

#[test]
fn an_enrichment_that_cannot_be_read_stops_generate_and_not_fetch() {
    let (live, project) = (live(), Project::with_snapshot());
    project.write(ENRICHMENT, "<<<<<<< ours\n");
    let failure = project.run("generate --out models").failure();
    assert!(
        failure.contains("metadata.enrichment.json:1:1: this is no enrichment"),
        "{failure}"
    );
    assert!(!project.exists("models"));
    assert_eq!(live.run(&project, "fetch --enrich").code, 0);
    assert_eq!(project.run("generate --out models").code, 0);
    let written: serde_json::Value = serde_json::from_str(&project.read(ENRICHMENT)).unwrap();
    assert_eq!(written["format"], json!(1));
}

/// Each answer waits until four requests are there, so that fewer at a time would not end.
#[test]
fn four_schemas_are_asked_for_at_a_time() {
    let document = fs::read_to_string(fixture("small.odata4.xml")).unwrap();
    let schema = csdl::read(document.as_bytes(), "small").unwrap();
    let names = schema
        .entities
        .iter()
        .map(|entity| json!({ "name": entity.name }));
    let list = json!({ "success": true, "collection": names.collect::<Vec<_>>() }).to_string();
    let (waiting, most) = (AtomicUsize::new(0), Arc::new(AtomicUsize::new(0)));
    let (four, seen) = (Barrier::new(4), Arc::clone(&most));
    let url = scripted::serve(move |path| match path.rsplit('/').next()? {
        "$metadata" => Some(("application/xml", document.clone())),
        "EntitySchemaManagerRequest" => Some(("application/json", list.clone())),
        _ => {
            let now = waiting.fetch_add(1, Ordering::SeqCst) + 1;
            seen.fetch_max(now, Ordering::SeqCst);
            four.wait();
            waiting.fetch_sub(1, Ordering::SeqCst);
            let schema = json!({ "success": true, "schema": { "columns": { "Items": {} } } });
            Some(("application/json", schema.to_string()))
        }
    });
    let project = Project::new();
    let mut command = project.creatio("fetch --enrich --timeout 20 --client-id x");
    command.args(["--url", &url, "--identity-service", &url]);
    let ran = ran(command.env("CREATIO_CLIENT_SECRET", "x"));
    assert!(
        ran.stdout.contains("enrichment.json: 12 entities"),
        "{}",
        ran.stderr
    );
    assert_eq!(most.load(Ordering::SeqCst), 4);
}
