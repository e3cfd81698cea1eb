//! Many rows folded into one value, alone and per group.

use std::collections::BTreeMap;

use creatio_core::{Decimal, Timestamp, count};
use creatio_tests::models::{
    Account, Contact, Lead, Order, Product, account, account_type, contact, lead, order, product,
};
use creatio_tests::records::Record;

use crate::harness::{Asked, cases, in_order, key, path_text, rows, rows_as};

/// The rows of each value of a key, in the order of these values.
fn groups<'w, K: Ord>(
    rows: Vec<Record<'w>>,
    key: impl Fn(Record<'w>) -> K,
) -> BTreeMap<K, Vec<Record<'w>>> {
    let mut groups = BTreeMap::<K, Vec<_>>::new();
    for row in rows {
        groups.entry(key(row)).or_default().push(row);
    }
    groups
}

fn number(rows: &[Record<'_>]) -> i64 {
    i64::try_from(rows.len()).unwrap()
}

fn sum(rows: &[Record<'_>], column: &str) -> Decimal {
    rows.iter().map(|row| row.decimal(column)).sum()
}

fn mean(rows: &[Record<'_>], column: &str) -> Option<Decimal> {
    let total: i32 = rows.iter().map(|row| row.int(column)).sum();
    let number = Decimal::from(rows.len());
    Decimal::from(total)
        .checked_div(number)
        .map(|mean| mean.round_dp(4))
}

/// To as many digits as a service may be trusted with.
fn rounded<K>((key, mean): (K, Option<Decimal>)) -> (K, Option<Decimal>) {
    (key, mean.map(|mean| mean.round_dp(4)))
}

fn leads_that_met<'w>(asked: &Asked<'w>) -> Vec<Record<'w>> {
    let mut leads = asked.all("Lead");
    leads.retain(|row| row.instant("MeetingDate").is_some());
    leads
}

fn account(lead: Record<'_>) -> Option<Record<'_>> {
    lead.follow("QualifiedAccount")
}

cases! {
    number_of_rows: rows(Account::query().select(count()), |_| vec![300]);
    number_of_rows_that_are_found: rows(
        Contact::query().select(count()).filter(contact::age.lt(30)),
        |asked| {
            let contacts = asked.all("Contact").into_iter();
            vec![i64::try_from(contacts.filter(|row| row.int("Age") < 30).count()).unwrap()]
        },
    );
    number_of_no_rows: rows(
        Contact::query()
            .select(count())
            .filter(contact::age.gt(1_000)),
        |_| vec![0],
    );
    number_of_different_values: rows(
        Contact::query().select((
            contact::age.count_distinct(),
            contact::account_id.count_distinct(),
        )),
        |asked| {
            let contacts = asked.all("Contact");
            let ages = groups(contacts.clone(), |row| row.int("Age")).len();
            let accounts = groups(contacts, |row| row.guid("AccountId"));
            let accounts = accounts.keys().flatten().count();
            vec![(
                i64::try_from(ages).unwrap(),
                i64::try_from(accounts).unwrap(),
            )]
        },
    );
    sum_of_integers: rows(Contact::query().select(contact::age.sum()), |asked| {
        vec![Some(
            asked
                .all("Contact")
                .iter()
                .map(|row| i64::from(row.int("Age")))
                .sum(),
        )]
    });
    sum_of_decimals: rows(Order::query().select(order::amount.sum()), |asked| {
        vec![Some(sum(&asked.all("Order"), "Amount"))]
    });
    least_and_greatest: rows(
        Lead::query().select((
            lead::score.min(),
            lead::score.max(),
            lead::meeting_date.min(),
            lead::meeting_date.max(),
        )),
        |asked| {
            let leads = asked.all("Lead");
            let scores = || leads.iter().map(|row| row.decimal("Score"));
            let dates = || leads.iter().filter_map(|row| row.instant("MeetingDate"));
            vec![(scores().min(), scores().max(), dates().min(), dates().max())]
        },
    );
    average: rows_as(
        Contact::query()
            .select((count(), contact::age.avg()))
            .filter(contact::confirmed.eq(true)),
        rounded,
        |asked| {
            let mut contacts = asked.all("Contact");
            contacts.retain(|row| row.flag("Confirmed"));
            vec![(number(&contacts), mean(&contacts, "Age"))]
        },
    );
    of_a_path: rows(
        Account::query().select((
            account::primary_contact.then(contact::age).max(),
            account::primary_contact
                .then(contact::city_id)
                .count_distinct(),
        )),
        |asked| {
            let accounts = asked.all("Account");
            let contacts: Vec<_> = accounts
                .iter()
                .filter_map(|row| row.follow("PrimaryContact"))
                .collect();
            let oldest = contacts.iter().map(|row| row.int("Age")).max();
            let cities = groups(contacts, |row| row.guid("CityId"));
            vec![(
                oldest,
                i64::try_from(cities.keys().flatten().count()).unwrap(),
            )]
        },
    );

    per_lookup: rows(
        Account::query().select((account::type_id, count())),
        |asked| {
            let groups = groups(asked.all("Account"), |row| key(row, "TypeId"));
            groups
                .into_iter()
                .map(|(kind, rows)| (kind, number(&rows)))
                .collect()
        },
    );
    // The type without a name and no type at all are two groups, though neither has a name.
    per_text_behind_a_lookup: rows(
        Account::query().select((account::r#type.then(account_type::name), count())),
        |asked| {
            let groups = groups(asked.all("Account"), |row| {
                row.follow("Type").map(|kind| kind.text("Name"))
            });
            let name = |name: Option<&str>| name.filter(|name| !name.is_empty()).map(str::to_owned);
            groups
                .into_iter()
                .map(|(kind, rows)| (name(kind), number(&rows)))
                .collect()
        },
    );
    per_flag: rows(
        Product::query().select((product::active, product::price.sum(), product::price.max())),
        |asked| {
            let groups = groups(asked.all("Product"), |row| row.flag("Active"));
            let greatest = |rows: &[Record<'_>]| rows.iter().map(|row| row.decimal("Price")).max();
            groups
                .into_iter()
                .map(|(active, rows)| (active, Some(sum(&rows, "Price")), greatest(&rows)))
                .collect()
        },
    );
    average_per_lookup: rows_as(
        Contact::query().select((contact::type_id, contact::age.avg())),
        rounded,
        |asked| {
            let groups = groups(asked.all("Contact"), |row| key(row, "TypeId"));
            groups
                .into_iter()
                .map(|(kind, rows)| (kind, mean(&rows, "Age")))
                .collect()
        },
    );
    per_two_columns: rows(
        Contact::query()
            .select((contact::confirmed, contact::type_id, count()))
            .filter(contact::age.gt(40)),
        |asked| {
            let mut contacts = asked.all("Contact");
            contacts.retain(|row| row.int("Age") > 40);
            let groups = groups(contacts, |row| (row.flag("Confirmed"), key(row, "TypeId")));
            groups
                .into_iter()
                .map(|((flag, kind), rows)| (flag, kind, number(&rows)))
                .collect()
        },
    );
    // The parts are those of the user's clock.
    per_year: rows(
        Lead::query()
            .select((lead::meeting_date.year(), count()))
            .filter(lead::meeting_date.is_not_null()),
        |asked| {
            let year = |row: Record<'_>| asked.wall(row.instant("MeetingDate").unwrap()).year();
            let groups = groups(leads_that_met(asked), year);
            groups
                .into_iter()
                .map(|(year, rows)| (year.into(), number(&rows)))
                .collect()
        },
    );
    per_year_and_month: in_order(
        Lead::query()
            .select((
                lead::meeting_date.year(),
                lead::meeting_date.month(),
                count(),
                lead::budget.sum(),
            ))
            .filter(lead::meeting_date.is_not_null())
            .order_by((
                lead::meeting_date.year().asc(),
                lead::meeting_date.month().desc(),
            )),
        |asked| {
            let month = |row: Record<'_>| {
                let at = asked.wall(row.instant("MeetingDate").unwrap());
                (at.year(), std::cmp::Reverse(at.month()))
            };
            let groups = groups(leads_that_met(asked), month);
            groups
                .into_iter()
                .map(|((year, month), rows)| {
                    (
                        year.into(),
                        month.0.into(),
                        number(&rows),
                        Some(sum(&rows, "Budget")),
                    )
                })
                .collect()
        },
    );
    ordered_by_an_aggregate: in_order(
        Contact::query()
            .select((contact::age, count(), contact::completeness.sum()))
            .order_by((contact::completeness.sum().desc(), contact::age.asc())),
        |asked| {
            let groups = groups(asked.all("Contact"), |row| row.int("Age"));
            let sum = |rows: &[Record<'_>]| {
                rows.iter()
                    .map(|row| i64::from(row.int("Completeness")))
                    .sum()
            };
            let mut ages: Vec<(i32, i64, Option<i64>)> = groups
                .into_iter()
                .map(|(age, rows)| (age, number(&rows), Some(sum(&rows))))
                .collect();
            ages.sort_by_key(|row| std::cmp::Reverse(row.2));
            ages
        },
    );
    the_largest_groups: in_order(
        Account::query()
            .select((account::completeness, count()))
            .order_by((count().desc(), account::completeness.asc()))
            .top(5),
        |asked| {
            let groups = groups(asked.all("Account"), |row| row.int("Completeness"));
            let mut groups: Vec<_> = groups
                .into_iter()
                .map(|(value, rows)| (value, number(&rows)))
                .collect();
            groups.sort_by_key(|group| std::cmp::Reverse(group.1));
            groups.truncate(5);
            groups
        },
    );
    last_instant_per_lookup: rows(
        Lead::query()
            .select((lead::country_id, lead::meeting_date.max()))
            .filter(lead::meeting_date.lt("2021-01-01T00:00:00Z".parse::<Timestamp>().unwrap())),
        |asked| {
            let limit: Timestamp = "2021-01-01T00:00:00Z".parse().unwrap();
            let mut leads = leads_that_met(asked);
            leads.retain(|row| row.instant("MeetingDate") < Some(limit));
            let groups = groups(leads, |row| key(row, "CountryId"));
            let last = |rows: Vec<Record<'_>>| {
                rows.iter()
                    .filter_map(|row| row.instant("MeetingDate"))
                    .max()
            };
            groups
                .into_iter()
                .map(|(country, rows)| (country, last(rows)))
                .collect()
        },
    );
    per_text: rows(
        Order::query()
            .select((order::receiver_name, count()))
            .filter(order::amount.gt(100_000)),
        |asked| {
            let mut orders = asked.all("Order");
            orders.retain(|row| row.decimal("Amount") > 100_000.into());
            let groups = groups(orders, |row| row.text("ReceiverName").to_owned());
            groups
                .into_iter()
                .map(|(name, rows)| (name, number(&rows)))
                .collect()
        },
    );
    beside_a_path: rows(
        Lead::query()
            .select((
                lead::qualified_account.then(account::completeness),
                lead::qualified_account.then(account::name),
                count(),
            ))
            .filter(lead::qualified_account.then(account::completeness).gt(90)),
        |asked| {
            let mut leads = asked.all("Lead");
            leads.retain(|row| {
                account(*row).is_some_and(|account| account.int("Completeness") > 90)
            });
            let groups = groups(leads, |row| {
                let account = account(row);
                (
                    account.map(|account| account.int("Completeness")),
                    path_text(account, "Name"),
                )
            });
            groups
                .into_iter()
                .map(|((value, name), rows)| (value, name, number(&rows)))
                .collect()
        },
    );
}
