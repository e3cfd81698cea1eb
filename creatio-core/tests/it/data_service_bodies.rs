//! DataService bodies of queries, as golden text: `cargo insta review`, or `INSTA_UPDATE=always`,
//! renews it.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use crate::models;

use creatio_core::jiff::civil::time;
use creatio_core::jiff::tz::TimeZone;
use creatio_core::prelude::*;
use creatio_core::{Prepared, count, primary_display};
use models::{
    Account, City, Clicks, Contact, Order, Rate, Size, Visit, account, city, clicks, contact,
    order, rate, size, visit,
};

/// Each query as it stands in the source, and its body.
macro_rules! bodies {
    ($($query:expr),+ $(,)?) => {
        [$((stringify!($query), $query.prepare_data_service(&TimeZone::UTC).unwrap().request().to_string())),+]
            .map(|(query, body)| format!("{}\n    {body}\n", on_one_line(query)))
            .join("\n")
    };
}

/// Each condition as it stands in the source, and the filters that it becomes.
macro_rules! filters {
    ($entity:ident: $($condition:expr),+ $(,)?) => {
        [$((stringify!($condition), {
            let query = $entity::query().filter($condition);
            query.prepare_data_service(&TimeZone::UTC).unwrap().request().to_string()
        })),+]
            .map(|(condition, body)| format!("{}\n    {}\n", on_one_line(condition), items(&body)))
            .join("\n")
    };
}

fn on_one_line(source: &str) -> String {
    source.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What the group of all filters holds.
fn items(body: &str) -> &str {
    let filters = body.split_once("\"filters\":{\"items\":").unwrap().1;
    let end = ",\"logicalOperation\":0,\"isEnabled\":true,\"filterType\":6},\"columns\":";
    filters.split_once(end).unwrap().0
}

fn id<E>(digit: u8) -> Id<E> {
    Id::new(Uuid::from_bytes([digit; 16]))
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// Central Europe, whose clocks are put back on 27 October 2024 and forward on 31 March.
fn berlin() -> TimeZone {
    TimeZone::posix("CET-1CEST,M3.5.0,M10.5.0/3").unwrap()
}

#[test]
fn selections() {
    insta::assert_snapshot!(bodies![
        City::query(),
        Account::query().select(account::name),
        Account::query().select((account::name, account::completeness, account::name)),
        Account::query().select(account::primary_contact_id),
        Account::query().select((
            account::primary_contact.then(contact::name),
            account::primary_contact.then(contact::account_id),
            account::primary_contact
                .then(contact::city)
                .then(city::name),
        )),
        Account::query().select((account::name, account::primary_contact.row(Contact::all()))),
        Account::query()
            .select(account::primary_contact.row((contact::name, contact::city.row(city::name)))),
        Account::query().select((
            account::name.length(),
            account::created_on.year(),
            account::created_on.month(),
            account::created_on.day(),
            account::created_on.hour(),
            account::created_on.weekday(),
            account::primary_contact.then(contact::name).length(),
            primary_display::<Account>(),
        )),
        Account::query().select((
            account::contact_collection_by_account.count(),
            account::contact_collection_by_account
                .filter(contact::age.gt(30))
                .count(),
            account::contact_collection_by_account
                .filter(contact::age.gt(60))
                .count(),
            account::contact_collection_by_account.max(contact::age),
            account::parent
                .then(account::contact_collection_by_account)
                .count(),
        )),
        Size::query().select(size::height),
    ]);
}

#[test]
fn aggregates() {
    insta::assert_snapshot!(bodies![
        Account::query().select(count()),
        Account::query().select((
            account::completeness.sum(),
            account::completeness.avg(),
            account::completeness.min(),
            account::completeness.max(),
            account::completeness.count_distinct(),
            account::parent.then(account::completeness).sum(),
        )),
        Account::query()
            .select((account::primary_contact_id, count()))
            .order_by((count().desc(), account::primary_contact_id.asc())),
        Account::query()
            .select((account::created_on.year(), account::completeness.sum()))
            .order_by(account::created_on.year().asc()),
        // Another number per group makes no other groups.
        Account::query()
            .select((account::primary_contact_id, account::completeness.sum()))
            .order_by(count().desc()),
        // No lookup is read beside the path: it would make other groups.
        Account::query().select((account::primary_contact.then(contact::age), count())),
        Account::query()
            .select(account::primary_contact.then(contact::age))
            .distinct(),
        Clicks::query().select(count()),
    ]);
}

#[test]
fn orders_and_limits() {
    insta::assert_snapshot!(bodies![
        Account::query()
            .select(account::id)
            .order_by((account::name.desc(), account::id.asc())),
        Account::query().select(account::id).order_by((
            account::id.asc(),
            account::id.desc(),
            account::name.asc()
        )),
        Account::query()
            .select(account::id)
            .order_by(account::primary_contact.then(contact::city_id).asc()),
        Account::query()
            .select(account::id)
            .order_by(account::name.length().desc()),
        Account::query()
            .select(account::id)
            .order_by(account::contact_collection_by_account.count().desc()),
        Account::query().select(account::id).top(10).skip(20),
        Account::query().select(account::id).skip(20),
        Account::query().select(account::id).skip(0),
        Account::query().select(account::id).top(0),
        Account::query()
            .select(account::id)
            .filter(account::name.eq("a"))
            .top(0)
            .skip(5),
        Account::query().select(account::id).top(u64::MAX),
        Account::query().select(account::name).distinct(),
    ]);
}

#[test]
fn comparisons() {
    insta::assert_snapshot!(filters![Account:
        account::name.eq("Acme"),
        account::name.ne("Acme"),
        account::completeness.gt(-1),
        account::completeness.ge(0),
        account::completeness.lt(i32::MAX),
        account::completeness.le(1),
        account::id.eq(id(0xab)),
        account::primary_contact_id.ne(id(1)),
        account::primary_contact.then(contact::id).eq(id(1)),
        account::primary_contact.then(contact::account_id).eq(id(1)),
        account::name.eq_column(account::code),
        account::parent
            .then(account::completeness)
            .lt_column(account::completeness),
        account::completeness.between(1, 9),
        account::code.is_null(),
        account::parent_id.is_not_null(),
        account::parent.then(account::code).is_null(),
        account::name.length().gt(3),
        account::created_on.year().eq(2024),
        account::created_on.weekday().is_in([1, 7]),
    ]);
}

#[test]
fn lists() {
    insta::assert_snapshot!(filters![Account:
        account::name.is_in(["a", "b"]),
        account::name.is_in(["a"]),
        account::name.is_in([""; 0]),
        account::name.not_in(["a", "b"]),
        account::name.not_in([""; 0]),
        account::primary_contact_id.is_in([id(1), id(2)]),
        account::primary_contact_id.not_in([id(1), id(2)]),
        account::primary_contact_id.not_in([id(1)]),
        account::primary_contact_id.not_in([id(1), id(2)]).and(account::name.eq("a")),
    ]);
    let nobody: [Id<City>; 0] = [];
    insta::assert_snapshot!(filters![Clicks: clicks::email_id.is_in(nobody)]);
    insta::assert_snapshot!(filters![Rate: rate::currency.is_in([""; 0])]);
}

#[test]
fn values_of_every_type() {
    insta::assert_snapshot!(filters![Order:
        order::number.eq("O'Brien \"& Söhne\" \\ / \n"),
        order::amount.ge(Decimal::new(-12_500, 4)),
        order::amount.lt("1234567890123456789.012345678".parse::<Decimal>().unwrap()),
        order::amount.lt(100),
        order::weight.gt(1.5e300),
        order::paid.eq(true),
        order::external_id.eq(Uuid::from_u128(0xAB)),
        order::due_date.eq(Date::constant(2024, 2, 29)),
        order::reminder.eq(time(8, 30, 0, 0)),
        order::reminder.eq(Time::midnight()),
    ]);
    insta::assert_snapshot!(filters![Visit: visit::day.ge(Date::constant(2024, 2, 29))]);
}

#[test]
fn tests_of_texts() {
    insta::assert_snapshot!(filters![Account:
        account::name.starts_with("A"),
        account::name.contains("A"),
        account::name.ends_with("A"),
        account::name.not_starts_with("A"),
        account::name.not_contains("A"),
        account::name.not_ends_with("A"),
        primary_display().starts_with("A"),
    ]);
}

#[test]
fn junctions() {
    let a = || account::name.eq("a");
    let b = || account::code.contains("b");
    let c = || account::parent_id.is_null();
    insta::assert_snapshot!(filters![Account:
        a().and(b()),
        a().or(b()),
        a().and(b().or(c())),
        a().or(b().and(c())),
        (a() | b()).and(b() | c()),
        !(a() | b()),
        !(a() & b()),
        account::completeness.between(1, 9).not(),
        Expr::<Account>::all_of([]),
        Expr::<Account>::any_of([]),
        Expr::raw_data_service(serde_json::json!({"comparisonType": 15, "filterType": 7})).and(a()),
    ]);
}

#[test]
fn collections() {
    let contacts = || account::contact_collection_by_account;
    let adult = || contact::age.ge(18);
    insta::assert_snapshot!(filters![Account:
        contacts().is_not_empty(),
        contacts().is_empty(),
        contacts().any(adult()),
        contacts().none(adult() & contact::name.starts_with("A")),
        contacts().all(adult()),
        contacts().any(contact::order_collection_by_contact.any(order::paid.eq(true))),
        contacts().any(contact::city_id.is_in(Vec::<Id<City>>::new())),
        account::parent.then(contacts()).is_empty(),
        contacts().count().gt(3),
        contacts().count().lt(5_000_000_000_i64),
        contacts().filter(adult()).count().eq(0),
        contacts().sum(contact::age).gt(100),
        account::order_collection_by_account.avg(order::amount).le(Decimal::ONE_HUNDRED),
        contacts().max(contact::age).lt(30),
    ]);
}

#[test]
fn macros() {
    use account::created_on;
    insta::assert_snapshot!(filters![Account:
        created_on.yesterday(), created_on.today(), created_on.tomorrow(),
        created_on.previous_week(), created_on.current_week(), created_on.next_week(),
        created_on.previous_month(), created_on.current_month(), created_on.next_month(),
        created_on.previous_quarter(), created_on.current_quarter(), created_on.next_quarter(),
        created_on.previous_half_year(), created_on.current_half_year(),
        created_on.next_half_year(),
        created_on.previous_year(), created_on.current_year(), created_on.next_year(),
        created_on.previous_hour(), created_on.current_hour(), created_on.next_hour(),
        created_on.previous_days(7), created_on.next_days(7),
        created_on.previous_hours(12), created_on.next_hours(12),
        created_on.today().not(),
        account::primary_contact_id.is_current_user_contact(),
        account::primary_contact.then(contact::account_id).is_current_user(),
    ]);
}

#[test]
fn an_instant_is_what_the_clock_of_the_profile_shows() {
    let sent = |zone: &TimeZone, instant: &str| {
        let query = Account::query().filter(account::created_on.eq(at(instant)));
        let body = query.data_service_in(zone).unwrap();
        let parameter = &body["filters"]["items"]["f1"]["rightExpression"]["parameter"];
        assert_eq!(parameter["dataValueType"], 7);
        parameter["value"].as_str().unwrap().to_owned()
    };
    for (zone, instant, shown) in [
        (
            TimeZone::UTC,
            "2024-01-15T13:45:30.123Z",
            "2024-01-15T13:45:30.123",
        ),
        (
            TimeZone::UTC,
            "2024-01-15T13:45:30Z",
            "2024-01-15T13:45:30.000",
        ),
        // Nothing is cut off that an instant has.
        (
            TimeZone::UTC,
            "2024-01-15T13:45:30.1234567Z",
            "2024-01-15T13:45:30.1234567",
        ),
        (berlin(), "2024-01-15T23:45:30Z", "2024-01-16T00:45:30.000"),
        (berlin(), "2024-07-15T23:45:30Z", "2024-07-16T01:45:30.000"),
        // Around the hour that is left out, and the one that is shown twice.
        (berlin(), "2024-03-31T00:59:59Z", "2024-03-31T01:59:59.000"),
        (berlin(), "2024-03-31T01:00:00Z", "2024-03-31T03:00:00.000"),
        (berlin(), "2024-10-27T01:30:00Z", "2024-10-27T02:30:00.000"),
    ] {
        assert_eq!(sent(&zone, instant), format!("\"{shown}\""), "{instant}");
    }
}

#[test]
fn a_count_asks_for_the_filter_alone() {
    let query = Account::query()
        .select(account::name)
        .filter(account::name.starts_with("A"))
        .order_by(account::code.asc())
        .top(0)
        .skip(3);
    let count_of_rows = query.prepare_count_data_service(&TimeZone::UTC).unwrap();
    insta::assert_snapshot!(count_of_rows.request());
    let reply = br#"{"rows":[{"Count":41}],"success":true}"#;
    assert_eq!(count_of_rows.read_page(reply, 1).unwrap().rows, [41]);

    let distinct = query.distinct().prepare_count_data_service(&TimeZone::UTC);
    insta::assert_snapshot!(distinct.unwrap_err());
    let grouped = Account::query().select((account::name, count()));
    let grouped = grouped.prepare_count_data_service(&TimeZone::UTC);
    insta::assert_snapshot!(grouped.unwrap_err());
}

#[test]
fn a_read_by_key_asks_for_every_part_of_it() {
    let city = Prepared::<City, _>::by_key_data_service(&id(7), &TimeZone::UTC).unwrap();
    insta::assert_snapshot!(city.request());
    let key = ("EUR".to_owned(), 2024);
    let rate = Prepared::<Rate, _>::by_key_data_service(&key, &TimeZone::UTC).unwrap();
    insta::assert_snapshot!(rate.request());
}
