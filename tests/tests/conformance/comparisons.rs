//! Each operator on each kind of column.

use creatio_core::{Decimal, Id, Timestamp, Uuid};
use creatio_tests::models::{account, lead, product};
use creatio_tests::records::{Record, fold};

use crate::harness::{cases, finds, stored};

fn name() -> &'static str {
    stored("Account", 150).text("Name")
}

/// How an account's name compares with [`name`], other case or not.
fn named(row: Record<'_>) -> std::cmp::Ordering {
    fold(row.text("Name")).cmp(&fold(name()))
}

fn score(row: Record<'_>) -> i32 {
    row.int("LeadConversionScore")
}

/// A budget that several leads have more, and several less of.
fn budget() -> Decimal {
    stored("Lead", 500).decimal("Budget")
}

fn spent(row: Record<'_>) -> Decimal {
    row.decimal("Budget")
}

fn moment() -> Timestamp {
    "2021-03-28T00:30:00Z".parse().unwrap()
}

fn meeting(row: Record<'_>) -> Option<Timestamp> {
    row.instant("MeetingDate")
}

fn owner() -> Uuid {
    stored("Account", 1).guid("OwnerId").unwrap()
}

cases! {
    text_eq: finds(account::name.eq(name().to_uppercase()), |row| {
        named(row).is_eq()
    });
    text_ne: finds(account::name.ne(name()), |row| named(row).is_ne());
    text_gt: finds(account::name.gt(name()), |row| named(row).is_gt());
    text_ge: finds(account::name.ge(name().to_lowercase()), |row| {
        named(row).is_ge()
    });
    text_lt: finds(account::name.lt(name()), |row| named(row).is_lt());
    text_le: finds(account::name.le(name()), |row| named(row).is_le());
    text_between: finds(account::name.between("D", "m"), |row| {
        ("d"..="m").contains(&&*fold(row.text("Name")))
    });
    text_eq_nothing: finds(account::web.eq(""), |row| row.text("Web").is_empty());
    text_ne_nothing: finds(account::web.ne(""), |row| !row.text("Web").is_empty());
    text_with_digits_eq: finds(account::code.eq("000042"), |row| {
        row.text("Code") == "000042"
    });

    integer_eq: finds(account::lead_conversion_score.eq(7), |row| score(row) == 7);
    integer_ne: finds(account::lead_conversion_score.ne(7), |row| score(row) != 7);
    integer_gt: finds(account::lead_conversion_score.gt(-7), |row| score(row) > -7);
    integer_ge: finds(account::lead_conversion_score.ge(0), |row| score(row) >= 0);
    integer_lt: finds(account::lead_conversion_score.lt(0), |row| score(row) < 0);
    integer_le: finds(account::lead_conversion_score.le(-50), |row| {
        score(row) <= -50
    });
    integer_between: finds(account::lead_conversion_score.between(-10, 10), |row| {
        (-10..=10).contains(&score(row))
    });

    decimal_eq: finds(lead::budget.eq(budget()), |row| spent(row) == budget());
    decimal_ne: finds(lead::budget.ne(budget()), |row| spent(row) != budget());
    decimal_gt: finds(lead::budget.gt(budget()), |row| spent(row) > budget());
    decimal_ge: finds(lead::budget.ge(budget()), |row| spent(row) >= budget());
    decimal_lt: finds(lead::score.lt(Decimal::new(-15, 1)), |row| {
        row.decimal("Score") < Decimal::new(-15, 1)
    });
    decimal_le: finds(lead::score.le(0), |row| {
        row.decimal("Score") <= Decimal::ZERO
    });
    decimal_between: finds(lead::score.between(-10, Decimal::new(105, 1)), |row| {
        (Decimal::from(-10)..=Decimal::new(105, 1)).contains(&row.decimal("Score"))
    });
    decimal_that_no_double_holds_eq: finds(
        product::price.eq("99999999999999.9999".parse::<Decimal>().unwrap()),
        |row| row.decimal("Price").to_string() == "99999999999999.9999",
    );
    decimal_that_no_double_holds_lt: finds(
        product::price.lt("99999999999999.9999".parse::<Decimal>().unwrap()),
        |row| row.decimal("Price").to_string() != "99999999999999.9999",
    );

    flag_eq: finds(product::active.eq(true), |row| row.flag("Active"));
    flag_ne: finds(product::active.ne(true), |row| !row.flag("Active"));
    flag_eq_false: finds(product::is_archive.eq(false), |row| !row.flag("IsArchive"));

    instant_eq: finds(lead::meeting_date.eq(moment()), |row| {
        meeting(row) == Some(moment())
    });
    instant_ne: finds(lead::meeting_date.ne(moment()), |row| {
        meeting(row).map(|at| at != moment())
    });
    instant_gt: finds(lead::meeting_date.gt(moment()), |row| {
        meeting(row).map(|at| at > moment())
    });
    instant_ge: finds(lead::meeting_date.ge(moment()), |row| {
        meeting(row).map(|at| at >= moment())
    });
    instant_lt: finds(lead::meeting_date.lt(moment()), |row| {
        meeting(row).map(|at| at < moment())
    });
    instant_le: finds(lead::meeting_date.le(moment()), |row| {
        meeting(row).map(|at| at <= moment())
    });
    instant_between: finds(
        lead::meeting_date.between(
            moment(),
            "2021-10-31T05:00:00Z".parse::<Timestamp>().unwrap(),
        ),
        |row| {
            let end = "2021-10-31T05:00:00Z".parse().unwrap();
            meeting(row).map(|at| (moment()..=end).contains(&at))
        },
    );
    instant_finer_than_milliseconds_lt: finds(account::created_on.lt(moment()), |row| {
        row.instant("CreatedOn").map(|at| at < moment())
    });

    key_eq: finds(account::id.eq(Id::new(stored("Account", 9).id())), |row| {
        row.id() == stored("Account", 9).id()
    });
    key_ne: finds(account::id.ne(Id::new(stored("Account", 9).id())), |row| {
        row.id() != stored("Account", 9).id()
    });
    lookup_eq: finds(account::owner_id.eq(Id::new(owner())), |row| {
        row.guid("OwnerId") == Some(owner())
    });
    // For Creatio an empty lookup leads to another row than this one.
    lookup_ne: finds(account::owner_id.ne(Id::new(owner())), |row| {
        row.guid("OwnerId") != Some(owner())
    });
}
