//! Columns compared with columns.

use std::cmp::Ordering;

use creatio_tests::models::{account, city, contact, lead, order};
use creatio_tests::records::{Record, fold};

use crate::harness::{cases, finds};

fn amounts(row: Record<'_>) -> Ordering {
    row.decimal("Amount").cmp(&row.decimal("PaymentAmount"))
}

fn dates(row: Record<'_>) -> Option<Ordering> {
    Some(row.instant("Date")?.cmp(&row.instant("DueDate")?))
}

fn completeness(row: Record<'_>) -> Option<Ordering> {
    let contact = row.follow("PrimaryContact")?;
    Some(row.int("Completeness").cmp(&contact.int("Completeness")))
}

fn countries(row: Record<'_>) -> [Option<creatio_core::Uuid>; 2] {
    let city = row.follow("City");
    [
        row.guid("CountryId"),
        city.and_then(|city| city.guid("CountryId")),
    ]
}

fn primary_country() -> creatio_core::Path<
    creatio_tests::models::Account,
    Option<creatio_core::Id<creatio_tests::models::Country>>,
> {
    account::city.then(city::country_id)
}

cases! {
    decimals_eq: finds(order::amount.eq_column(order::payment_amount), |row| {
        amounts(row).is_eq()
    });
    decimals_ne: finds(order::amount.ne_column(order::payment_amount), |row| {
        amounts(row).is_ne()
    });
    decimals_gt: finds(order::amount.gt_column(order::payment_amount), |row| {
        amounts(row).is_gt()
    });
    decimals_ge: finds(order::amount.ge_column(order::payment_amount), |row| {
        amounts(row).is_ge()
    });
    decimals_lt: finds(order::amount.lt_column(order::payment_amount), |row| {
        amounts(row).is_lt()
    });
    decimals_le: finds(order::amount.le_column(order::payment_amount), |row| {
        amounts(row).is_le()
    });
    instants_lt: finds(order::date.lt_column(order::due_date), |row| {
        dates(row).map(Ordering::is_lt)
    });
    not_instants_lt: finds(!order::date.lt_column(order::due_date), |row| {
        dates(row).map(Ordering::is_ge)
    });
    integers_gt_behind_a_lookup: finds(
        account::completeness.gt_column(account::primary_contact.then(contact::completeness)),
        |row| completeness(row).map(Ordering::is_gt),
    );
    a_path_le_a_column: finds(
        account::primary_contact
            .then(contact::completeness)
            .le_column(account::completeness),
        |row| completeness(row).map(Ordering::is_ge),
    );
    texts_eq: finds(
        contact::given_name.eq_column(contact::surname) | contact::age.eq(20),
        |row| fold(row.text("GivenName")) == fold(row.text("Surname")) || row.int("Age") == 20,
    );
    texts_lt: finds(contact::name.lt_column(contact::given_name), |row| {
        fold(row.text("Name")) < fold(row.text("GivenName"))
    });
    two_paths: finds(
        lead::qualified_account
            .then(account::completeness)
            .lt_column(lead::owner.then(contact::completeness)),
        |row| {
            let (account, owner) = (row.follow("QualifiedAccount")?, row.follow("Owner")?);
            Some(account.int("Completeness") < owner.int("Completeness"))
        },
    );
    lookups_eq: finds(account::country_id.eq_column(primary_country()), |row| {
        let [own, behind] = countries(row);
        Some(own? == behind?)
    });
}
