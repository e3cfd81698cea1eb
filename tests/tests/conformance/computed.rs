//! Values that the server works out: in conditions, as columns, as sort keys.

use creatio_core::Id;
use creatio_tests::models::{Account, Lead, account, city, contact, lead, order};
use creatio_tests::records::Record;

use crate::harness::{cases, finds, id, in_order, rows};

fn length(row: Record<'_>) -> i32 {
    count(row.text("Name").chars())
}

fn city_length(row: Record<'_>) -> Option<i32> {
    Some(count(row.follow("City")?.text("Name").chars()))
}

fn count(items: impl Iterator) -> i32 {
    i32::try_from(items.count()).unwrap()
}

fn key(row: Record<'_>) -> Id<Account> {
    id(row)
}

cases! {
    length_eq: finds(account::name.length().eq(15), |row| length(row) == 15);
    length_gt: finds(account::name.length().gt(20), |row| length(row) > 20);
    length_eq_nothing: finds(account::web.length().eq(0), |row| {
        row.text("Web").is_empty()
    });
    length_between: finds(account::name.length().between(10, 16), |row| {
        (10..=16).contains(&length(row))
    });
    length_in_a_list: finds(account::name.length().is_in([12, 18]), |row| {
        [12, 18].contains(&length(row))
    });
    not_a_length: finds(!account::name.length().le(16), |row| length(row) > 16);
    length_behind_a_lookup: finds(account::city.then(city::name).length().lt(9), |row| {
        city_length(row).map(|length| length < 9)
    });
    not_a_length_behind_a_lookup: finds(!account::city.then(city::name).length().lt(9), |row| {
        city_length(row).map(|length| length >= 9)
    });

    selected_length: rows(
        Account::query().select((account::id, account::name.length())),
        |asked| {
            let accounts = asked.all("Account").into_iter();
            accounts.map(|row| (id(row), length(row))).collect()
        },
    );
    selected_parts_of_a_date: rows(
        Lead::query()
            .select((
                lead::id,
                lead::meeting_date.year(),
                lead::meeting_date.day(),
                lead::meeting_date.hour(),
            ))
            .filter(lead::meeting_date.is_not_null()),
        |asked| {
            let leads = asked.all("Lead").into_iter();
            let met = leads.filter_map(|row| Some((row, asked.wall(row.instant("MeetingDate")?))));
            met.map(|(row, at)| (id(row), at.year().into(), at.day().into(), at.hour().into()))
                .collect()
        },
    );
    selected_weekday: rows(
        Lead::query()
            .select((lead::id, lead::meeting_date.weekday()))
            .filter(lead::meeting_date.is_not_null()),
        |asked| {
            let leads = asked.all("Lead").into_iter();
            let met = leads.filter_map(|row| Some((row, asked.wall(row.instant("MeetingDate")?))));
            met.map(|(row, at)| (id(row), at.weekday().to_sunday_one_offset().into()))
                .collect()
        },
    );
    selected_count_of_a_collection: rows(
        Account::query().select((account::id, account::contact_collection_by_account.count())),
        |asked| {
            let accounts = asked.all("Account").into_iter();
            let number = |row: Record<'_>| count(row.details("Contact", "AccountId").into_iter());
            accounts.map(|row| (id(row), number(row).into())).collect()
        },
    );
    selected_fold_of_a_collection: rows(
        Account::query()
            .select((
                account::id,
                account::contact_collection_by_account
                    .filter(contact::age.gt(40))
                    .max(contact::age),
            ))
            .filter(account::contact_collection_by_account.any(contact::age.gt(40))),
        |asked| {
            let accounts = asked.all("Account").into_iter();
            let oldest = |row: Record<'_>| {
                let contacts = row.details("Contact", "AccountId");
                contacts
                    .iter()
                    .map(|contact| contact.int("Age"))
                    .filter(|age| *age > 40)
                    .max()
            };
            accounts
                .map(|row| (id(row), oldest(row)))
                .filter(|row| row.1.is_some())
                .collect()
        },
    );
    selected_sum_of_a_collection: rows(
        Account::query()
            .select((
                account::id,
                account::order_collection_by_account.sum(order::amount),
            ))
            .filter(account::order_collection_by_account.is_not_empty()),
        |asked| {
            let accounts = asked.all("Account").into_iter();
            let orders = accounts.map(|row| (row, row.details("Order", "AccountId")));
            orders
                .filter(|(_, orders)| !orders.is_empty())
                .map(|(row, orders)| {
                    let sum = orders.iter().map(|order| order.decimal("Amount")).sum();
                    (id(row), Some(sum))
                })
                .collect()
        },
    );

    ordered_by_a_length: in_order(
        Account::query()
            .select((account::id, account::name.length()))
            .order_by((account::name.length().desc(), account::id.asc())),
        |asked| {
            let mut accounts: Vec<_> = asked
                .all("Account")
                .into_iter()
                .map(|row| (key(row), length(row)))
                .collect();
            accounts.sort_by_key(|row| std::cmp::Reverse(row.1));
            accounts
        },
    );
    ordered_by_a_count: in_order(
        Account::query()
            .select(account::id)
            .order_by((
                account::contact_collection_by_account.count().asc(),
                account::id.desc(),
            ))
            .top(50),
        |asked| {
            let mut accounts = asked.all("Account");
            accounts.reverse();
            accounts.sort_by_key(|row| row.details("Contact", "AccountId").len());
            accounts.into_iter().take(50).map(key).collect()
        },
    );
}
