//! Rows as wholes: the update between two, the insert of one, and one without values.

use crate::models;

use creatio_core::prelude::*;
use creatio_core::{CompileError, Flags, Update};
use models::{Account, Order, Rate};

fn account() -> Account {
    Account {
        id: Id::from_u128(7),
        name: "Acme".to_owned(),
        code: Some("a".to_owned()),
        completeness: 50,
        created_on: None,
        primary_contact_id: None,
        parent_id: Some(Id::from_u128(8)),
    }
}

/// Method, URL and body of the update.
fn sent<E: Entity>(update: &Update<E>) -> Result<String, CompileError> {
    let request = update.odata4()?;
    Ok(format!("{request} {}", request.body().unwrap_or_default()))
}

#[test]
fn only_columns_that_differ_are_sent() {
    let old = account();
    let new = Account {
        name: "Acme Ltd".to_owned(),
        code: None,
        created_on: Some("2026-01-02T03:04:05Z".parse().unwrap()),
        parent_id: None,
        ..old.clone()
    };
    insta::assert_snapshot!(sent(&Account::changes(&old, &new)).unwrap(), @r#"PATCH Account(00000000-0000-0000-0000-000000000007) {"Name":"Acme Ltd","Code":null,"CreatedOn":"2026-01-02T03:04:05Z","ParentId":null}"#);
    let back = sent(&Account::changes(&new, &old)).unwrap();
    insta::assert_snapshot!(back, @r#"PATCH Account(00000000-0000-0000-0000-000000000007) {"Name":"Acme","Code":"a","CreatedOn":null,"ParentId":"00000000-0000-0000-0000-000000000008"}"#);
}

#[test]
fn equal_values_give_an_empty_update() {
    let update = Account::changes(&account(), &account());
    assert!(update.is_empty());
    assert_eq!(
        sent(&update),
        Err(CompileError::NothingToWrite { entity: "Account" })
    );
}

#[test]
fn values_of_two_rows_give_no_update() {
    let other = Account {
        id: Id::from_u128(9),
        ..account()
    };
    let (entity, column) = ("Account", "Id");
    assert_eq!(
        sent(&Account::changes(&account(), &other)),
        Err(CompileError::KeyChange { entity, column })
    );
}

#[test]
fn a_key_of_several_columns_is_that_of_the_earlier_value() {
    let old = Rate {
        currency: "EUR".to_owned(),
        year: 2026,
        value: Decimal::new(15, 1),
    };
    let new = Rate {
        value: Decimal::new(16, 1),
        ..old.clone()
    };
    insta::assert_snapshot!(sent(&Rate::changes(&old, &new)).unwrap(), @r#"PATCH Rates(Currency='EUR',Year=2026) {"Value":1.6}"#);
}

/// Columns of each type that can be written, and of one that cannot.
#[derive(Debug, Clone, PartialEq, Entity)]
struct Sample {
    #[creatio(key)]
    id: Id<Sample>,
    small: i16,
    large: i64,
    ratio: f64,
    flag: bool,
    other: Option<Uuid>,
    day: Option<Date>,
    time: Option<Time>,
    bytes: Vec<u8>,
    colour: Option<Colour>,
    access: Flags<Colour>,
    tags: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, creatio_core::EnumType)]
#[creatio(enumeration = "Demo.Colour")]
enum Colour {
    Red,
    Other(String),
}

#[test]
fn each_type_is_compared_and_sent() {
    let old = Sample {
        id: Id::from_u128(7),
        small: 1,
        large: 2,
        ratio: 0.5,
        flag: false,
        other: None,
        day: None,
        time: None,
        bytes: Vec::new(),
        colour: None,
        access: Flags::default(),
        tags: Vec::new(),
    };
    let new = Sample {
        small: -1,
        large: i64::MAX,
        ratio: 0.25,
        flag: true,
        other: Some(Uuid::from_u128(1)),
        day: Some("2026-01-02".parse().unwrap()),
        time: Some("03:04:05".parse().unwrap()),
        bytes: vec![1, 2],
        colour: Some(Colour::Red),
        access: Flags::from_iter([Colour::Red, Colour::Other("Blue".to_owned())]),
        ..old.clone()
    };
    insta::assert_snapshot!(sent(&Sample::changes(&old, &new)).unwrap());
    let read_only = Sample {
        tags: vec!["x".to_owned()],
        ..old.clone()
    };
    assert!(Sample::changes(&old, &read_only).is_empty());
}

#[test]
fn equal_amounts_with_other_digits_are_no_change() {
    let order = || Order {
        id: Id::from_u128(7),
        number: String::new(),
        amount: Decimal::new(10, 1),
        paid: false,
        external_id: None,
        due_date: None,
        reminder: None,
        weight: 0.0,
        account_id: None,
    };
    // 1.0 and 1.00 are one amount.
    let new = Order {
        amount: Decimal::new(100, 2),
        ..order()
    };
    assert!(Order::changes(&order(), &new).is_empty());
}

#[test]
fn a_blank_row_has_no_values() {
    let blank = Account {
        id: Id::from_u128(0),
        name: String::new(),
        code: None,
        completeness: 0,
        created_on: None,
        primary_contact_id: None,
        parent_id: None,
    };
    assert_eq!(Account::blank(), blank);
    assert_eq!(Sample::blank().tags, Vec::<String>::new());
}

#[test]
fn an_insert_of_a_row_has_the_values_that_there_are() {
    let row = Account {
        completeness: 0,
        created_on: None,
        ..account()
    };
    let insert = Account::insert_of(&row);
    insta::assert_snapshot!(insert.odata4().unwrap().body().unwrap(), @r#"{"Id":"00000000-0000-0000-0000-000000000007","Name":"Acme","Code":"a","Completeness":0,"ParentId":"00000000-0000-0000-0000-000000000008"}"#);
    assert_eq!(insert.id(), Some(row.id));
    let empty = Account {
        id: Id::from_u128(0),
        name: String::new(),
        code: Some(String::new()),
        ..row
    };
    let insert = Account::insert_of(&empty);
    let id = insert.id().unwrap();
    assert!(!id.uuid().is_nil(), "it is a random one");
    let body = insert
        .odata4()
        .unwrap()
        .body()
        .unwrap()
        .replace(&id.to_string(), "ID");
    insta::assert_snapshot!(body, @r#"{"Id":"ID","Completeness":0,"ParentId":"00000000-0000-0000-0000-000000000008"}"#);
}
