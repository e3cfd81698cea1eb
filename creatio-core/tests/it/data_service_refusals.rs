//! Queries that DataService cannot carry, and what their errors say.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use crate::models;

use creatio_core::jiff::tz::TimeZone;
use creatio_core::prelude::*;
use creatio_core::{count, primary_display};
use models::{Account, Order, account, contact, order};

/// Each query as it stands in the source, and why it is refused.
macro_rules! refusals {
    ($($query:expr),+ $(,)?) => {
        [$((stringify!($query), $query.data_service().unwrap_err().to_string())),+]
            .map(|(query, error)| format!("{}\n    {error}\n", on_one_line(query)))
            .join("\n")
    };
}

fn on_one_line(source: &str) -> String {
    source.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// Central Europe, whose clocks are put back on 27 October 2024 and forward on 31 March.
fn berlin() -> TimeZone {
    TimeZone::posix("CET-1CEST,M3.5.0,M10.5.0/3").unwrap()
}

#[test]
fn what_the_calendar_of_creatio_lacks_is_refused() {
    let instant = |text, zone: &TimeZone| {
        let query = Account::query().filter(account::created_on.lt(at(text)));
        query.data_service_in(zone).map(drop)
    };
    insta::assert_snapshot!(instant("0000-12-31T23:59:59Z", &TimeZone::UTC).unwrap_err());
    assert!(instant("0000-12-31T23:59:59Z", &berlin()).is_ok());
    let day = Order::query().filter(order::due_date.eq(Date::constant(0, 12, 31)));
    insta::assert_snapshot!(day.data_service().unwrap_err());
}

/// The hour that the clock shows twice is taken for the second one.
#[test]
fn an_instant_of_the_first_of_two_equal_hours_is_refused() {
    let asked = |text| {
        let query = Account::query().filter(account::created_on.ge(at(text)));
        query.data_service_in(&berlin()).map(drop)
    };
    insta::assert_snapshot!(asked("2024-10-27T00:30:00Z").unwrap_err());
    assert!(asked("2024-10-26T23:59:59Z").is_ok());
    assert!(asked("2024-10-27T01:00:00Z").is_ok());
}

#[test]
fn what_data_service_cannot_say_is_refused_with_the_way_out() {
    let raw = || Expr::<Account>::raw_data_service(serde_json::json!({}));
    let counted = || Account::query().select((account::primary_contact_id, count()));
    insta::assert_snapshot!(refusals![
        Account::query().filter(!raw()),
        Order::query().filter(order::weight.lt(f64::INFINITY)),
        Account::query().select(account::primary_contact.row((primary_display(),))),
        counted().order_by(account::name.asc()),
        Account::query()
            .select(account::name)
            .distinct()
            .order_by(account::code.asc()),
        Account::query()
            .select(account::name)
            .order_by(count().asc()),
        Account::query().select((Account::all(), count())),
        Account::query().select((account::primary_contact.row(contact::name), count())),
        Account::query()
            .select(account::primary_contact.row(contact::name))
            .distinct(),
        Account::query().select((account::contact_collection_by_account.count(), count())),
        Account::query().select(count()).top(0),
    ]);
    assert!(counted().top(0).data_service().is_ok());
}
