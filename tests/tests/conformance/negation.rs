//! Missing values, and the opposite of conditions on them: a row is in one of a condition and its
//! opposite, or in neither, and the same over all protocols.

use creatio_core::{Decimal, Expr, Id, Timestamp};
use creatio_tests::models::{Lead, account, contact, lead};
use creatio_tests::records::{Record, fold};
use creatio_tests::truth::{and, not, or};

use crate::harness::{cases, finds, id, rows, stored};

const NO_CONDITIONS: [Expr<Lead>; 0] = [];

fn moment() -> Timestamp {
    "2021-03-28T00:30:00Z".parse().unwrap()
}

fn early(row: Record<'_>) -> Option<bool> {
    row.instant("MeetingDate").map(|at| at < moment())
}

fn owner_age(row: Record<'_>) -> Option<i32> {
    Some(row.follow("Owner")?.int("Age"))
}

fn young(row: Record<'_>) -> Option<bool> {
    owner_age(row).map(|age| age < 40)
}

fn is_early() -> Expr<Lead> {
    lead::meeting_date.lt(moment())
}

fn is_young() -> Expr<Lead> {
    lead::owner.then(contact::age).lt(40)
}

fn owner_name(row: Record<'_>) -> Option<String> {
    Some(fold(row.follow("Owner")?.text("Name")))
}

/// Text is missing where it is empty.
fn has_email(row: Record<'_>) -> bool {
    row.follow("Owner")
        .is_some_and(|owner| !owner.text("Email").is_empty())
}

cases! {
    a_missing_instant: finds(lead::meeting_date.is_null(), |row| {
        row.instant("MeetingDate").is_none()
    });
    a_present_instant: finds(lead::meeting_date.is_not_null(), |row| {
        row.instant("MeetingDate").is_some()
    });
    an_empty_lookup: finds(account::parent_id.is_null(), |row| {
        row.guid("ParentId").is_none()
    });
    a_lookup_that_leads_somewhere: finds(account::parent_id.is_not_null(), |row| {
        row.guid("ParentId").is_some()
    });
    no_row_behind_a_lookup: finds(lead::owner.then(contact::age).is_null(), |row| {
        row.follow("Owner").is_none()
    });
    a_row_behind_a_lookup: finds(lead::owner.then(contact::age).is_not_null(), |row| {
        row.follow("Owner").is_some()
    });
    no_text_behind_a_lookup: finds(lead::owner.then(contact::email).is_null(), |row| {
        !has_email(row)
    });
    a_text_behind_a_lookup: finds(lead::owner.then(contact::email).is_not_null(), has_email);
    an_empty_lookup_behind_a_lookup: finds(
        lead::qualified_account.then(account::parent_id).is_null(),
        |row| {
            let account = row.follow("QualifiedAccount");
            account.is_none_or(|account| account.guid("ParentId").is_none())
        },
    );
    a_missing_instant_behind_a_lookup:
        finds(lead::owner.then(contact::birth_date).is_null(), |row| {
            let owner = row.follow("Owner");
            owner.is_none_or(|owner| owner.instant("BirthDate").is_none())
        });

    not_a_comparison_of_instants: finds(!is_early(), |row| not(early(row)));
    not_a_comparison_behind_a_lookup: finds(!is_young(), |row| not(young(row)));
    not_not: finds(!!is_young(), young);
    not_an_equality_of_instants: finds(!lead::meeting_date.eq(moment()), |row| {
        row.instant("MeetingDate").map(|at| at != moment())
    });
    not_an_inequality_of_instants: finds(!lead::meeting_date.ne(moment()), |row| {
        row.instant("MeetingDate").map(|at| at == moment())
    });
    not_an_equality_of_lookups: finds(
        !lead::owner_id.eq(Id::new(stored("Contact", 0).id())) & lead::budget.lt(10_000),
        |row| {
            let low = row.decimal("Budget") < 10_000.into();
            low && row.guid("OwnerId") != Some(stored("Contact", 0).id())
        },
    );
    not_between: finds(!lead::owner.then(contact::age).between(30, 50), |row| {
        owner_age(row).map(|age| !(30..=50).contains(&age))
    });
    not_in_a_list: finds(!lead::owner.then(contact::age).is_in([30, 40]), |row| {
        owner_age(row).map(|age| ![30, 40].contains(&age))
    });
    not_a_text_test: finds(!lead::owner.then(contact::name).contains("a"), |row| {
        owner_name(row).map(|name| !name.contains('a'))
    });
    not_a_null_test: finds(!lead::owner.then(contact::age).is_null(), |row| {
        row.follow("Owner").is_some()
    });

    both: finds(is_early() & is_young(), |row| and(early(row), young(row)));
    either: finds(is_early() | is_young(), |row| or(early(row), young(row)));
    not_both: finds(!(is_early() & is_young()), |row| {
        not(and(early(row), young(row)))
    });
    neither: finds(!(is_early() | is_young()), |row| {
        not(or(early(row), young(row)))
    });
    one_but_not_the_other: finds(is_early() & !is_young(), |row| {
        and(early(row), not(young(row)))
    });
    exactly_one: finds(
        (is_early() & !is_young()) | (!is_early() & is_young()),
        |row| {
            let (early, young) = (early(row), young(row));
            or(and(early, not(young)), and(not(early), young))
        },
    );
    not_under_not_under_not: finds(!(is_early() | !(is_young() & !is_early())), |row| {
        not(or(early(row), not(and(young(row), not(early(row))))))
    });
    a_long_chain_of_both_kinds: finds(
        Expr::any_of((1..40).map(|day| {
            let score = Decimal::from(day);
            lead::score.gt(score - Decimal::ONE) & lead::score.lt(score) & is_young()
        })),
        |row| {
            let score = row.decimal("Score");
            let open = |day: i32| score > (day - 1).into() && score < day.into();
            and(Some((1..40).any(open)), young(row))
        },
    );
    any_of_no_conditions: rows(
        Lead::query()
            .select(lead::id)
            .filter(Expr::any_of(NO_CONDITIONS)),
        |_| Vec::new(),
    );
    all_of_no_conditions: rows(
        Lead::query()
            .select(lead::id)
            .filter(Expr::all_of(NO_CONDITIONS)),
        |asked| asked.all("Lead").into_iter().map(id).collect(),
    );
}
