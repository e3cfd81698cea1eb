//! Operators on columns behind lookups: behind an empty one nothing is known.

use creatio_core::{Decimal, Id, Timestamp, Uuid};
use creatio_tests::models::{account, account_type, city, contact, country, lead, order};
use creatio_tests::records::{Record, fold};

use crate::harness::{UTC, cases, finds, stored};

fn primary_name(row: Record<'_>) -> Option<String> {
    Some(fold(row.follow("PrimaryContact")?.text("Name")))
}

fn primary_age(row: Record<'_>) -> Option<i32> {
    Some(row.follow("PrimaryContact")?.int("Age"))
}

/// The city of the primary contact of the account.
fn far_city(row: Record<'_>) -> Option<String> {
    let contact = row.follow("QualifiedAccount")?.follow("PrimaryContact")?;
    Some(fold(contact.follow("City")?.text("Name")))
}

fn born(row: Record<'_>) -> Option<Timestamp> {
    row.follow("QualifiedContact")?.instant("BirthDate")
}

fn noon() -> Timestamp {
    "2020-06-15T12:00:00Z".parse().unwrap()
}

fn account_owner() -> Uuid {
    let leads = UTC.records.all("Lead");
    let owner = |lead: &Record<'_>| lead.follow("QualifiedAccount")?.guid("OwnerId");
    leads.iter().find_map(owner).unwrap()
}

fn someone() -> &'static str {
    stored("Contact", 77).text("Name")
}

cases! {
    text_behind_a_lookup_eq: finds(
        account::r#type.then(account_type::name).eq("PARTNER"),
        |row| {
            row.follow("Type")
                .map(|kind| kind.text("Name") == "Partner")
        },
    );
    text_behind_a_lookup_ne: finds(
        account::r#type.then(account_type::name).ne("Partner"),
        |row| {
            row.follow("Type")
                .map(|kind| kind.text("Name") != "Partner")
        },
    );
    text_behind_a_lookup_ge: finds(
        account::primary_contact.then(contact::name).ge(someone()),
        |row| primary_name(row).map(|name| name >= fold(someone())),
    );
    text_behind_a_lookup_between: finds(
        account::primary_contact
            .then(contact::name)
            .between("c", "g"),
        |row| primary_name(row).map(|name| ("c"..="g").contains(&&*name)),
    );
    integer_behind_a_lookup_lt: finds(account::primary_contact.then(contact::age).lt(40), |row| {
        primary_age(row).map(|age| age < 40)
    });
    integer_behind_a_lookup_between: finds(
        account::primary_contact.then(contact::age).between(30, 50),
        |row| primary_age(row).map(|age| (30..=50).contains(&age)),
    );
    decimal_behind_a_lookup_gt: finds(
        lead::order
            .then(order::amount)
            .gt(Decimal::new(25_000_050, 2)),
        |row| {
            row.follow("Order")
                .map(|order| order.decimal("Amount") > Decimal::new(25_000_050, 2))
        },
    );
    negative_decimal_behind_a_lookup_lt: finds(lead::order.then(order::amount).lt(0), |row| {
        row.follow("Order")
            .map(|order| order.decimal("Amount") < Decimal::ZERO)
    });
    flag_behind_a_lookup_eq: finds(
        lead::qualified_contact.then(contact::confirmed).eq(true),
        |row| {
            row.follow("QualifiedContact")
                .map(|contact| contact.flag("Confirmed"))
        },
    );
    flag_behind_a_lookup_ne: finds(
        lead::qualified_contact.then(contact::confirmed).ne(true),
        |row| {
            row.follow("QualifiedContact")
                .map(|contact| !contact.flag("Confirmed"))
        },
    );
    instant_behind_a_lookup_lt: finds(
        lead::qualified_contact.then(contact::birth_date).lt(noon()),
        |row| born(row).map(|at| at < noon()),
    );
    instant_behind_a_lookup_ge: finds(
        lead::qualified_contact.then(contact::birth_date).ge(noon()),
        |row| born(row).map(|at| at >= noon()),
    );
    key_behind_a_lookup_eq: finds(
        account::city
            .then(city::country)
            .then(country::id)
            .eq(Id::new(stored("Country", 4).id())),
        |row| {
            let country = row.follow("City").and_then(|city| city.guid("CountryId"));
            country == Some(stored("Country", 4).id())
        },
    );
    lookup_behind_a_lookup_eq: finds(
        lead::qualified_account
            .then(account::owner_id)
            .eq(Id::new(account_owner())),
        |row| {
            let account = row.follow("QualifiedAccount");
            account.and_then(|account| account.guid("OwnerId")) == Some(account_owner())
        },
    );
    lookup_behind_a_lookup_ne: finds(
        lead::qualified_account
            .then(account::owner_id)
            .ne(Id::new(account_owner())),
        |row| {
            let account = row.follow("QualifiedAccount");
            account.and_then(|account| account.guid("OwnerId")) != Some(account_owner())
        },
    );
    text_behind_three_lookups_lt: finds(
        lead::qualified_account
            .then(account::primary_contact)
            .then(contact::city)
            .then(city::name)
            .lt("k"),
        |row| far_city(row).map(|name| &*name < "k"),
    );
    text_behind_three_lookups_starts_with: finds(
        lead::qualified_account
            .then(account::primary_contact)
            .then(contact::city)
            .then(city::name)
            .starts_with("B"),
        |row| far_city(row).map(|name| name.starts_with('b')),
    );
    a_lookup_to_the_entity_itself:
        finds(account::parent.then(account::completeness).ge(50), |row| {
            row.follow("Parent")
                .map(|parent| parent.int("Completeness") >= 50)
        });
}
