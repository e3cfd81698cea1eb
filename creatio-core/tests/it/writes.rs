//! Writes as requests: what is sent for each, and what is refused before anything is.

use crate::models;

use creatio_core::jiff::civil::date;
use creatio_core::jiff::tz::TimeZone;
use creatio_core::prelude::*;
use creatio_core::{CompileError, Insert};
use models::{Account, Contact, Order, account, contact, order};
use serde_json::json;

fn id<E>(number: u128) -> Id<E> {
    Id::from_u128(number)
}

/// The body of an insert over OData 4, without its key.
#[expect(clippy::unwrap_used, reason = "a helper of tests")]
fn odata<E>(insert: &Insert<E>) -> serde_json::Value {
    let request = insert.odata4().unwrap();
    let mut body: serde_json::Value = serde_json::from_str(request.body().unwrap()).unwrap();
    body.as_object_mut().unwrap().remove("Id").unwrap();
    body
}

#[test]
fn every_insert_has_an_id_of_its_own() {
    let (one, other) = (Account::insert(), Account::insert());
    assert_ne!(one.id(), other.id());
    assert_eq!(one.id().unwrap().uuid().get_version_num(), 4);
    assert_eq!(one.clone().id(), one.id());
    let chosen = one.set_id(id(7));
    assert_eq!(chosen.id(), Some(id(7)));
}

#[test]
fn only_what_is_set_is_sent_and_the_last_value_counts() {
    let insert = Account::insert()
        .set(account::name, "a")
        .set(account::completeness, 5)
        .set(account::name, String::from("b"));
    assert_eq!(odata(&insert), json!({ "Name": "b", "Completeness": 5 }));
}

#[test]
fn an_option_is_a_value_or_null() {
    let parent: Option<Id<Account>> = None;
    let insert = Account::insert()
        .set(account::code, Some("x"))
        .set(account::parent_id, parent);
    assert_eq!(odata(&insert), json!({ "Code": "x", "ParentId": null }));
}

#[test]
fn nothing_is_null_and_never_the_empty_guid() {
    let cleared = Account::insert().clear(account::parent_id);
    let empty = Account::insert().set(account::parent_id, id(0));
    for insert in [cleared, empty] {
        assert_eq!(odata(&insert), json!({ "ParentId": null }));
        let body = insert.data_service().unwrap();
        let parent = &body["columnValues"]["items"]["Parent"]["parameter"];
        assert_eq!(*parent, json!({ "dataValueType": 10, "value": null }));
    }
}

#[test]
fn decimals_keep_every_digit_over_both_protocols() {
    let amount: Decimal = "12345678901234567890.1200".parse().unwrap();
    let insert = Order::insert().set(order::amount, amount);
    let digits = "12345678901234567890.1200";
    let over_odata = insert.odata4().unwrap();
    assert!(over_odata.body().unwrap().contains(digits));
    let over_data_service = insert.prepare_data_service(&TimeZone::UTC).unwrap();
    assert!(over_data_service.as_str().contains(digits));
}

#[test]
fn instants_go_with_their_zone_over_odata_and_as_the_user_s_clock_over_data_service() {
    let at: Timestamp = "2024-07-01T10:00:00Z".parse().unwrap();
    let insert = Account::insert().set(account::created_on, at);
    assert_eq!(
        odata(&insert),
        json!({ "CreatedOn": "2024-07-01T10:00:00Z" })
    );
    let zone = TimeZone::get("Europe/Kyiv").unwrap();
    let body = insert.prepare_data_service(&zone).unwrap();
    let shown = r#""value":"\"2024-07-01T13:00:00.000\"""#;
    assert!(body.as_str().contains(shown), "{body}");
}

#[test]
fn a_day_is_what_the_service_declares() {
    let insert = Order::insert().set(order::due_date, date(2024, 2, 29));
    assert_eq!(odata(&insert), json!({ "DueDate": "2024-02-29" }));
    let far = Order::insert().set(order::due_date, date(-1, 1, 1));
    assert!(matches!(
        far.odata4(),
        Err(CompileError::DateOutOfRange { .. })
    ));
    assert!(matches!(
        far.data_service(),
        Err(CompileError::DateOutOfRange { .. })
    ));
}

#[test]
fn an_update_names_its_row_in_the_address_or_in_the_filter() {
    let update = Contact::update(id(5)).set(contact::name, "Ann");
    let request = update.odata4().unwrap();
    assert_eq!(request.method(), "PATCH");
    assert_eq!(
        request.url(),
        "Contact(00000000-0000-0000-0000-000000000005)"
    );
    assert_eq!(request.body(), Some(r#"{"Name":"Ann"}"#));
    let request = update.prepare_data_service(&TimeZone::UTC).unwrap();
    assert_eq!(
        (request.entity(), request.operation()),
        ("Contact", "UpdateQuery")
    );
    insta::assert_snapshot!(request, @r#"{"rootSchemaName":"Contact","operationType":2,"filters":{"items":{"f1":{"filterType":1,"comparisonType":3,"isEnabled":true,"leftExpression":{"expressionType":0,"columnPath":"Id"},"rightExpression":{"expressionType":2,"parameter":{"dataValueType":0,"value":"00000000-0000-0000-0000-000000000005"}}}},"logicalOperation":0,"isEnabled":true,"filterType":6},"columnValues":{"items":{"Name":{"expressionType":2,"parameter":{"dataValueType":1,"value":"Ann"}}}},"isForceUpdate":false}"#);
}

#[test]
fn an_upsert_is_an_update_that_says_so() {
    let update = Contact::update_where(contact::name.eq("Ann")).set(contact::age, 30);
    assert_eq!(update.data_service().unwrap().get("isUpsert"), None);
    let body = update.or_insert().data_service().unwrap();
    assert_eq!(body["isUpsert"], json!(true));
    assert_eq!(body["operationType"], json!(2));
}

#[test]
fn a_condition_that_every_row_meets_is_refused() {
    let none: [&str; 0] = [];
    let every = [
        Expr::<Contact>::all_of([]),
        contact::name.not_in(none),
        Expr::<Contact>::any_of([]).not(),
        contact::name.eq("a").or(Expr::<Contact>::all_of([])),
        Expr::<Contact>::all_of([]).and(contact::name.is_in(none).not()),
    ];
    for condition in every {
        let update = Contact::update_where(condition.clone()).set(contact::age, 1);
        for upsert in [update.clone(), update.or_insert()] {
            let error = upsert.data_service().unwrap_err();
            assert!(
                matches!(error, CompileError::EveryRow { entity: "Contact" }),
                "{error}"
            );
        }
        let error = Contact::delete_where(condition).data_service().unwrap_err();
        assert!(matches!(error, CompileError::EveryRow { .. }), "{error}");
    }
    let some = contact::name.eq("a").and(Expr::<Contact>::all_of([]));
    Contact::delete_where(some).data_service().unwrap();
    Contact::delete_where(contact::name.is_in(none))
        .data_service()
        .unwrap();
}

#[test]
fn what_makes_no_sense_is_refused_before_it_is_sent() {
    let nothing = Contact::update(id(1));
    assert!(nothing.is_empty());
    assert_eq!(
        nothing.odata4().unwrap_err().to_string(),
        "Contact: the update sets nothing: set or clear a column, or leave the update out"
    );
    assert!(matches!(
        nothing.data_service(),
        Err(CompileError::NothingToWrite { .. })
    ));
    let key = Contact::update(id(1)).set(contact::id, id(2));
    assert_eq!(
        key.odata4().unwrap_err().to_string(),
        "Contact: Id is the key of a row, which no update can change: insert another row"
    );
    let empty = Contact::insert().set_id(id(0));
    assert!(matches!(
        empty.odata4(),
        Err(CompileError::EmptyKey { column: "Id", .. })
    ));
    assert!(matches!(
        empty.data_service(),
        Err(CompileError::EmptyKey { .. })
    ));
}
