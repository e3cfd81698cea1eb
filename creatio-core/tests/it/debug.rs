//! What `{:?}` shows of queries and their parts: names and values, no tables.

use crate::models;

use models::{Account, Contact, account, contact};

#[test]
fn a_query_shows_names_and_values_and_not_the_tables_behind_them() {
    let query = Account::query()
        .select((
            account::name,
            account::primary_contact.then(contact::name),
            account::primary_contact.row(Contact::all()),
            Account::all(),
        ))
        .filter(account::completeness.gt(50))
        .order_by(account::primary_contact.then(contact::age).desc())
        .top(5);
    insta::assert_snapshot!(format!("{query:?}"), @r#"Query(Plan { entity: "Account", items: [Name, PrimaryContact.Name, Presence("PrimaryContact", 1), All("PrimaryContact", "Contact"), All("", "Account")], filter: Some(Compare(Comparison { left: Completeness, operator: Greater, right: Literal(Integer(50)) })), order: [OrderKey { term: PrimaryContact.Age, direction: Descending, exact: true }], top: Some(5), skip: None, distinct: false })"#);
}

#[test]
fn columns_and_paths_show_their_wire_names() {
    let path = account::primary_contact.then(contact::name);
    let shown = format!(
        "{:?} {path:?} {:?}",
        account::name,
        account::primary_contact
    );
    assert_eq!(shown, "Name PrimaryContact.Name PrimaryContact");
}
