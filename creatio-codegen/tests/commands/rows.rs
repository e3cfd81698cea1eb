//! Lookup rows: from the instance into a file, from there into constants, and their drift.

use creatio_sandbox::{Fault, Seed};

use crate::scripted;
use crate::support::{Live, Project, Ran, ran};

const ROWS: &str = "metadata.rows.json";

/// An instance with data.
fn live() -> Live {
    Live::seeded(Seed::demo())
}

/// A project that wants these rows, as `creatio.toml` says it.
fn wanting(rows: &str) -> Project {
    let project = Project::new();
    project.write(
        "creatio.toml",
        &format!("[models]\nout = 'models'\n[rows]\n{rows}\n"),
    );
    project
}

/// The id of the row with this name in the file.
fn id_of(project: &Project, name: &str) -> String {
    let rows = project.read(ROWS);
    let line = rows
        .lines()
        .find(|line| line.contains(&format!(": \"{name}\"")));
    line.unwrap().trim()[1..37].to_owned()
}

fn done(ran: Ran) -> String {
    assert_eq!((ran.code, &*ran.stderr), (0, ""), "{}", ran.stdout);
    ran.stdout
}

#[test]
fn rows_stand_beside_the_snapshot_and_become_constants() {
    let (live, project) = (live(), wanting("include = ['AccountType']"));
    let fetched = live.run(&project, "fetch");
    assert_eq!(fetched.code, 0, "{}", fetched.stderr);
    let file = format!("{ROWS}: 1 entity, ");
    assert!(fetched.stdout.lines().nth(1).unwrap().starts_with(&file));
    assert!(
        live.stable(&fetched.stderr)
            .ends_with("fetching the rows of 1 lookup of [url]\n"),
        "{}",
        fetched.stderr
    );
    let again = done(live.run(&project, "fetch --quiet"));
    assert_eq!(again, "");
    let id = id_of(&project, "Customer");
    let generated = done(project.run("generate --include AccountType"));
    assert!(
        generated.lines().next().unwrap().ends_with(" rows"),
        "{generated}"
    );
    let constant = format!(
        "    /// Customer\n    pub const CUSTOMER: ::creatio_core::Id<Self> =\n        \
         ::creatio_core::Id::from_u128(0x{});\n",
        id.replace('-', "_")
    );
    let model = project.read("models/account_type.rs");
    assert!(model.contains(&constant), "{model}");
    let pinned = format!("row AccountType.{id} = CUSTOMER\n");
    assert!(project.read("models/names.lock").contains(&pinned));
    assert_eq!(
        project
            .run("generate --check -q --include AccountType")
            .code,
        0
    );
}

#[test]
fn only_what_is_asked_for_is_read() {
    let (live, project) = (
        live(),
        wanting("include = ['*Type']\nexclude = ['Contact*']"),
    );
    assert_eq!(live.run(&project, "fetch").code, 0);
    let requests = live.sandbox.requests();
    let data: Vec<_> = requests
        .iter()
        .filter_map(|request| request.target.split("/odata/").nth(1))
        .filter(|target| *target != "$metadata")
        .collect();
    assert_eq!(data, ["AccountType?$select=Id,Name&$orderby=Id&$top=501"]);
    live.sandbox.clear_requests();
    assert_eq!(
        live.run(&project, "fetch --rows Contact*Type").code,
        1,
        "it is excluded"
    );
    let value = live
        .run(&Project::new(), "fetch --rows ContactType --format json")
        .stdout;
    let value: serde_json::Value = serde_json::from_str(&value).unwrap();
    assert_eq!(
        (&value[1]["file"], &value[1]["entities"]),
        (&ROWS.into(), &1.into())
    );
    assert!(value[1]["rows"].as_u64().unwrap() > 1, "{value}");
    assert_eq!(value[0].get("rows"), None);
}

#[test]
fn a_row_that_is_renamed_keeps_its_constant_and_the_difference_is_told() {
    let (live, project) = (live(), wanting("include = ['AccountType']"));
    live.run(&project, "fetch");
    done(project.run("generate --include AccountType"));
    let renamed = project.read(ROWS).replace(": \"Customer\"", ": \"Client\"");
    project.write(ROWS, &renamed);
    let check = project.run("generate --check -q --include AccountType");
    assert_eq!(check.code, 2);
    assert_eq!(
        check.stdout,
        "models/account_type.rs: would be written anew\n"
    );
    done(project.run("generate --include AccountType"));
    let model = project.read("models/account_type.rs");
    assert!(
        model.contains("    /// Client\n    pub const CUSTOMER:"),
        "{model}"
    );
    assert!(!model.contains("CLIENT"), "{model}");
}

#[test]
fn check_compares_the_rows_with_the_instance() {
    let (live, project) = (live(), wanting("include = ['AccountType']"));
    live.run(&project, "fetch");
    done(project.run("generate --include AccountType"));
    assert_eq!(done(live.run(&project, "check -q")), "");
    let (customer, partner) = (id_of(&project, "Customer"), id_of(&project, "Partner"));
    let gone = "00000000-0000-0000-0000-00000000000a";
    let partner_row = format!("        \"{partner}\": \"Partner\",\n");
    let then = project.read(ROWS);
    assert!(then.contains(&partner_row), "{then}");
    let then = then
        .replace(&partner_row, "")
        .replace(": \"Customer\"", ": \"Client\"")
        .replace(
            "\"rows\": {\n",
            &format!("\"rows\": {{\n        \"{gone}\": \"Old\",\n"),
        );
    project.write(ROWS, &then);
    done(project.run("generate --include AccountType"));
    project.write(
        "src/lib.rs",
        "use models::AccountType as Kind;\nfn f() { (Kind::OLD, Kind::CUSTOMER, Kind::PARTNER) }\n",
    );
    let ran = live.run(&project, "check -q --used-by src");
    assert_eq!((ran.code, &*ran.stderr), (2, ""));
    assert_eq!(
        ran.stdout,
        format!(
            "breaking  `AccountType.{gone}`: the row `Old` is gone\n          \
             src/lib.rs:2:17: AccountType::OLD\n\
             risky     `AccountType.{customer}`: the row `Client` is called `Customer` now\n          \
             src/lib.rs:2:28: AccountType::CUSTOMER\n\
             additive  `AccountType.{partner}`: the row `Partner` is new\n"
        )
    );
    assert_eq!(project.read(ROWS), then, "nothing is written");
    let unselected = live.run(&project, "check -q --include Contact");
    assert_eq!((unselected.code, &*unselected.stdout), (0, ""));
}

#[test]
fn diff_compares_the_rows_that_both_snapshots_have() {
    let project = Project::with_snapshot();
    let metadata = project.read("metadata.xml");
    project.write("new.xml", &metadata);
    let rows = |name: &str| {
        format!(
            "{{\"format\": 1, \"entities\": {{\"City\": {{\"display\": \"Name\", \"rows\": \
             {{\"00000000-0000-0000-0000-000000000001\": \"{name}\"}}}}}}}}"
        )
    };
    project.write(ROWS, &rows("Rome"));
    assert_eq!(project.run("diff -q metadata.xml new.xml").stdout(0), "");
    project.write("new.rows.json", &rows("Roma"));
    assert_eq!(
        project.run("diff -q metadata.xml new.xml").stdout(2),
        "risky     `City.00000000-0000-0000-0000-000000000001`: the row `Rome` is called `Roma` \
         now\n"
    );
    let listed = project.run("list --include City --columns").stdout(0);
    assert!(
        listed.lines().next().unwrap().ends_with("  1 row"),
        "{listed}"
    );
    assert!(
        listed.ends_with("\n  00000000-0000-0000-0000-000000000001: row Rome\n"),
        "{listed}"
    );
    let json = project.run("list --include Ci* --format json").stdout(0);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json[0]["rows"], 1);
}

#[test]
fn more_rows_than_the_limit_are_refused_and_nothing_is_written() {
    let (live, project) = (live(), wanting("include = ['Contact']"));
    let failure = live.run(&project, "fetch -q").failure();
    assert_eq!(
        failure,
        "error: `Contact` has more than 500 rows, which are too many for constants. Leave it out \
         with `rows.exclude` in creatio.toml, or raise `rows.limit` there\n"
    );
    assert!(!project.exists("metadata.xml") && !project.exists(ROWS));
    let small = wanting("include = ['AccountType']\nlimit = 2");
    let failure = live.run(&small, "fetch -q").failure();
    assert!(
        failure.contains("`AccountType` has more than 2 rows"),
        "{failure}"
    );
}

#[test]
fn the_column_that_names_rows_is_what_users_see_or_what_the_file_says() {
    let live = live();
    let project = wanting("include = ['Lead']\nlimit = 100000");
    let failure = live.run(&project, "fetch -q").failure();
    assert_eq!(
        failure,
        "error: no rows are fetched: `Lead` has no column `Name` to name rows by: say which column \
         does in `[rows.display]` of creatio.toml, as in `Lead = \"Code\"`; `creatio fetch \
         --enrich` asks which column users see\n"
    );
    assert_eq!(live.run(&project, "fetch -q --enrich").code, 0);
    assert!(project.read(ROWS).contains("\"display\": \"LeadName\""));
    // Beside the snapshot is enough, too.
    assert_eq!(live.run(&project, "fetch -q").code, 0);
    let named = wanting("include = ['Lead']\nlimit = 100000\ndisplay = { Lead = 'LeadName' }");
    assert_eq!(live.run(&named, "fetch -q").code, 0);
    assert_eq!(named.read(ROWS), project.read(ROWS));
}

#[test]
fn every_mistake_is_told_before_rows_are_read() {
    let live = live();
    let project = wanting("include = ['Acount*', 'City']");
    let failure = live.run(&project, "fetch -q").failure();
    assert!(
        failure.contains("the lookups whose rows are wanted: "),
        "{failure}"
    );
    assert!(
        failure.contains("the nearest name is `Account"),
        "{failure}"
    );
    let project = wanting(
        "include = ['Lead', 'Activity', 'City']\ndisplay = { Citi = 'Name', City = 'Nome' }",
    );
    let failure = live.run(&project, "fetch -q").failure();
    for part in [
        "`rows.display` names no entity with `Citi`",
        "`Lead` has no column `Name`",
        "`Activity` has no column `Name`",
        "`City` has no column `Nome`",
    ] {
        assert!(failure.contains(part), "{part}: {failure}");
    }
    let requests = live.sandbox.requests();
    assert!(requests.iter().all(|it| !it.target.contains("$select")));
}

#[test]
fn a_failure_for_the_moment_is_tried_again_and_any_other_leaves_all_as_it_was() {
    let (live, project) = (live(), wanting("include = ['AccountType']"));
    live.sandbox.inject(Fault::None);
    live.sandbox.inject(Fault::status(503));
    assert_eq!(live.run(&project, "fetch").code, 0);
    let before = (project.read("metadata.xml"), project.read(ROWS));
    live.sandbox.inject(Fault::None);
    live.sandbox.inject(Fault::status(403));
    let failure = live.run(&project, "fetch -q").failure();
    assert!(
        failure.starts_with("error: the rows of `AccountType` cannot be fetched: access denied"),
        "{failure}"
    );
    assert!(failure.contains("the right to read it"), "{failure}");
    assert_eq!((project.read("metadata.xml"), project.read(ROWS)), before);
}

#[test]
fn rows_that_are_no_longer_asked_for_stay_and_are_mentioned() {
    let (live, project) = (live(), Project::new());
    assert_eq!(live.run(&project, "fetch --rows AccountType").code, 0);
    let before = project.read(ROWS);
    let ran = live.run(&project, "fetch -q");
    assert_eq!(ran.code, 0);
    assert!(
        ran.stderr
            .starts_with("warning: metadata.rows.json stays as it is"),
        "{}",
        ran.stderr
    );
    assert_eq!(project.read(ROWS), before);
}

#[test]
fn rows_of_what_the_snapshot_lacks_are_mentioned() {
    let project = Project::with_snapshot();
    project.write(
        ROWS,
        "{\"format\": 1, \"entities\": {\"Gone\": {\"display\": \"Name\", \"rows\": {}}}}",
    );
    let ran = project.run("generate --out models");
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert_eq!(
        ran.stderr,
        "warning: metadata.rows.json: metadata.xml has no `Gone` with one guid as key, so its rows \
         do not count: run `creatio fetch` for both\n"
    );
    project.write(ROWS, "<<<<<<< ours\n");
    let failure = project.run("generate --out models").failure();
    assert!(
        failure.contains("metadata.rows.json:1:1: this is no list of lookup rows"),
        "{failure}"
    );
}

/// An instance of one entity, with this type of key, and this reply to a read of its rows.
fn scripted(key: &str, rows: &'static str) -> String {
    let document = format!(
        "<edmx:Edmx Version=\"4.0\" xmlns:edmx=\"http://docs.oasis-open.org/odata/ns/edmx\">\
         <edmx:DataServices><Schema Namespace=\"D\" xmlns=\"http://docs.oasis-open.org/odata/ns/edm\">\
         <EntityType Name=\"Kind\"><Key><PropertyRef Name=\"Id\"/></Key>\
         <Property Name=\"Id\" Type=\"{key}\"/><Property Name=\"Name\" Type=\"Edm.String\"/>\
         </EntityType><EntityContainer Name=\"C\"><EntitySet Name=\"Kinds\" EntityType=\"D.Kind\"/>\
         </EntityContainer></Schema></edmx:DataServices></edmx:Edmx>"
    );
    scripted::serve(move |path| {
        if path.ends_with("$metadata") {
            return Some(("application/xml", document.clone()));
        }
        path.contains("/odata/Kinds?")
            .then(|| ("application/json", rows.to_owned()))
    })
}

/// A fetch of the rows of `Kind`.
fn fetch_kinds(project: &Project, url: &str) -> Ran {
    let mut command = project.creatio("fetch -q --rows Kind --timeout 20 --client-id x");
    command.args(["--url", url, "--identity-service", url]);
    ran(command.env("CREATIO_CLIENT_SECRET", "x"))
}

#[test]
fn an_entity_whose_key_is_not_one_guid_is_refused() {
    let failure = fetch_kinds(&Project::new(), &scripted("Edm.String", "{}")).failure();
    assert!(
        failure.contains("the key of `Kind` is not one guid, so its rows have no `Id`"),
        "{failure}"
    );
}

#[test]
fn rows_are_read_from_the_set_and_odd_values_do_no_harm() {
    let rows = r#"{"value":[
        {"Id":"00000000-0000-0000-0000-000000000002","Name":null},
        {"Id":"00000000-0000-0000-0000-00000000000A","Name":"Ж\u0000\n"},
        {"Id":"00000000-0000-0000-0000-000000000001","Name":7}]}"#;
    let project = Project::new();
    let fetched = fetch_kinds(&project, &scripted("Edm.Guid", rows));
    assert_eq!((fetched.code, &*fetched.stderr), (0, ""));
    let expected = "      \"rows\": {\n        \
        \"00000000-0000-0000-0000-000000000001\": \"7\",\n        \
        \"00000000-0000-0000-0000-000000000002\": \"\",\n        \
        \"00000000-0000-0000-0000-00000000000a\": \"Ж\\u0000\\n\"\n";
    let text = project.read(ROWS);
    assert!(text.contains(expected), "{text}");
    assert_eq!(project.run("generate --out models").code, 0);
    let model = project.read("models/kind.rs");
    for name in ["N7", "ROW_00000000", "ZH"] {
        assert!(
            model.contains(&format!("pub const {name}:")),
            "{name}: {model}"
        );
    }
}

#[test]
fn a_row_without_id_is_refused() {
    for rows in [
        r#"{"value":[{"Name":"A"}]}"#,
        r#"{"value":[{"Id":"1","Name":"A"}]}"#,
    ] {
        let project = Project::new();
        let failure = fetch_kinds(&project, &scripted("Edm.Guid", rows)).failure();
        assert!(
            failure.contains("the rows of `Kind` cannot be fetched: a row w"),
            "{failure}"
        );
        assert!(!project.exists("metadata.xml"));
    }
}
