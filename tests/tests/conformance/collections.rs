//! Collections in conditions: whether there are rows, how many, and what they add up to.

use creatio_core::{Decimal, Timestamp};
use creatio_tests::models::{account, activity, city, contact, lead, order};
use creatio_tests::records::{Record, fold};
use creatio_tests::truth::{not, or};

use crate::harness::{cases, finds};

fn contacts(row: Record<'_>) -> Vec<Record<'_>> {
    row.details("Contact", "AccountId")
}

fn orders(row: Record<'_>) -> Vec<Record<'_>> {
    row.details("Order", "AccountId")
}

/// Whether any row meets a condition: unknown ones do not.
fn some<'r>(rows: Vec<Record<'r>>, test: impl Fn(Record<'r>) -> Option<bool>) -> bool {
    rows.into_iter().any(|row| test(row) == Some(true))
}

fn grown_up(contact: Record<'_>) -> bool {
    contact.int("Age") > 25
}

fn due(order: Record<'_>) -> Option<bool> {
    order.instant("DueDate").map(|at| at < moment())
}

fn moment() -> Timestamp {
    "2017-06-01T00:00:00Z".parse().unwrap()
}

fn in_a_city(contact: Record<'_>) -> Option<bool> {
    contact
        .follow("City")
        .map(|city| fold(city.text("Name")).starts_with('b'))
}

fn amounts(row: Record<'_>) -> Vec<Decimal> {
    orders(row)
        .iter()
        .map(|order| order.decimal("Amount"))
        .collect()
}

fn ages(row: Record<'_>) -> Vec<i32> {
    contacts(row)
        .iter()
        .map(|contact| contact.int("Age"))
        .collect()
}

/// The sum, unknown over no rows.
fn total(amounts: &[Decimal]) -> Option<Decimal> {
    (!amounts.is_empty()).then(|| amounts.iter().sum())
}

cases! {
    any: finds(
        account::order_collection_by_account.any(order::due_date.lt(moment())),
        |row| some(orders(row), due),
    );
    none: finds(
        account::order_collection_by_account.none(order::due_date.lt(moment())),
        |row| !some(orders(row), due),
    );
    // A missing date fails nothing.
    all: finds(
        account::order_collection_by_account.all(order::due_date.ge(moment())),
        |row| !some(orders(row), |order| due(order)),
    );
    all_of_two_conditions: finds(
        account::contact_collection_by_account
            .all(contact::age.gt(25) | contact::city.then(city::name).starts_with("b")),
        |row| {
            !some(contacts(row), |contact| {
                not(or(Some(grown_up(contact)), in_a_city(contact)))
            })
        },
    );
    not_any: finds(
        !account::contact_collection_by_account.any(contact::age.le(20)),
        |row| !some(contacts(row), |contact| Some(contact.int("Age") <= 20)),
    );
    not_all: finds(
        !account::contact_collection_by_account.all(contact::age.gt(25)),
        |row| some(contacts(row), |contact| Some(!grown_up(contact))),
    );
    any_with_a_negated_condition: finds(
        account::order_collection_by_account
            .any(!order::due_date.lt(moment()) & order::amount.lt(100)),
        |row| {
            some(orders(row), |order| {
                let small = order.decimal("Amount") < 100.into();
                due(order).map(|due| !due && small)
            })
        },
    );
    any_with_a_path: finds(
        account::contact_collection_by_account
            .any(contact::city.then(city::name).starts_with("b") & contact::age.gt(60)),
        |row| {
            some(contacts(row), |contact| {
                in_a_city(contact).map(|named| named && contact.int("Age") > 60)
            })
        },
    );
    any_with_a_hostile_text: finds(
        account::contact_collection_by_account.any(contact::notes.contains("'); DROP")),
        |row| {
            some(contacts(row), |contact| {
                Some(contact.text("Notes").contains("'); DROP"))
            })
        },
    );
    any_in_any: finds(
        account::contact_collection_by_account
            .any(contact::order_collection_by_contact.any(order::amount.lt(0))),
        |row| {
            some(contacts(row), |contact| {
                let orders = contact.details("Order", "ContactId");
                Some(some(orders, |order| {
                    Some(order.decimal("Amount") < Decimal::ZERO)
                }))
            })
        },
    );
    none_in_any: finds(
        account::contact_collection_by_account
            .any(contact::age.gt(70) & contact::order_collection_by_contact.is_empty()),
        |row| {
            some(contacts(row), |contact| {
                let free = contact.details("Order", "ContactId").is_empty();
                Some(contact.int("Age") > 70 && free)
            })
        },
    );
    any_behind_a_lookup: finds(
        lead::qualified_account
            .then(account::order_collection_by_account)
            .any(order::amount.lt(0)),
        |row| {
            let account = row.follow("QualifiedAccount");
            let orders = account.map(orders).unwrap_or_default();
            some(orders, |order| {
                Some(order.decimal("Amount") < Decimal::ZERO)
            })
        },
    );
    is_empty: finds(lead::activity_collection_by_lead.is_empty(), |row| {
        row.details("Activity", "LeadId").is_empty()
    });
    is_not_empty: finds(lead::activity_collection_by_lead.is_not_empty(), |row| {
        !row.details("Activity", "LeadId").is_empty()
    });
    is_empty_behind_a_lookup: finds(
        lead::order
            .then(order::activity_collection_by_order)
            .is_empty(),
        |row| {
            let order = row.follow("Order");
            order.is_none_or(|order| order.details("Activity", "OrderId").is_empty())
        },
    );
    of_the_entity_itself: finds(
        account::account_collection_by_parent.any(account::completeness.gt(50)),
        |row| {
            some(row.details("Account", "ParentId"), |child| {
                Some(child.int("Completeness") > 50)
            })
        },
    );

    count_gt: finds(
        account::contact_collection_by_account.count().gt(10),
        |row| contacts(row).len() > 10,
    );
    count_eq_nothing: finds(account::account_collection_by_parent.count().eq(0), |row| {
        row.details("Account", "ParentId").is_empty()
    });
    count_between: finds(
        account::order_collection_by_account.count().between(3, 5),
        |row| (3..=5).contains(&orders(row).len()),
    );
    count_in_a_list: finds(
        account::order_collection_by_account.count().is_in([1, 4]),
        |row| [1, 4].contains(&orders(row).len()),
    );
    not_a_count: finds(
        !account::contact_collection_by_account.count().gt(10),
        |row| contacts(row).len() <= 10,
    );
    count_of_some: finds(
        account::contact_collection_by_account
            .filter(contact::age.gt(25))
            .count()
            .ge(8),
        |row| {
            contacts(row)
                .into_iter()
                .filter(|row| grown_up(*row))
                .count()
                >= 8
        },
    );
    count_of_some_narrowed_twice: finds(
        account::contact_collection_by_account
            .filter(contact::age.gt(25))
            .filter(contact::confirmed.eq(true))
            .count()
            .lt(4),
        |row| {
            let some = contacts(row).into_iter();
            some.filter(|row| row.int("Age") > 25 && row.flag("Confirmed"))
                .count()
                < 4
        },
    );
    sum_gt: finds(
        account::order_collection_by_account
            .sum(order::amount)
            .gt(1_000_000),
        |row| total(&amounts(row)).map(|sum| sum > 1_000_000.into()),
    );
    sum_of_some_le: finds(
        account::order_collection_by_account
            .filter(order::amount.between(0, 1_000_000))
            .sum(order::amount)
            .le(500_000),
        |row| {
            let mut some = amounts(row);
            some.retain(|amount| (Decimal::ZERO..=1_000_000.into()).contains(amount));
            total(&some).map(|sum| sum <= 500_000.into())
        },
    );
    min_of_integers_lt: finds(
        account::contact_collection_by_account
            .min(contact::age)
            .lt(20),
        |row| ages(row).into_iter().min().map(|age| age < 20),
    );
    max_of_integers_ge: finds(
        account::contact_collection_by_account
            .max(contact::age)
            .ge(80),
        |row| ages(row).into_iter().max().map(|age| age >= 80),
    );
    max_of_instants_lt: finds(
        account::order_collection_by_account
            .max(order::due_date)
            .lt("2023-01-01T00:00:00Z".parse::<Timestamp>().unwrap()),
        |row| {
            let dates = orders(row)
                .into_iter()
                .filter_map(|order| order.instant("DueDate"));
            let limit: Timestamp = "2023-01-01T00:00:00Z".parse().unwrap();
            dates.max().map(|last| last < limit)
        },
    );
    avg_ge: finds(
        account::contact_collection_by_account
            .avg(contact::age)
            .ge(50),
        |row| {
            let ages = ages(row);
            let sum: i32 = ages.iter().sum();
            let number = i32::try_from(ages.len()).unwrap();
            (number > 0).then(|| sum >= 50 * number)
        },
    );
    a_lookup_of_a_detail: finds(
        lead::activity_collection_by_lead.any(activity::show_in_scheduler.eq(true)),
        |row| {
            some(row.details("Activity", "LeadId"), |activity| {
                Some(activity.flag("ShowInScheduler"))
            })
        },
    );
}
