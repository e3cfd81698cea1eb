//! DataService replies as rows: its forms of "no value", its dates, its envelope.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use crate::models;

use creatio_core::capability::{OverDataService, Portable};
use creatio_core::jiff::SignedDuration;
use creatio_core::jiff::civil::time;
use creatio_core::jiff::tz::TimeZone;
use creatio_core::prelude::*;
use creatio_core::{DecodeError, Prepared, Selection, count};
use models::{Account, City, Contact, account, city, contact, order};

const ID: &str = "76929f8c-7e15-4c64-bdb0-adc62d383727";

fn uuid() -> Uuid {
    ID.parse().unwrap()
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// Central Europe, whose clocks are put back on 27 October 2024 and forward on 31 March.
fn berlin() -> TimeZone {
    TimeZone::posix("CET-1CEST,M3.5.0,M10.5.0/3").unwrap()
}

fn rows_in<E: Entity, S: Selection<E>>(
    zone: &TimeZone,
    selection: S,
    reply: &str,
) -> Result<Vec<S::Row>, DecodeError>
where
    S::On<Portable>: OverDataService,
{
    let query = E::query().select(selection).prepare_data_service(zone);
    let page = query.unwrap().read_page(reply.as_bytes(), 1);
    page.map(|page| page.rows)
}

fn rows<E: Entity, S: Selection<E>>(selection: S, rows: &str) -> Result<Vec<S::Row>, DecodeError>
where
    S::On<Portable>: OverDataService,
{
    let reply = format!(r#"{{"rows":{rows},"success":true}}"#);
    rows_in(&TimeZone::UTC, selection, &reply)
}

#[test]
fn a_whole_entity_is_read_in_every_form_of_its_values() {
    let written = format!(
        r#"[
        {{"Id":"{}","Name":"Acme","Code":"","Completeness":7,"CreatedOn":"",
          "PrimaryContact":"","Parent":"00000000-0000-0000-0000-000000000000"}},
        {{"Id":"{ID}","Name":"","Code":"A\u0041","Completeness":null,
          "CreatedOn":"2020-02-14T06:30:46.234",
          "PrimaryContact":{{"value":"{ID}","displayValue":"Ann","primaryImageValue":""}},
          "Parent":{{"displayValue":"","value":""}},"ProcessListeners":2}}
        ]"#,
        ID.to_uppercase()
    );
    let expected = [
        Account {
            id: uuid().into(),
            name: "Acme".into(),
            code: None,
            completeness: 7,
            created_on: None,
            primary_contact_id: None,
            parent_id: None,
        },
        Account {
            id: uuid().into(),
            name: String::new(),
            code: Some("AA".into()),
            completeness: 0,
            created_on: Some(at("2020-02-14T06:30:46.234Z")),
            primary_contact_id: Some(uuid().into()),
            parent_id: None,
        },
    ];
    assert_eq!(rows(Account::all(), &written).unwrap(), expected);
}

#[test]
fn instants_are_read_by_the_clock_of_the_profile() {
    let read = |shown: &str| {
        let reply = format!(r#"{{"rows":[{{"CreatedOn":"{shown}"}}],"success":true}}"#);
        rows_in(&berlin(), account::created_on, &reply).unwrap()[0]
    };
    for (shown, instant) in [
        ("2024-01-15T13:45:30.123", "2024-01-15T12:45:30.123Z"),
        ("2024-07-15T13:45:30", "2024-07-15T11:45:30Z"),
        // A zone in the text is the text's own.
        ("2024-07-15T13:45:30Z", "2024-07-15T13:45:30Z"),
        // Shown twice: the second time, as .NET takes it. Never shown: counted on from the hour before.
        ("2024-10-27T02:30:00.000", "2024-10-27T01:30:00Z"),
        ("2024-03-31T02:30:00.000", "2024-03-31T01:30:00Z"),
    ] {
        assert_eq!(read(shown), Some(at(instant)), "{shown}");
    }
    assert_eq!(read("0001-01-01T00:00:00"), None);
    assert_eq!(read("0001-01-01T00:00:00.000"), None);
    assert_eq!(read(""), None);
}

#[test]
fn an_instant_survives_the_way_there_and_back_but_for_the_hour_that_is_shown_twice() {
    for hour in 0..48 {
        let instant = at("2024-10-26T12:00:00.5Z") + SignedDuration::from_hours(hour);
        let query = Account::query()
            .select(account::created_on)
            .filter(account::created_on.eq(instant));
        let shown_twice = instant == at("2024-10-27T00:00:00.5Z");
        let query = query.prepare_data_service(&berlin());
        assert_eq!(query.is_err(), shown_twice, "{instant}");
        let Ok(query) = query else { continue };
        let body: serde_json::Value = serde_json::from_str(query.request().as_str()).unwrap();
        let sent = &body["filters"]["items"]["f1"]["rightExpression"]["parameter"]["value"];
        let reply = format!(r#"{{"rows":[{{"CreatedOn":{}}}]}}"#, sent.as_str().unwrap());
        let read = query.read_page(reply.as_bytes(), 1).unwrap().rows[0].unwrap();
        assert_eq!(read, instant);
    }
}

#[test]
fn days_and_times_have_no_zone() {
    let reply = r#"{"rows":[{"DueDate":"2024-01-15T00:00:00.000","Reminder":"1990-05-06T09:30:00"},
        {"DueDate":"","Reminder":""}],"success":true}"#;
    let read = rows_in(&berlin(), (order::due_date, order::reminder), reply);
    let some = (Some(Date::constant(2024, 1, 15)), Some(time(9, 30, 0, 0)));
    assert_eq!(read.unwrap(), [some, (None, None)]);
}

#[test]
fn a_text_that_looks_like_a_date_stays_as_it_is() {
    let read = rows(account::name, r#"[{"Name":"2024-01-15T13:45:30.123"}]"#);
    assert_eq!(read.unwrap(), ["2024-01-15T13:45:30.123"]);
}

#[test]
fn what_lies_behind_an_empty_lookup_is_none_whatever_is_written_for_it() {
    let selection = (
        account::name,
        account::primary_contact.then(contact::age),
        account::primary_contact
            .then(contact::city)
            .then(city::name),
    );
    let written = format!(
        r#"[
        {{"Name":"a","PrimaryContact.Age":0,"PrimaryContact":"","PrimaryContact.City.Name":"",
          "PrimaryContact.City":""}},
        {{"Name":"b","PrimaryContact.Age":0,"PrimaryContact":"{ID}","PrimaryContact.City.Name":"Oslo",
          "PrimaryContact.City":"{ID}"}}
        ]"#
    );
    let expected = [
        ("a".to_owned(), None, None),
        ("b".to_owned(), Some(0), Some("Oslo".to_owned())),
    ];
    assert_eq!(rows(selection, &written).unwrap(), expected);
}

#[test]
fn related_rows_are_read_from_flat_ones() {
    let selection = (
        account::primary_contact.row((contact::name, contact::city.row(City::all()))),
        account::name,
    );
    let written = format!(
        r#"[
        {{"PrimaryContact":"{ID}","PrimaryContact.Name":"Ann","PrimaryContact.City":"{ID}",
          "PrimaryContact.City.Id":"{ID}","PrimaryContact.City.Name":"Oslo","Name":"a"}},
        {{"PrimaryContact":{{"value":"{ID}","displayValue":"Bo"}},"PrimaryContact.Name":"Bo",
          "PrimaryContact.City":"","PrimaryContact.City.Id":"","PrimaryContact.City.Name":"",
          "Name":"b"}},
        {{"PrimaryContact":"00000000-0000-0000-0000-000000000000","PrimaryContact.Name":"",
          "PrimaryContact.City":"","PrimaryContact.City.Id":"","PrimaryContact.City.Name":"",
          "Name":"c"}}
        ]"#
    );
    let oslo = City {
        id: uuid().into(),
        name: "Oslo".to_owned(),
    };
    let expected = [
        (Some(("Ann".to_owned(), Some(oslo))), "a".to_owned()),
        (Some(("Bo".to_owned(), None)), "b".to_owned()),
        (None, "c".to_owned()),
    ];
    assert_eq!(rows(selection, &written).unwrap(), expected);
}

#[test]
fn computed_values_are_read_by_their_aliases() {
    let contacts = account::contact_collection_by_account;
    let selection = (
        contacts.filter(contact::age.gt(30)).count(),
        contacts.filter(contact::age.gt(60)).count(),
        contacts.max(contact::age),
        account::created_on.year(),
    );
    let written = r#"[{"Count_ContactCollectionByAccount_2":1,"Count_ContactCollectionByAccount":5,
        "Max_ContactCollectionByAccount_Age":70,"Year_CreatedOn":2024}]"#;
    assert_eq!(rows(selection, written).unwrap(), [(5, 1, Some(70), 2024)]);
}

#[test]
fn groups_are_read() {
    let selection = (
        account::primary_contact_id,
        count(),
        account::completeness.avg(),
    );
    let written = format!(
        r#"[{{"PrimaryContact":"{ID}","Count":3,"Average_Completeness":2.50}},
            {{"PrimaryContact":"","Count":1,"Average_Completeness":0}}]"#
    );
    let expected = [
        (Some(uuid().into()), 3, Some(Decimal::new(250, 2))),
        (None, 1, Some(Decimal::ZERO)),
    ];
    assert_eq!(rows(selection, &written).unwrap(), expected);
}

#[test]
fn the_envelope_is_read_in_any_order_and_with_gaps() {
    let read = |reply| rows_in(&TimeZone::UTC, city::name, reply).unwrap();
    let oslo = ["Oslo".to_owned()];
    assert_eq!(
        read(
            r#"{"success":true,"rowsAffected":1,"nextPrcElReady":false,"notFoundColumns":[],
                "rowConfig":{"Name":{"dataValueType":28}},"rows":[{"Name":"Oslo"}],
                "responseStatus":{"ErrorCode":"","Message":"","Errors":[]}}"#
        ),
        oslo
    );
    assert_eq!(read(r#"{"rows":[{"Name":"Oslo"}]}"#), oslo);
    assert_eq!(
        read(r#"{"rows":[{"Name":"Oslo"}],"success":"true","notFoundColumns":null}"#),
        oslo
    );
    assert_eq!(read(r#"{"rows":null,"success":true}"#), [""; 0]);
    assert_eq!(read(r#"{"success":true}"#), [""; 0]);
}

#[test]
fn a_reply_that_is_no_success_is_an_error() {
    let error = |reply| {
        rows_in(&TimeZone::UTC, city::name, reply)
            .unwrap_err()
            .to_string()
    };
    insta::assert_snapshot!(error(r#"{"rows":[],"success":false}"#));
    insta::assert_snapshot!(error(r#"{"success":"false"}"#));
    insta::assert_snapshot!(error(r#"{"rows":null}"#));
    insta::assert_snapshot!(error("{}"));
    insta::assert_snapshot!(error(r#"{"rows":{},"success":true}"#));
    insta::assert_snapshot!(error("[]"));
}

#[test]
fn columns_that_were_not_found_are_named_whatever_the_rows_lack() {
    let error = |reply| rows_in(&TimeZone::UTC, (city::name, city::id), reply).unwrap_err();
    let expected = "City has no such columns: Name, Id";
    for reply in [
        r#"{"rows":[{}],"notFoundColumns":["Name","Id"],"success":true}"#,
        r#"{"notFoundColumns":["Name","Id"],"rows":[],"success":true}"#,
        r#"{"notFoundColumns":["Name","Id"],"success":true}"#,
    ] {
        assert_eq!(error(reply).to_string(), expected, "{reply}");
    }
}

#[test]
fn an_error_names_entity_column_row_and_text() {
    let error = |written| {
        rows(
            (
                account::completeness,
                account::primary_contact.then(contact::id),
            ),
            written,
        )
        .unwrap_err()
        .to_string()
    };
    insta::assert_snapshot!(error(
        r#"[{"Completeness":1},{"Completeness":"2024-01-15T13:45:30"}]"#
    ));
    insta::assert_snapshot!(error(
        r#"[{"Completeness":1,"PrimaryContact":{"value":"x"},"PrimaryContact.Id":"x"}]"#
    ));
    insta::assert_snapshot!(error(r#"[{"PrimaryContact":""}]"#));
}

#[test]
fn a_reply_cut_anywhere_is_an_error_and_never_a_short_answer() {
    let reply = format!(
        r#"{{"success":true,"rows":[{{"Name":"é\"","City":{{"value":"{ID}","displayValue":"x"}}}},{{"Name":"b","City":""}}],"rowsAffected":2}}"#
    );
    let query = Contact::query().select((contact::name, contact::city_id));
    let query = query.prepare_data_service(&TimeZone::UTC).unwrap();
    assert_eq!(query.read_page(reply.as_bytes(), 1).unwrap().rows.len(), 2);
    for end in 0..reply.len() {
        let cut = &reply.as_bytes()[..end];
        assert!(query.read_page(cut, 1).is_err(), "cut at {end}");
    }
}

#[test]
fn a_row_that_was_asked_for_by_its_key_is_there_or_not() {
    let city = Prepared::<City, _>::by_key_data_service(&uuid().into(), &TimeZone::UTC).unwrap();
    let found = format!(r#"{{"rows":[{{"Id":"{ID}","Name":"Oslo"}}],"success":true}}"#);
    assert_eq!(city.read_one(found.as_bytes()).unwrap().name, "Oslo");
    let error = city.read_one(br#"{"rows":[],"success":true}"#).unwrap_err();
    assert_eq!(error.to_string(), "no row of City has this key");
}

#[test]
fn numbers_keep_what_is_written() {
    let read = rows(
        (order::amount, order::paid, order::weight),
        r#"[{"Amount":1234.5600,"Paid":true,"Weight":1E-3},{"Amount":0,"Paid":false,"Weight":""}]"#,
    );
    let (amount, paid, weight) = read.unwrap().remove(0);
    assert_eq!(
        (amount.to_string().as_str(), paid, weight),
        ("1234.5600", true, 0.001)
    );
}
