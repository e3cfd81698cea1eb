//! The golden models compile without a warning, and mean what their names say.

#![deny(warnings, clippy::pedantic)]

use creatio_core::{Entity as _, Flags, Id};

#[path = "golden/csdl/mod.rs"]
mod csdl;
#[path = "golden/csdl3/mod.rs"]
mod csdl3;
#[path = "golden/cut/mod.rs"]
mod cut;
#[path = "golden/hostile/mod.rs"]
mod hostile;
#[path = "golden/rows/mod.rs"]
mod rows;
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

#[test]
fn composite_keys_are_tuples_and_text_keys_are_text() {
    let key: <csdl::Line as creatio_core::Entity>::Key = (creatio_core::Uuid::nil(), 7);
    assert_eq!(key.1, 7);
    let key: <csdl::Country as creatio_core::Entity>::Key = "DE".to_owned();
    assert_eq!(key, "DE");
    let key: <csdl3::Product as creatio_core::Entity>::Key = 1;
    assert_eq!(key, 1);
}

#[test]
fn rows_are_constants_of_their_entity() {
    use rows::AccountType;

    const CUSTOMER: Id<AccountType> = AccountType::CUSTOMER;
    assert_eq!(CUSTOMER.to_string(), "03a75490-53e6-df11-971b-001d60e938c6");
    // A row called "Schema" does not hide what the derive gives.
    assert_eq!(AccountType::SCHEMA.name, "AccountType");
    let query = AccountType::query().filter(rows::account_type::id.eq(AccountType::PARTNER));
    let url = query.odata4().unwrap().to_string();
    assert!(
        url.contains("13a75490-53e6-df11-971b-001d60e938c6"),
        "{url}"
    );
}

#[test]
fn enums_are_compared_by_the_name_of_their_type() {
    use csdl::{ColourType, Product, Rights, product};

    let colour = product::colour.eq(ColourType::DarkGreen);
    let rights = product::rights.eq(Flags::from_iter([Rights::Read, Rights::Write]));
    let query = Product::query()
        .select(product::name)
        .filter(colour.and(rights));
    let url = query.odata4().unwrap().to_string();
    let expected = "Products?$select=Name&$filter=Colour%20eq%20Shop.Model.Colour'dark_green'\
                    %20and%20Rights%20eq%20Shop.Model.Rights'Read%2CWrite'";
    assert_eq!(url.replace(',', "%2C"), expected);
}

#[test]
fn a_cut_has_no_constants_of_what_lies_outside() {
    use cut::{Contact, contact};

    let query = Contact::query().select((contact::owner.then(contact::name), contact::account_id));
    assert!(query.odata4().unwrap().to_string().contains("AccountId"));
}
