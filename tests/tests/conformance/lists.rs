//! Lists of values: some, none, one, and more than an address can hold.

use std::sync::LazyLock;

use creatio_core::{Decimal, Id, Timestamp, Uuid};
use creatio_tests::models::{Account, Contact, Lead, account, city, contact, lead, product};
use creatio_tests::records::{Record, fold};

use crate::harness::{UTC, cases, finds, id, rows, stored};

static KEYS: LazyLock<Vec<Uuid>> = LazyLock::new(|| {
    let contacts = UTC.records.all("Contact");
    contacts.iter().step_by(6).map(Record::id).collect()
});

static NAMES: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let contacts = UTC.records.all("Contact").into_iter();
    contacts.step_by(6).map(|row| row.text("Name")).collect()
});

static FOLDED: LazyLock<Vec<String>> =
    LazyLock::new(|| NAMES.iter().map(|name| fold(name)).collect());

/// Keys of so many contacts.
fn keys(number: usize) -> &'static [Uuid] {
    &KEYS[..number]
}

fn ids<E>(keys: &[Uuid]) -> impl Iterator<Item = Id<E>> {
    keys.iter().copied().map(Id::new)
}

/// Names of so many contacts.
fn names(number: usize) -> &'static [&'static str] {
    &NAMES[..number]
}

/// Whether the row has one of them, other case or not.
fn has_name_of(number: usize, row: Record<'_>) -> bool {
    FOLDED[..number].contains(&fold(row.text("Name")))
}

fn moments() -> [Timestamp; 3] {
    [
        "2021-03-28T00:30:00Z",
        "2021-03-28T01:00:00Z",
        "2020-01-01T10:00:00Z",
    ]
    .map(|text| text.parse().unwrap())
}

fn prices() -> [Decimal; 3] {
    [0, 1, 999_999_999_999_999_999].map(|units| Decimal::new(units, 4))
}

const NONE: [i32; 0] = [];

cases! {
    integers: finds(account::completeness.is_in([0, 50, 100, 7]), |row| {
        [0, 50, 100].contains(&row.int("Completeness"))
    });
    integers_not: finds(account::completeness.not_in([0, 50]), |row| {
        ![0, 50].contains(&row.int("Completeness"))
    });
    one_integer: finds(account::completeness.is_in([50]), |row| {
        row.int("Completeness") == 50
    });
    not_one_integer: finds(account::completeness.not_in([50]), |row| {
        row.int("Completeness") != 50
    });
    decimals: finds(product::price.is_in(prices()), |row| {
        prices().contains(&row.decimal("Price"))
    });
    instants: finds(lead::meeting_date.is_in(moments()), |row| {
        row.instant("MeetingDate").map(|at| moments().contains(&at))
    });
    instants_not: finds(lead::meeting_date.not_in(moments()), |row| {
        row.instant("MeetingDate")
            .map(|at| !moments().contains(&at))
    });
    texts: finds(
        account::code.is_in(["000001", "000299", "O'Brien", ""]),
        |row| ["000001", "000299"].contains(&row.text("Code")),
    );
    hostile_texts: finds(contact::name.is_in(names(60)), |row| has_name_of(60, row));
    hostile_texts_not: finds(
        contact::name.not_in(names(40)) & contact::age.eq(30),
        |row| row.int("Age") == 30 && !has_name_of(40, row),
    );
    texts_behind_a_lookup: finds(
        account::city
            .then(city::name)
            .is_in([stored("City", 3).text("Name"), "?"]),
        |row| {
            let city = row.follow("City");
            city.map(|city| fold(city.text("Name")) == fold(stored("City", 3).text("Name")))
        },
    );
    texts_behind_a_lookup_not: finds(
        account::city
            .then(city::name)
            .not_in([stored("City", 3).text("Name"), "?"]),
        |row| {
            let city = row.follow("City");
            city.map(|city| fold(city.text("Name")) != fold(stored("City", 3).text("Name")))
        },
    );
    keys_of_rows: finds(contact::id.is_in(ids::<Contact>(keys(20))), |row| {
        keys(20).contains(&row.id())
    });
    keys_of_rows_not: finds(
        contact::id.not_in(ids::<Contact>(keys(20))) & contact::age.lt(30),
        |row| row.int("Age") < 30 && !keys(20).contains(&row.id()),
    );
    lookups: finds(
        account::primary_contact_id.is_in(ids::<Contact>(keys(100))),
        |row| {
            row.guid("PrimaryContactId")
                .is_some_and(|key| keys(100).contains(&key))
        },
    );
    // As with `ne`: an empty lookup leads to none of these rows.
    lookups_not: finds(
        account::primary_contact_id.not_in(ids::<Contact>(keys(90))),
        |row| {
            row.guid("PrimaryContactId")
                .is_none_or(|key| !keys(90).contains(&key))
        },
    );
    lookups_behind_a_lookup: finds(
        lead::qualified_account
            .then(account::owner_id)
            .is_in(ids::<Contact>(keys(90))),
        |row| {
            let account = row.follow("QualifiedAccount");
            let owner = account.and_then(|account| account.guid("OwnerId"));
            owner.is_some_and(|owner| keys(90).contains(&owner))
        },
    );

    five_hundred_keys: finds(contact::id.is_in(ids::<Contact>(keys(500))), |row| {
        keys(500).contains(&row.id())
    });
    five_hundred_lookups: finds(
        account::primary_contact_id.is_in(ids::<Contact>(keys(500))),
        |row| {
            row.guid("PrimaryContactId")
                .is_some_and(|key| keys(500).contains(&key))
        },
    );
    five_hundred_texts_and_another_condition: finds(
        contact::confirmed.eq(true) & contact::name.is_in(names(500)),
        |row| row.flag("Confirmed") && has_name_of(500, row),
    );

    no_values: rows(
        Account::query()
            .select(account::id)
            .filter(account::completeness.is_in(NONE)),
        |_| Vec::new(),
    );
    none_of_no_values: rows(
        Account::query()
            .select(account::id)
            .filter(account::completeness.not_in(NONE)),
        |asked| asked.all("Account").into_iter().map(id).collect(),
    );
    no_values_behind_a_lookup: rows(
        Lead::query()
            .select(lead::id)
            .filter(lead::owner.then(contact::age).is_in(NONE) & lead::budget.ge(0)),
        |_| Vec::new(),
    );
    none_of_no_values_behind_a_lookup: rows(
        Lead::query()
            .select(lead::id)
            .filter(lead::owner.then(contact::age).not_in(NONE)),
        |asked| asked.all("Lead").into_iter().map(id).collect(),
    );
    no_values_or_another_condition: finds(
        account::completeness.is_in(NONE) | account::completeness.eq(50),
        |row| row.int("Completeness") == 50,
    );
    not_no_values: finds(
        !account::completeness.is_in(NONE) & account::completeness.eq(50),
        |row| row.int("Completeness") == 50,
    );
}
