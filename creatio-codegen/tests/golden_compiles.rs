//! The golden models compile without a warning, and mean what their names say.

#![deny(warnings, clippy::pedantic)]

use creatio_core::{Entity as _, Id};

#[path = "golden/hostile/mod.rs"]
mod hostile;
#[path = "golden/small/mod.rs"]
mod small;

#[test]
fn columns_and_lookups_are_constants_beside_their_struct() {
    use small::account::name;
    use small::{Account, account, contact};

    let query = Account::query().select((name, account::primary_contact.then(contact::name)));
    let url = query.odata4().unwrap().to_string();
    assert_eq!(
        url,
        "Account?$select=Name&$expand=PrimaryContact($select=Name)"
    );
}

#[test]
fn wire_names_survive_renaming() {
    let columns = hostile::URL::SCHEMA.columns;
    let names: Vec<_> = columns.iter().map(|column| column.name).collect();
    assert_eq!(names, ["Id", "URL", "Url", "U_R_L", "url"]);
    assert_eq!(
        hostile::PortalSysModuleEntity::SCHEMA.name,
        "Portal_SysModule"
    );
    assert_eq!(hostile::Box::SCHEMA.set, "BoxCollection");
}

#[test]
fn keywords_and_names_of_the_prelude_are_usable() {
    let query = hostile::Type::query().select((hostile::r#type::r#async, hostile::r#type::r#type));
    assert_eq!(
        query.odata4().unwrap().to_string(),
        "Type?$select=Async,Type"
    );
    let query =
        hostile::String::query().select(hostile::string::option.then(hostile::option::some));
    let url = query.odata4().unwrap().to_string();
    assert!(url.contains("$expand=Option($select=Some)"), "{url}");
}

#[test]
fn ids_know_their_entity() {
    let owner: Id<hostile::Owner> = Id::from(creatio_core::Uuid::nil());
    let key: <hostile::KeyIsLookup as creatio_core::Entity>::Key = owner;
    assert_eq!(key, owner);
}
