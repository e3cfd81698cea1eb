//! Columns, paths and the rows behind lookups, as selections.

use creatio_core::{Decimal, Id, Timestamp};
use creatio_tests::models::{
    Account, AccountType, City, Contact, Country, Lead, Order, account, account_type, city,
    contact, country, lead, order,
};
use creatio_tests::records::Record;

use crate::harness::{Asked, cases, id, key, path_text, rows};

fn leads<'w>(asked: &Asked<'w>) -> impl Iterator<Item = Record<'w>> {
    asked.all("Lead").into_iter()
}

fn accounts<'w>(asked: &Asked<'w>) -> impl Iterator<Item = Record<'w>> {
    asked.all("Account").into_iter()
}

/// The city of the primary contact of the account.
fn far_city(lead: Record<'_>) -> Option<Record<'_>> {
    let account = lead.follow("QualifiedAccount")?;
    account.follow("PrimaryContact")?.follow("City")
}

/// The birthday, which this model takes for an instant.
fn born(asked: &Asked<'_>, row: Record<'_>) -> Option<Timestamp> {
    row.instant("BirthDate").map(|day| asked.midnight(day))
}

fn city_of(row: Record<'_>) -> (Id<City>, String) {
    (id(row), row.text("Name").to_owned())
}

cases! {
    one_column: rows(Account::query().select(account::name), |asked| {
        accounts(asked)
            .map(|row| row.text("Name").to_owned())
            .collect()
    });
    columns_of_each_kind: rows(
        Lead::query().select((
            lead::id,
            lead::lead_name,
            lead::budget,
            lead::score,
            lead::predictive_score,
            lead::do_not_use_email,
            lead::meeting_date,
            lead::owner_id,
            lead::status_id,
        )),
        |asked| {
            leads(asked)
                .map(|row| {
                    (
                        id(row),
                        row.text("LeadName").to_owned(),
                        row.decimal("Budget"),
                        row.decimal("Score"),
                        row.int("PredictiveScore"),
                        row.flag("DoNotUseEmail"),
                        row.instant("MeetingDate").map(|at| asked.shown(at)),
                        key(row, "OwnerId"),
                        row.guid("StatusId"),
                    )
                })
                .collect()
        },
    );
    instants_finer_than_milliseconds: rows(
        Account::query().select((account::id, account::created_on)),
        |asked| {
            let shown = |row: Record<'_>| row.instant("CreatedOn").map(|at| asked.shown(at));
            accounts(asked).map(|row| (id(row), shown(row))).collect()
        },
    )
    .differing("OData 3 and DataService write milliseconds, OData 4 what is stored");
    paths_of_each_kind: rows(
        Lead::query().select((
            lead::id,
            lead::qualified_contact.then(contact::name),
            lead::qualified_contact.then(contact::age),
            lead::qualified_contact.then(contact::confirmed),
            lead::qualified_contact.then(contact::birth_date),
            lead::qualified_contact.then(contact::account_id),
            lead::order.then(order::amount),
        )),
        |asked| {
            leads(asked)
                .map(|row| {
                    let contact = row.follow("QualifiedContact");
                    (
                        id(row),
                        path_text(contact, "Name"),
                        contact.map(|contact| contact.int("Age")),
                        contact.map(|contact| contact.flag("Confirmed")),
                        contact.and_then(|contact| born(asked, contact)),
                        contact.and_then(|contact| key(contact, "AccountId")),
                        row.follow("Order").map(|order| order.decimal("Amount")),
                    )
                })
                .collect()
        },
    );
    a_path_through_three_lookups: rows(
        Lead::query().select((
            lead::id,
            lead::qualified_account
                .then(account::primary_contact)
                .then(contact::city)
                .then(city::name),
        )),
        |asked| {
            leads(asked)
                .map(|row| (id(row), path_text(far_city(row), "Name")))
                .collect()
        },
    );
    the_key_of_a_row_behind_a_lookup: rows(
        Account::query().select((account::id, account::city.then(city::id), account::city_id)),
        |asked| {
            accounts(asked)
                .map(|row| (id(row), key(row, "CityId"), key(row, "CityId")))
                .collect()
        },
    );
    a_row_behind_a_lookup: rows(
        Account::query().select((account::id, account::city.row((city::id, city::name)))),
        |asked| {
            accounts(asked)
                .map(|row| (id(row), row.follow("City").map(city_of)))
                .collect()
        },
    );
    rows_behind_two_lookups: rows(
        Account::query().select((
            account::id,
            account::city.row((city::name, city::country.row((country::id, country::code)))),
        )),
        |asked| {
            let country = |row: Record<'_>| -> (Id<Country>, String) {
                (id(row), row.text("Code").to_owned())
            };
            let city = |row: Record<'_>| {
                (
                    row.text("Name").to_owned(),
                    row.follow("Country").map(country),
                )
            };
            accounts(asked)
                .map(|row| (id(row), row.follow("City").map(city)))
                .collect()
        },
    );
    rows_behind_three_lookups: rows(
        Lead::query().select((
            lead::id,
            lead::qualified_account.row((
                account::completeness,
                account::primary_contact
                    .row((contact::age, contact::city.row((city::id, city::name)))),
            )),
        )),
        |asked| {
            let contact = |row: Record<'_>| (row.int("Age"), row.follow("City").map(city_of));
            let account = |row: Record<'_>| {
                (
                    row.int("Completeness"),
                    row.follow("PrimaryContact").map(contact),
                )
            };
            leads(asked)
                .map(|row| (id(row), row.follow("QualifiedAccount").map(account)))
                .collect()
        },
    );
    a_row_and_a_path_behind_one_lookup: rows(
        Account::query().select((
            account::r#type.row(account_type::id),
            account::r#type.then(account_type::name),
            account::type_id,
        )),
        |asked| {
            accounts(asked)
                .map(|row| {
                    let kind: Option<Id<AccountType>> = row.follow("Type").map(id);
                    (
                        kind,
                        path_text(row.follow("Type"), "Name"),
                        key(row, "TypeId"),
                    )
                })
                .collect()
        },
    );
    two_lookups_of_one_entity: rows(
        Order::query()
            .select((
                order::id,
                order::contact.row((contact::id, contact::birth_date)),
                order::owner.row((contact::id, contact::birth_date)),
            ))
            .filter(order::amount.lt(5_000)),
        |asked| {
            let person = |row: Record<'_>| -> (Id<Contact>, Option<Timestamp>) {
                (id(row), born(asked, row))
            };
            let orders = asked.all("Order").into_iter();
            let small = orders.filter(|row| row.decimal("Amount") < Decimal::from(5_000));
            small
                .map(|row| {
                    (
                        id(row),
                        row.follow("Contact").map(person),
                        row.follow("Owner").map(person),
                    )
                })
                .collect()
        },
    );
    a_row_of_the_entity_itself: rows(
        Account::query()
            .select((
                account::id,
                account::parent.row((account::id, account::parent_id)),
            ))
            .filter(account::parent_id.is_not_null()),
        |asked| {
            let parent = |row: Record<'_>| -> (Id<Account>, Option<Id<Account>>) {
                (id(row), key(row, "ParentId"))
            };
            accounts(asked)
                .filter(|row| row.guid("ParentId").is_some())
                .map(|row| (id(row), row.follow("Parent").map(parent)))
                .collect()
        },
    );
}
