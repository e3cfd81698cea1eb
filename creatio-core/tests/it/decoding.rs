//! Replies as rows: forms of "no value", order of members, nested rows, and what errors say.

use crate::models;

use creatio_core::capability::{OverOData4, Portable};
use creatio_core::prelude::*;
use creatio_core::{DecodeError, Selection};
use models::{Account, City, Contact, Order, account, city, contact, order};

#[expect(clippy::unwrap_used, reason = "a helper of tests")]
fn rows<E: Entity, S: Selection<E>>(selection: S, reply: &str) -> Result<Vec<S::Row>, DecodeError>
where
    S::On<Portable>: OverOData4,
{
    let query = E::query().select(selection).prepare_odata4().unwrap();
    query.read_page(reply.as_bytes(), 1).map(|page| page.rows)
}

const ID: &str = "76929f8c-7e15-4c64-bdb0-adc62d383727";

#[test]
fn a_whole_entity_is_read_whatever_the_order_of_members() {
    let reply = format!(
        r#"{{"@odata.context":"x","value":[
            {{"Name":"Acme","Id":"{ID}","Code":"","Completeness":7,"CreatedOn":"0001-01-01T00:00:00Z",
              "PrimaryContactId":"00000000-0000-0000-0000-000000000000","ParentId":null}},
            {{"Logo@odata.mediaEditLink":{{"nested":["]"]}},"ParentId":"{ID}","PrimaryContactId":"{ID}",
              "CreatedOn":"2020-02-14T06:30:46.234Z","Completeness":null,"Code":"A\u0041","Name":"",
              "Id":"{ID}","Unknown":1}}
        ]}}"#
    );
    let accounts = rows(Account::all(), &reply).unwrap();
    let id = ID.parse::<Uuid>().unwrap();
    let expected = [
        Account {
            id: id.into(),
            name: "Acme".into(),
            code: None,
            completeness: 7,
            created_on: None,
            primary_contact_id: None,
            parent_id: None,
        },
        Account {
            id: id.into(),
            name: String::new(),
            code: Some("AA".into()),
            completeness: 0,
            created_on: Some("2020-02-14T06:30:46.234Z".parse().unwrap()),
            primary_contact_id: Some(id.into()),
            parent_id: Some(id.into()),
        },
    ];
    assert_eq!(accounts, expected);
}

#[test]
fn a_path_through_an_empty_lookup_reads_as_none() {
    let selection = (
        account::name,
        account::primary_contact.then(contact::age),
        account::primary_contact
            .then(contact::city)
            .then(city::name),
    );
    let reply = r#"{"value":[
        {"Name":"a","PrimaryContact":null},
        {"Name":"b","PrimaryContact":{"Age":0,"City":null}},
        {"Name":"c","PrimaryContact":{"City":{"Name":"Oslo"},"Age":4}},
        {"Name":"d"}
    ]}"#;
    let expected = [
        ("a".to_owned(), None, None),
        ("b".to_owned(), Some(0), None),
        ("c".to_owned(), Some(4), Some("Oslo".to_owned())),
        ("d".to_owned(), None, None),
    ];
    assert_eq!(rows(selection, reply).unwrap(), expected);
}

#[test]
fn related_rows_and_paths_behind_the_same_lookup_are_read_side_by_side() {
    let selection = (
        account::primary_contact.row((contact::name, contact::city.row(city::name))),
        account::primary_contact.then(contact::name),
        account::name,
    );
    let reply = r#"{"value":[
        {"Name":"a","PrimaryContact":{"Name":"Ann","City":{"Name":"Oslo"}}},
        {"Name":"b","PrimaryContact":{"Name":"Bo","City":null}},
        {"PrimaryContact":null,"Name":"c"}
    ]}"#;
    let ann = ("Ann".to_owned(), Some("Oslo".to_owned()));
    let expected = [
        (Some(ann), Some("Ann".to_owned()), "a".to_owned()),
        (
            Some(("Bo".to_owned(), None)),
            Some("Bo".to_owned()),
            "b".to_owned(),
        ),
        (None, None, "c".to_owned()),
    ];
    assert_eq!(rows(selection, reply).unwrap(), expected);
}

#[test]
fn rows_of_collections_are_read_at_every_level() {
    let orders = contact::order_collection_by_contact.rows(Order::query().select(order::number));
    let contacts = account::contact_collection_by_account
        .rows(Contact::query().select((contact::name, orders)));
    let reply = r#"{"value":[
        {"ContactCollectionByAccount":[],"Name":"a"},
        {"Name":"b","ContactCollectionByAccount":[
            {"Name":"Ann","OrderCollectionByContact":[{"Number":"1"},{"Number":"2"}]},
            {"OrderCollectionByContact":[],"Name":"Bo"}
        ]}
    ]}"#;
    let people = vec![
        ("Ann".to_owned(), vec!["1".to_owned(), "2".to_owned()]),
        ("Bo".to_owned(), vec![]),
    ];
    let expected = [("a".to_owned(), vec![]), ("b".to_owned(), people)];
    assert_eq!(rows((account::name, contacts), reply).unwrap(), expected);
}

#[test]
fn whole_rows_stand_beside_nested_ones() {
    let selection = (City::all(), city::name);
    let reply = format!(r#"{{"value":[{{"Id":"{ID}","Name":"Oslo"}}]}}"#);
    let (whole, name) = rows(selection, &reply).unwrap().remove(0);
    assert_eq!((whole.name.as_str(), name.as_str()), ("Oslo", "Oslo"));
}

#[test]
fn the_envelope_is_read_in_any_order() {
    let query = City::query().select(city::name).prepare_odata4().unwrap();
    let reply =
        r#"{"@odata.nextLink":"City?$skiptoken=1","value":[{"Name":"Oslo"}],"@odata.count":41}"#;
    let page = query.read_page(reply.as_bytes(), 1).unwrap();
    assert_eq!(page.next_link.as_deref(), Some("City?$skiptoken=1"));
    assert_eq!((page.count, page.rows), (Some(41), vec!["Oslo".to_owned()]));
}

#[test]
fn a_byte_order_mark_is_passed_over() {
    assert_eq!(rows(city::name, "\u{feff}{\"value\":[]}").unwrap(), [""; 0]);
}

#[test]
fn an_error_names_entity_column_row_and_text() {
    let error = |selection, reply| {
        rows::<Account, _>(selection, reply)
            .unwrap_err()
            .to_string()
    };
    let reply = r#"{"value":[{"Completeness":1},{"Completeness":"many"}]}"#;
    insta::assert_snapshot!(error(account::completeness, reply));
    insta::assert_snapshot!(error(account::completeness, r#"{"value":[{"Name":"x"}]}"#));
}

#[test]
fn a_whole_row_is_refused_for_the_first_of_its_mistakes() {
    let reply = format!(
        r#"{{"value":[{{"Id":"{ID}","Name":1,"Code":"","Completeness":"x","CreatedOn":true,
            "PrimaryContactId":[],"ParentId":null}}]}}"#
    );
    let error = rows(Account::all(), &reply).unwrap_err();
    assert_eq!(
        error.to_string(),
        "row 1 of Account, column Name: a string was expected, found `1`"
    );
}

mod parcels {
    use creatio_core::{ComplexType, Decimal, Duration, Entity, EnumType, Id, Time, Timestamp};

    #[derive(Debug, Clone, PartialEq, EnumType)]
    #[creatio(enumeration = "Demo.Kind")]
    pub(crate) enum Kind {
        Letter,
        Other(String),
    }

    #[derive(Debug, Clone, PartialEq, ComplexType)]
    pub(crate) struct Size {
        pub(crate) width: Decimal,
        pub(crate) label: Option<String>,
    }

    /// A column of every type that cannot be empty.
    #[derive(Debug, Clone, PartialEq, Entity)]
    pub(crate) struct Parcel {
        #[creatio(key)]
        pub(crate) id: Id<Parcel>,
        pub(crate) kind: Kind,
        pub(crate) kinds: creatio_core::Flags<Kind>,
        pub(crate) size: Size,
        pub(crate) tags: Vec<String>,
        pub(crate) seal: Vec<u8>,
        pub(crate) token: creatio_core::Uuid,
        pub(crate) sent: Timestamp,
        pub(crate) day: creatio_core::Date,
        pub(crate) hour: Time,
        pub(crate) journey: Duration,
        pub(crate) fragile: bool,
        pub(crate) weight: f64,
    }
}

#[test]
fn a_row_is_refused_for_its_first_mistake_whatever_the_type_of_the_column() {
    let members = [
        ("Id", r#""76929f8c-7e15-4c64-bdb0-adc62d383727""#),
        ("Kind", r#""Letter""#),
        ("Kinds", r#""Letter""#),
        ("Size", r#"{"Width":1}"#),
        ("Tags", "[]"),
        ("Seal", r#""AQI=""#),
        ("Token", r#""76929f8c-7e15-4c64-bdb0-adc62d383727""#),
        ("Sent", r#""2020-02-14T06:30:46Z""#),
        ("Day", r#""2020-02-14""#),
        ("Hour", r#""06:30:46""#),
        ("Journey", r#""PT1H""#),
        ("Fragile", "true"),
        ("Weight", "1.5"),
    ];
    for first in 0..members.len() {
        let values = members.iter().enumerate().map(|(position, (name, good))| {
            let value = if position < first { good } else { "[{}]" };
            format!("\"{name}\":{value}")
        });
        let values: Vec<String> = values.collect();
        let reply = format!("{{\"value\":[{{{}}}]}}", values.join(","));
        let error = rows(parcels::Parcel::all(), &reply).unwrap_err();
        let start = format!("row 1 of Parcel, column {}: ", members[first].0);
        assert!(error.to_string().starts_with(&start), "{error}");
    }
}

#[test]
fn an_error_in_a_nested_row_names_the_way_to_it() {
    let contacts = account::contact_collection_by_account
        .rows(Contact::query().select((contact::name, contact::city.then(city::id))));
    let reply = r#"{"value":[{"ContactCollectionByAccount":[
        {"Name":"Ann","City":null},
        {"Name":"Bo","City":{"Id":"not a guid"}}
    ]}]}"#;
    insta::assert_snapshot!(rows(contacts, reply).unwrap_err());
}

#[test]
fn a_broken_reply_is_an_error_that_says_where() {
    let error = |reply| rows(city::name, reply).unwrap_err().to_string();
    insta::assert_snapshot!(error(""));
    insta::assert_snapshot!(error("[]"));
    insta::assert_snapshot!(error("{}"));
    insta::assert_snapshot!(error(r#"{"value":{}}"#));
    insta::assert_snapshot!(error(r#"{"value":[{"Name":"Oslo"}"#));
    insta::assert_snapshot!(error(r#"{"value":[{"Name":"Oslo"#));
    insta::assert_snapshot!(error(r#"{"value":[]} trailing"#));
}

#[test]
fn a_reply_cut_anywhere_is_an_error_and_never_a_short_answer() {
    let selection = (account::name, account::primary_contact.then(contact::name));
    let reply = r#"{"value":[{"Name":"é\"","PrimaryContact":{"Name":"Ann"},"x":[1,{}]},{"Name":"b","PrimaryContact":null}]}"#;
    let query = Account::query().select(selection).prepare_odata4().unwrap();
    assert_eq!(query.read_page(reply.as_bytes(), 1).unwrap().rows.len(), 2);
    for end in 0..reply.len() {
        assert!(
            query.read_page(&reply.as_bytes()[..end], 1).is_err(),
            "cut at {end}"
        );
    }
}
