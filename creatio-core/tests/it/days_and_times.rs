//! Columns of days and times, which Creatio's OData declares as instants.

use crate::models;

use creatio_core::CompileError;
use creatio_core::prelude::*;
use models::{Order, Visit, order, visit};

const DAY: Date = Date::constant(2019, 9, 8);

/// The filter of a query over visits, decoded.
fn filter(condition: Expr<Visit>) -> Result<String, CompileError> {
    let query = Visit::query().select(visit::id).filter(condition);
    let url = query.odata4()?.to_string();
    let filter = url.split_once("$filter=").map(|(_, filter)| filter);
    Ok(filter.unwrap_or_default().replace("%20", " "))
}

#[test]
fn a_day_is_sent_as_the_instant_at_which_it_begins() {
    let visit = visit::follow_up;
    for (condition, sent) in [
        (visit::day.eq(DAY), "Day eq 2019-09-08T00:00:00Z"),
        (visit::day.ge(DAY), "Day ge 2019-09-08T00:00:00Z"),
        (
            visit::day.between(DAY, Date::constant(2019, 12, 31)),
            "Day ge 2019-09-08T00:00:00Z and Day le 2019-12-31T00:00:00Z",
        ),
        (
            visit::day.is_in([DAY, Date::constant(1, 1, 1)]),
            "Day eq 2019-09-08T00:00:00Z or Day eq 0001-01-01T00:00:00Z",
        ),
        (
            visit.then(visit::day).eq(DAY),
            "FollowUp/Day eq 2019-09-08T00:00:00Z",
        ),
        (
            visit::day.eq(Date::constant(9999, 12, 31)),
            "Day eq 9999-12-31T00:00:00Z",
        ),
        (visit::day.is_null(), "Day eq null"),
    ] {
        assert_eq!(filter(condition).unwrap(), sent);
    }
}

#[test]
fn odata_3_knows_a_day_as_its_first_moment_whatever_its_model_says() {
    let visits = Visit::query().select(visit::id).filter(visit::day.eq(DAY));
    let orders = Order::query()
        .select(order::id)
        .filter(order::due_date.eq(DAY));
    let urls = [visits.odata3(), orders.odata3()].map(|url| url.unwrap().to_string());
    assert_eq!(
        urls,
        [
            "VisitCollection?$select=Id&$filter=Day%20eq%20datetime'2019-09-08T00:00:00'",
            "OrderCollection?$select=Id&$filter=DueDate%20eq%20datetime'2019-09-08T00:00:00'",
        ]
    );
    let time = Time::constant(8, 30, 0, 0);
    let visits = Visit::query().filter(visit::start.lt(time));
    let refused = CompileError::TimeOfUnknownDay {
        entity: "Visit",
        column: "Start",
        time,
    };
    assert_eq!(visits.odata3(), Err(refused));
    let orders = Order::query()
        .select(order::id)
        .filter(order::reminder.lt(time));
    let url = orders.odata3().unwrap().to_string();
    let expected = "OrderCollection?$select=Id&$filter=Reminder%20lt%20time'PT8H30M'";
    assert_eq!(url, expected);
}

#[test]
fn a_day_before_the_calendar_of_creatio_is_refused() {
    let error = filter(visit::day.eq(Date::constant(0, 12, 31))).unwrap_err();
    assert_eq!(
        error.to_string(),
        "Visit: the day 0000-12-31 lies outside the years 1 to 9999 that Creatio can store"
    );
}

#[test]
fn a_time_of_day_is_not_compared_with_an_instant_of_some_day() {
    let error = filter(visit::start.lt(Time::constant(8, 30, 0, 0))).unwrap_err();
    assert_eq!(
        error.to_string(),
        "Visit: OData cannot compare Start with the time 08:30:00, since the service takes it for \
         an instant of a day that is not known: read the rows and compare them in the program"
    );
    assert_eq!(filter(visit::start.is_not_null()).unwrap(), "Start ne null");
}

#[test]
fn instants_are_read_as_days_and_times() {
    let query = Visit::query().select((visit::day, visit::start));
    let reply = br#"{"value":[
        {"Day":"2019-09-08T00:00:00Z","Start":"2019-09-08T08:30:00Z"},
        {"Day":"0001-01-01T00:00:00Z","Start":"0001-01-01T00:00:00Z"}
    ]}"#;
    let page = query.prepare_odata4().unwrap().read_page(reply, 1).unwrap();
    let time = Time::constant(8, 30, 0, 0);
    assert_eq!(page.rows, [(Some(DAY), Some(time)), (None, None)]);
}
