//! Which places count as uses, and which do not.

use super::*;
use crate::csdl;
use crate::schema::{LookupRows, RowId};

/// `Account` with the column `Name` and the lookup `Type`, and `AccountType`.
fn schema(members: &str) -> Schema {
    let document = format!(
        "<e:Edmx Version='4.0' xmlns:e='http://docs.oasis-open.org/odata/ns/edmx'>\
         <e:DataServices><Schema Namespace='D' xmlns='http://docs.oasis-open.org/odata/ns/edm'>\
         <EntityType Name='Account'><Key><PropertyRef Name='Id'/></Key>\
         <Property Name='Id' Type='Edm.Guid'/>{members}</EntityType>\
         <EntityType Name='AccountType'><Key><PropertyRef Name='Id'/></Key>\
         <Property Name='Id' Type='Edm.Guid'/></EntityType>\
         <EntityContainer Name='C'><EntitySet Name='Account' EntityType='D.Account'/>\
         <EntitySet Name='AccountType' EntityType='D.AccountType'/></EntityContainer>\
         </Schema></e:DataServices></e:Edmx>"
    );
    csdl::read(document.as_bytes(), "test.xml").unwrap()
}

const NAME: &str = "<Property Name='Name' Type='Edm.String'/>";
const TYPE: &str = "<Property Name='TypeId' Type='Edm.Guid'/>\
    <NavigationProperty Name='Type' Type='D.AccountType'/>";

/// The uses of what `old` has and a schema without members lacks, as `line:column text`.
fn uses(old: &str, source: &str) -> Vec<String> {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("lib.rs"), source).unwrap();
    let (old, new) = (schema(old), schema(""));
    let drift = Drift::between(&old, &new);
    let uses = drift
        .uses(&old, &NamesLock::default(), [dir.path()])
        .unwrap();
    let one = |it: &Use| format!("{}:{} {}", it.line, it.column, it.text);
    uses.iter().flatten().map(one).collect()
}

#[test]
fn a_constant_is_found_in_a_path_and_within_braces() {
    assert_eq!(uses(NAME, "x(account::name)"), ["1:12 account::name"]);
    assert_eq!(
        uses(
            NAME,
            "x(models::account::name.eq(1), account::name_2, contact::name)"
        ),
        ["1:20 account::name"]
    );
    assert_eq!(
        uses(NAME, "use models::account::{self, id, name};"),
        ["1:33 account::name"]
    );
}

#[test]
fn an_imported_constant_is_found_where_it_stands_alone() {
    let source = "use models::account::name;\nfn f() { select(name).eq(other::name) }";
    assert_eq!(uses(NAME, source), ["1:22 account::name", "2:17 name"]);
    let renamed =
        "use models::account::{id, name as title};\nfn f() { select(title); let name = 1; }";
    assert_eq!(uses(NAME, renamed), ["1:27 account::name", "2:17 title"]);
    let glob = "use models::account::*;\nfn f() { select(name) }";
    assert_eq!(uses(NAME, glob), ["2:17 name"]);
}

#[test]
fn a_module_is_followed_under_another_name() {
    let source = "use models::account as acc;\nfn f() { select(acc::name) }";
    assert_eq!(uses(NAME, source), ["2:22 account::name"]);
}

#[test]
fn fields_are_found_where_the_entity_is_known() {
    let source = "fn f(a: Account) { a.name; a.name(); Account { id, name: 1, ..b } }";
    assert_eq!(uses(NAME, source), ["1:22 .name", "1:52 Account.name"]);
    assert!(uses(NAME, "fn f(a: Person) { a.name }").is_empty());
}

#[test]
fn a_lookup_takes_its_key_column_with_it_and_raw_names_are_plain() {
    assert_eq!(
        uses(
            TYPE,
            "account::type_id; account::r#type.then(account_type::id)"
        ),
        ["1:10 account::type_id", "1:28 account::type"]
    );
}

#[test]
fn generated_models_use_nothing() {
    let model = format!("//! `Account`, {MARKER}: do not edit.\nx(account::name)");
    assert!(uses(NAME, &model).is_empty());
}

#[test]
fn comments_and_texts_are_no_uses() {
    let source = "// account::name\n/* Account */ const X: &str = \"account::name\"; account::id";
    assert!(uses(NAME, source).is_empty());
}

#[test]
fn an_entity_is_found_by_struct_and_module() {
    let (old, new) = (schema(NAME), csdl_without_account());
    let dir = tempfile::tempdir().unwrap();
    let source = "use models::{Account, account};\nfn f() -> Account { account::id }";
    fs::write(dir.path().join("main.rs"), source).unwrap();
    let drift = Drift::between(&old, &new);
    assert_eq!(drift.changes[0].path(), "Account");
    let uses = drift
        .uses(&old, &NamesLock::default(), [dir.path()])
        .unwrap();
    let places: Vec<_> = uses[0]
        .iter()
        .map(|it| (it.line, it.column, it.text.as_str()))
        .collect();
    assert_eq!(
        places,
        [(1, 14, "Account"), (2, 11, "Account"), (2, 21, "account::")]
    );
}

fn csdl_without_account() -> Schema {
    let mut schema = schema("");
    schema.entities.remove(0);
    schema
}

#[test]
fn additive_changes_have_no_uses_and_build_output_is_not_searched() {
    let dir = tempfile::tempdir().unwrap();
    for place in [
        "lib.rs",
        "target/lib.rs",
        ".git/lib.rs",
        "sub/lib.rs",
        "notes.txt",
    ] {
        let path = dir.path().join(place);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "account::name").unwrap();
    }
    let (with, without) = (schema(NAME), schema(""));
    let gone = Drift::between(&with, &without)
        .uses(&with, &NamesLock::default(), [dir.path()])
        .unwrap();
    let files: Vec<_> = gone[0].iter().map(|it| it.file.clone()).collect();
    assert_eq!(
        files,
        [dir.path().join("lib.rs"), dir.path().join("sub/lib.rs")]
    );
    let added = Drift::between(&without, &with)
        .uses(&without, &NamesLock::default(), [dir.path()])
        .unwrap();
    assert_eq!(added, [Vec::new()]);
}

#[test]
fn a_directory_that_does_not_exist_is_named() {
    let old = schema(NAME);
    let error = Drift::between(&old, &old)
        .uses(&old, &NamesLock::default(), ["no/such/dir"])
        .unwrap_err();
    assert!(
        error.to_string().starts_with("no/such/dir cannot be read"),
        "{error}"
    );
}

/// `AccountType` with rows of these names, whose ids count from 1.
fn with_rows(names: &[&str]) -> Schema {
    let mut schema = schema("");
    let rows = (1..).zip(names);
    let rows = rows.map(|(id, name)| (RowId::from_u128(id), (*name).to_owned()));
    schema.entities[1].rows = Some(LookupRows {
        display: "Name".to_owned(),
        rows: rows.collect(),
    });
    schema
}

#[test]
fn a_row_is_found_by_its_constant_behind_its_struct() {
    let dir = tempfile::tempdir().unwrap();
    let source = "use models::{AccountType as Kind, Other};\nfn f() { (Kind::A, Other::A, \
                  models::AccountType::A, Kind::B, A, AccountType::) }";
    fs::write(dir.path().join("main.rs"), source).unwrap();
    let drift = Drift::between(&with_rows(&["A", "B"]), &with_rows(&[]));
    let pinned = "row AccountType.00000000-0000-0000-0000-000000000002 = PINNED\n";
    let names = NamesLock::parse(pinned, "names.lock").unwrap();
    let uses = drift
        .uses(&with_rows(&["A", "B"]), &names, [dir.path()])
        .unwrap();
    let places: Vec<_> = uses[0].iter().map(|it| (it.line, it.column)).collect();
    assert_eq!(places, [(2, 17), (2, 51)]);
    assert_eq!(uses[0][0].text, "AccountType::A");
    assert!(uses[1].is_empty(), "B is called PINNED: {uses:?}");
}
