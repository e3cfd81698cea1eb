//! Writes as OData 3 requests: the spelling of each kind of value, and what is refused.

use crate::models::{Account, Contact, Order, account, contact, order};
use creatio_core::CompileError;
use creatio_core::jiff::civil::{date, time};
use creatio_core::prelude::*;

fn id<E>(number: u128) -> Id<E> {
    Id::from_u128(number)
}

/// An entity with a column of every kind of value.
#[derive(Debug, Entity)]
#[creatio(entity = "Sample")]
struct Sample {
    #[creatio(key)]
    id: Id<Sample>,
    whole: i64,
    exact: Decimal,
    binary: f64,
    flag: bool,
    moment: Option<Timestamp>,
    day: Option<Date>,
    #[creatio(edm = "DateTimeOffset")]
    stored_day: Option<Date>,
    time: Option<Time>,
    #[creatio(edm = "DateTimeOffset")]
    stored_time: Option<Time>,
    bytes: Option<Vec<u8>>,
    other: Option<Uuid>,
}

/// The one member of an update's body.
#[expect(clippy::unwrap_used, reason = "a helper of tests")]
fn member(update: &creatio_core::Update<Sample>) -> String {
    let request = update.odata3().unwrap();
    let body = request.body().unwrap();
    body.trim_start_matches('{')
        .trim_end_matches('}')
        .to_owned()
}

fn sample() -> creatio_core::Update<Sample> {
    Sample::update(id(1))
}

#[test]
fn a_write_names_the_collection_and_a_typed_key() {
    let key = "guid'00000000-0000-0000-0000-000000000005'";
    let insert = Contact::insert().set_id(id(5)).set(contact::name, "Ann");
    let request = insert.odata3().unwrap();
    assert_eq!(request.to_string(), "POST ContactCollection");
    assert_eq!(
        request.body(),
        Some(r#"{"Id":"00000000-0000-0000-0000-000000000005","Name":"Ann"}"#)
    );
    let update = Contact::update(id(5)).set(contact::name, "O'Brien \"é\"");
    let request = update.odata3().unwrap();
    assert_eq!(
        request.to_string(),
        format!("MERGE ContactCollection({key})")
    );
    assert_eq!(request.body(), Some(r#"{"Name":"O'Brien \"é\""}"#));
    let request = Contact::delete(id(5)).odata3().unwrap();
    assert_eq!(
        request.to_string(),
        format!("DELETE ContactCollection({key})")
    );
    assert_eq!((request.entity(), request.body()), ("Contact", None));
}

#[test]
fn lookups_are_written_by_their_keys_and_emptied_by_null() {
    let update = Account::update(id(1)).set(account::primary_contact_id, id(2));
    assert_eq!(
        update.odata3().unwrap().body(),
        Some(r#"{"PrimaryContactId":"00000000-0000-0000-0000-000000000002"}"#)
    );
    for cleared in [
        Account::update(id(1)).clear(account::primary_contact_id),
        Account::update(id(1)).set(account::primary_contact_id, id(0)),
    ] {
        let request = cleared.odata3().unwrap();
        assert_eq!(request.body(), Some(r#"{"PrimaryContactId":null}"#));
    }
}

#[test]
fn numbers_that_javascript_would_round_are_text() {
    let amount: Decimal = "12345678901234567890.1200".parse().unwrap();
    let exact = sample().set(sample::exact, amount);
    assert_eq!(member(&exact), r#""Exact":"12345678901234567890.1200""#);
    for (number, written) in [
        (7, "7"),
        (i64::from(i32::MIN), "-2147483648"),
        (2_147_483_648, "\"2147483648\""),
    ] {
        let update = sample().set(sample::whole, number);
        assert_eq!(member(&update), format!(r#""Whole":{written}"#));
    }
    let update = sample().set(sample::binary, 0.5);
    assert_eq!(member(&update), r#""Binary":0.5"#);
    assert_eq!(member(&sample().set(sample::flag, true)), r#""Flag":true"#);
}

#[test]
fn instants_are_the_clock_of_utc_without_a_zone_in_whole_ticks() {
    for (instant, written) in [
        ("2024-07-01T10:00:00Z", "2024-07-01T10:00:00"),
        ("2024-07-01T13:00:00.5+03:00", "2024-07-01T10:00:00.5"),
        (
            "2024-07-01T10:00:00.1234567Z",
            "2024-07-01T10:00:00.1234567",
        ),
        (
            "2024-07-01T10:00:00.123456789Z",
            "2024-07-01T10:00:00.1234567",
        ),
        ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00"),
    ] {
        let instant: Timestamp = instant.parse().unwrap();
        let update = sample().set(sample::moment, instant);
        assert_eq!(member(&update), format!(r#""Moment":"{written}""#));
    }
    let early: Timestamp = "0000-12-31T23:59:59Z".parse().unwrap();
    assert!(matches!(
        sample().set(sample::moment, early).odata3(),
        Err(CompileError::InstantOutOfRange { .. })
    ));
}

#[test]
fn days_are_midnight_and_times_are_counted_from_it() {
    let day = date(2024, 2, 29);
    for update in [
        sample().set(sample::day, day),
        sample().set(sample::stored_day, day),
    ] {
        let written = member(&update);
        assert!(written.ends_with(r#"":"2024-02-29T00:00:00""#), "{written}");
    }
    let update = sample().set(sample::time, time(12, 30, 0, 0));
    assert_eq!(member(&update), r#""Time":"PT12H30M""#);
    let far = Order::insert().set(order::due_date, date(-1, 1, 1));
    assert!(matches!(
        far.odata3(),
        Err(CompileError::DateOutOfRange { .. })
    ));
}

#[test]
fn bytes_and_guids_are_text() {
    let update = sample().set(sample::bytes, vec![0xfb_u8, 0xff]);
    assert_eq!(member(&update), r#""Bytes":"+/8=""#);
    let update = sample().set(sample::other, Uuid::from_u128(9));
    assert_eq!(
        member(&update),
        r#""Other":"00000000-0000-0000-0000-000000000009""#
    );
}

#[test]
fn values_without_a_spelling_are_refused_by_name() {
    for (update, words) in [
        (
            sample().set(sample::stored_time, time(12, 30, 0, 0)),
            "OData 3 cannot write a time of day to StoredTime",
        ),
        (
            sample().set(sample::binary, f64::NAN),
            "OData 3 cannot write an infinite number, or one that is none to Binary",
        ),
    ] {
        let error = update.odata3().unwrap_err().to_string();
        assert!(error.contains(words), "{error}");
    }
}
