//! Order, and windows of it.

use std::cmp::{Ordering, Reverse};

use creatio_core::Id;
use creatio_tests::models::{Account, Lead, Product, account, city, contact, lead, product};
use creatio_tests::records::{Record, fold};

use crate::harness::{Asked, cases, id, in_order, in_order_as, rows};

/// The keys of the rows as a comparison has them; rows that it leaves together stay in the order of
/// their keys.
fn sorted<E>(
    mut rows: Vec<Record<'_>>,
    compare: impl Fn(Record<'_>, Record<'_>) -> Ordering,
) -> Vec<Id<E>> {
    rows.sort_by(|left, right| compare(*left, *right));
    rows.into_iter().map(id).collect()
}

fn by<K: Ord>(key: impl Fn(Record<'_>) -> K) -> impl Fn(Record<'_>, Record<'_>) -> Ordering {
    move |left, right| key(left).cmp(&key(right))
}

fn by_completeness(asked: &Asked<'_>) -> Vec<Id<Account>> {
    sorted(
        asked.all("Account"),
        by(|row| Reverse(row.int("Completeness"))),
    )
}

fn city(row: Record<'_>) -> Option<String> {
    Some(fold(row.follow("City")?.text("Name")))
}

cases! {
    integers_up: in_order(
        Account::query()
            .select(account::id)
            .order_by((account::completeness.asc(), account::id.asc())),
        |asked| sorted(asked.all("Account"), by(|row| row.int("Completeness"))),
    );
    integers_down: in_order(
        Account::query()
            .select(account::id)
            .order_by((account::completeness.desc(), account::id.asc())),
        by_completeness,
    );
    decimals: in_order(
        Product::query()
            .select((product::id, product::price))
            .order_by((product::price.desc(), product::id.asc())),
        |asked| {
            let mut products = asked.all("Product");
            products.sort_by_key(|row| Reverse(row.decimal("Price")));
            products
                .into_iter()
                .map(|row| (id(row), row.decimal("Price")))
                .collect()
        },
    );
    flags_then_texts: in_order(
        Product::query().select(product::id).order_by((
            product::active.asc(),
            product::name.desc(),
            product::id.asc(),
        )),
        |asked| {
            sorted(
                asked.all("Product"),
                by(|row| (row.flag("Active"), Reverse(fold(row.text("Name"))))),
            )
        },
    );
    instants_with_missing_ones_first: in_order(
        Lead::query()
            .select(lead::id)
            .order_by((lead::meeting_date.asc(), lead::id.asc())),
        |asked| sorted(asked.all("Lead"), by(|row| row.instant("MeetingDate"))),
    );
    keys_down: in_order(
        Account::query()
            .select(account::id)
            .order_by(account::id.desc()),
        |asked| asked.all("Account").into_iter().rev().map(id).collect(),
    );
    texts_without_regard_to_case: in_order(
        Account::query()
            .select(account::id)
            .order_by((account::name.asc(), account::id.asc())),
        |asked| sorted(asked.all("Account"), by(|row| fold(row.text("Name")))),
    );
    a_path_with_empty_lookups_first: in_order(
        Account::query()
            .select(account::id)
            .order_by((account::city.then(city::name).asc(), account::id.asc())),
        |asked| sorted(asked.all("Account"), by(city)),
    );
    paths_and_columns: in_order(
        Lead::query().select(lead::id).order_by([
            lead::qualified_account.then(account::completeness).desc(),
            lead::owner.then(contact::age).asc(),
            lead::score.desc(),
            lead::id.desc(),
        ]),
        |asked| {
            let mut leads = asked.all("Lead");
            leads.reverse();
            sorted(
                leads,
                by(|row| {
                    let account = row
                        .follow("QualifiedAccount")
                        .map(|account| account.int("Completeness"));
                    let age = row.follow("Owner").map(|owner| owner.int("Age"));
                    (Reverse(account), age, Reverse(row.decimal("Score")))
                }),
            )
        },
    );
    a_lookups_key: in_order_as(
        Account::query()
            .select((account::owner_id, account::id))
            .filter(account::owner_id.is_not_null())
            .order_by((account::owner_id.asc(), account::id.asc())),
        |row| row,
        |asked| {
            let mut accounts = asked.all("Account");
            accounts.retain(|row| row.guid("OwnerId").is_some());
            accounts.sort_by_key(|row| row.guid("OwnerId"));
            accounts
                .into_iter()
                .map(|row| (row.guid("OwnerId").map(Id::new), id(row)))
                .collect()
        },
    );
    an_order_given_in_two_calls: in_order(
        Account::query()
            .select(account::id)
            .order_by(account::completeness.desc())
            .order_by(vec![account::id.asc()]),
        by_completeness,
    );

    the_first_rows: in_order(
        Account::query()
            .select(account::id)
            .order_by((account::completeness.desc(), account::id.asc()))
            .top(45),
        |asked| by_completeness(asked).into_iter().take(45).collect(),
    );
    a_window_across_pages: in_order(
        Account::query()
            .select(account::id)
            .order_by((account::completeness.desc(), account::id.asc()))
            .skip(30)
            .top(100),
        |asked| {
            by_completeness(asked)
                .into_iter()
                .skip(30)
                .take(100)
                .collect()
        },
    );
    all_but_the_first_rows: in_order(
        Account::query()
            .select(account::id)
            .order_by((account::completeness.desc(), account::id.asc()))
            .skip(41),
        |asked| by_completeness(asked).into_iter().skip(41).collect(),
    );
    a_window_at_the_end: in_order(
        Account::query()
            .select(account::id)
            .order_by((account::completeness.desc(), account::id.asc()))
            .skip(290)
            .top(100),
        |asked| by_completeness(asked).into_iter().skip(290).collect(),
    );
    a_window_behind_the_end: in_order(
        Account::query()
            .select(account::id)
            .order_by(account::id.asc())
            .skip(300)
            .top(10),
        |_| Vec::new(),
    );
    no_rows_at_all: rows(Account::query().select(account::id).top(0), |_| Vec::new());
    exactly_a_page: in_order(
        Account::query()
            .select(account::id)
            .order_by(account::id.asc())
            .top(40),
        |asked| asked.all("Account").into_iter().take(40).map(id).collect(),
    );
    a_window_of_what_a_filter_finds: in_order(
        Lead::query()
            .select((lead::id, lead::budget))
            .filter(lead::owner.then(contact::age).gt(40) & lead::budget.gt(0))
            .order_by((lead::budget.asc(), lead::id.asc()))
            .skip(10)
            .top(60),
        |asked| {
            let mut leads = asked.all("Lead");
            leads.retain(|row| {
                let old = row
                    .follow("Owner")
                    .is_some_and(|owner| owner.int("Age") > 40);
                old && row.decimal("Budget") > 0.into()
            });
            leads.sort_by_key(|row| row.decimal("Budget"));
            let window = leads.into_iter().skip(10).take(60);
            window.map(|row| (id(row), row.decimal("Budget"))).collect()
        },
    );
}
