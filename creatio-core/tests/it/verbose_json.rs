//! Replies of OData 3: verbose JSON as rows.

use crate::models;

use creatio_core::capability::{OverOData3, Portable};
use creatio_core::prelude::*;
use creatio_core::{DecodeError, Page, Prepared, Selection};
use models::{Account, City, Contact, Order, account, city, contact, order, visit};

#[expect(clippy::unwrap_used, reason = "a helper of tests")]
fn page<E: Entity, S: Selection<E>>(selection: S, reply: &str) -> Result<Page<S::Row>, DecodeError>
where
    S::On<Portable>: OverOData3,
{
    let query = E::query().select(selection).prepare_odata3().unwrap();
    query.read_page(reply.as_bytes(), 1)
}

fn rows<E: Entity, S: Selection<E>>(selection: S, reply: &str) -> Result<Vec<S::Row>, DecodeError>
where
    S::On<Portable>: OverOData3,
{
    page(selection, reply).map(|page| page.rows)
}

/// A reply with these rows, as the service writes it.
fn results(rows: &str) -> String {
    format!(r#"{{"d":{{"results":[{rows}]}}}}"#)
}

const ID: &str = "76929f8c-7e15-4c64-bdb0-adc62d383727";

#[test]
fn a_whole_entity_is_read_from_what_the_service_sends() {
    let reply = results(&format!(
        r#"{{"__metadata":{{"id":"https://x/AccountCollection(guid'{ID}')",
             "type":"Terrasoft.Configuration.Account"}},
            "Id":"{ID}","Name":"Acme","Code":"","Completeness":7,
            "CreatedOn":"\/Date(1490885430007)\/",
            "PrimaryContactId":"00000000-0000-0000-0000-000000000000","ParentId":"{ID}",
            "Parent":{{"__deferred":{{"uri":"https://x/AccountCollection(guid'{ID}')/Parent"}}}}}}"#
    ));
    let account = rows(Account::all(), &reply).unwrap().remove(0);
    let id = ID.parse::<Uuid>().unwrap();
    assert_eq!(
        account,
        Account {
            id: id.into(),
            name: "Acme".to_owned(),
            code: None,
            completeness: 7,
            created_on: Some("2017-03-30T14:50:30.007Z".parse().unwrap()),
            primary_contact_id: None,
            parent_id: Some(id.into()),
        }
    );
}

#[test]
fn the_envelope_is_read_in_any_order_and_in_its_older_form() {
    let reply = r#"{"d":{"__next":"https://x/CityCollection?$skiptoken=guid'1'",
        "results":[{"Name":"Oslo"}],"__count":"41"}}"#;
    let oslo = page(city::name, reply).unwrap();
    let next = "https://x/CityCollection?$skiptoken=guid'1'";
    assert_eq!(oslo.next_link.as_deref(), Some(next));
    assert_eq!((oslo.count, oslo.rows), (Some(41), vec!["Oslo".to_owned()]));
    let older = page(city::name, r#"{"d":[{"Name":"Oslo"},{"Name":"Bergen"}]}"#).unwrap();
    assert_eq!(older.rows, ["Oslo", "Bergen"]);
    assert_eq!((older.count, older.next_link), (None, None));
}

#[test]
fn a_read_by_key_is_one_row() {
    let prepared = Prepared::<City>::by_key_odata3(&Id::new(Uuid::nil())).unwrap();
    let reply = format!(r#"{{"d":{{"__metadata":{{}},"Id":"{ID}","Name":"Oslo"}}}}"#);
    assert_eq!(prepared.read_one(reply.as_bytes()).unwrap().name, "Oslo");
    for wrong in ["{}", r#"{"d":null}"#, r#"{"d":{}} x"#, r#"{"Name":"Oslo"}"#] {
        assert!(prepared.read_one(wrong.as_bytes()).is_err(), "{wrong}");
    }
}

#[test]
fn a_count_comes_without_rows() {
    let query = City::query().prepare_count_odata3().unwrap();
    let reply = br#"{"d":{"results":[],"__count":"12"}}"#;
    assert_eq!(query.read_page(reply, 1).unwrap().count, Some(12));
}

#[test]
fn expanded_lookups_and_collections_are_read_at_every_level() {
    let orders = contact::order_collection_by_contact.rows(Order::query().select(order::number));
    let contacts = account::contact_collection_by_account
        .rows(Contact::query().select((contact::city.then(city::name), orders)));
    let reply = results(
        r#"{"Name":"a","PrimaryContact":{"__metadata":{},"Name":"Ann"},
            "ContactCollectionByAccount":{"results":[
              {"City":{"Name":"Oslo"},"OrderCollectionByContact":[{"Number":"1"}]},
              {"City":null,"OrderCollectionByContact":{"__count":null,"results":[]}}]}},
           {"Name":"b","PrimaryContact":null,"ContactCollectionByAccount":{"results":[]}}"#,
    );
    let selection = (
        account::name,
        account::primary_contact.row(contact::name),
        contacts,
    );
    let people = vec![
        (Some("Oslo".to_owned()), vec!["1".to_owned()]),
        (None, vec![]),
    ];
    let expected = [
        ("a".to_owned(), Some("Ann".to_owned()), people),
        ("b".to_owned(), None, vec![]),
    ];
    assert_eq!(rows(selection, &reply).unwrap(), expected);
}

#[test]
fn dates_are_read_by_the_column_s_type_in_every_form() {
    let instant: Timestamp = "2019-09-08T08:30:00Z".parse().unwrap();
    let (day, time) = (Date::constant(2019, 9, 8), Time::constant(8, 30, 0, 0));
    for written in [
        "/Date(1567931400000)/",
        "\\/Date(1567931400000)\\/",
        "/Date(1567938600000+0120)/",
        "2019-09-08T08:30:00",
        "2019-09-08T08:30:00.000Z",
    ] {
        let reply = results(&format!(r#"{{"CreatedOn":"{written}","Name":"x"}}"#));
        let read = rows(account::created_on, &reply).unwrap();
        assert_eq!(read, [Some(instant)], "{written}");
        let reply = results(&format!(r#"{{"Day":"{written}","Start":"{written}"}}"#));
        let read = rows((visit::day, visit::start), &reply).unwrap();
        assert_eq!(read, [(Some(day), Some(time))], "{written}");
    }
    for none in [
        "/Date(-62135596800000)/",
        "\\/Date(-62135596800000)\\/",
        "0001-01-01T00:00:00",
    ] {
        let reply = results(&format!(
            r#"{{"CreatedOn":"{none}","Day":"{none}","Start":"{none}"}}"#
        ));
        assert_eq!(rows(account::created_on, &reply).unwrap(), [None], "{none}");
        let read = rows((visit::day, visit::start), &reply).unwrap();
        assert_eq!(read, [(None, None)], "{none}");
    }
}

#[test]
fn a_text_that_looks_like_a_date_stays_a_text() {
    let reply = results(r#"{"Name":"\/Date(1567931400000)\/","Code":"2019-09-08T08:30:00"}"#);
    let expected = (
        "/Date(1567931400000)/".to_owned(),
        Some("2019-09-08T08:30:00".to_owned()),
    );
    let read = rows((account::name, account::code), &reply).unwrap();
    assert_eq!(read, [expected]);
}

#[test]
fn times_of_day_and_numbers_in_text_are_read() {
    let reply = results(
        r#"{"Reminder":"PT13H20M","Amount":"12.50","Weight":1.5},
           {"Reminder":"PT0S","Amount":"0","Weight":"1.5"},
           {"Reminder":null,"Amount":null,"Weight":null}"#,
    );
    let read = rows((order::reminder, order::amount, order::weight), &reply).unwrap();
    let expected = [
        (
            Some(Time::constant(13, 20, 0, 0)),
            Decimal::new(1250, 2),
            1.5,
        ),
        (Some(Time::midnight()), Decimal::ZERO, 1.5),
        (None, Decimal::ZERO, 0.0),
    ];
    assert_eq!(read, expected);
    let late = results(r#"{"Reminder":"P1D"}"#);
    assert!(rows(order::reminder, &late).is_err());
}

#[test]
fn a_lookup_that_was_not_expanded_is_an_error_and_not_an_empty_one() {
    let deferred = results(r#"{"PrimaryContact":{"__deferred":{"uri":"https://x/y"}}}"#);
    let path = rows(account::primary_contact.then(contact::email), &deferred);
    insta::assert_snapshot!(path.unwrap_err());
    assert!(rows(account::primary_contact.row(contact::email), &deferred).is_err());
}

#[test]
fn a_nested_list_that_the_server_cut_or_left_out_is_an_error_and_not_a_short_one() {
    let names =
        || account::contact_collection_by_account.rows(Contact::query().select(contact::name));
    let with = |collection: &str| {
        let reply = results(&format!(r#"{{"ContactCollectionByAccount":{collection}}}"#));
        rows(names(), &reply)
    };
    assert_eq!(with(r#"{"results":[{"Name":"Ann"}]}"#).unwrap(), [["Ann"]]);
    let cut = with(r#"{"results":[{"Name":"Ann"}],"__next":"https://x/y"}"#);
    insta::assert_snapshot!(cut.unwrap_err());
    let deferred = with(r#"{"__deferred":{"uri":"https://x/y"}}"#);
    insta::assert_snapshot!(deferred.unwrap_err());
    assert!(with(r#"{"results":null}"#).is_err());
}

#[test]
fn a_broken_reply_is_an_error_that_says_where() {
    let error = |reply| rows(city::name, reply).unwrap_err().to_string();
    let errors = [
        error(""),
        error("{}"),
        error(r#"{"value":[]}"#),
        error(r#"{"d":null}"#),
        error(r#"{"d":{}}"#),
        error(r#"{"d":{"results":{}}}"#),
        error(r#"{"d":[]} trailing"#),
    ];
    insta::assert_snapshot!(errors.join("\n"));
}

#[test]
fn a_reply_cut_anywhere_is_an_error_and_never_a_short_answer() {
    let query = City::query().select(city::name).prepare_odata3().unwrap();
    let reply = r#"{"d":{"results":[{"Name":"é\""},{"Name":"b"}],"__count":"2","__next":"x"}}"#;
    assert_eq!(query.read_page(reply.as_bytes(), 1).unwrap().rows.len(), 2);
    for end in 0..reply.len() {
        let cut = query.read_page(&reply.as_bytes()[..end], 1);
        assert!(cut.is_err(), "cut at {end}");
    }
}
