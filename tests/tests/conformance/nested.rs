//! The rows of collections, as selections. DataService answers flat rows; OData 3 expands whole
//! collections only.

use std::cmp::Reverse;

use creatio_core::{Id, Protocol};
use creatio_tests::models::{
    Account, Activity, Contact, Lead, Order, account, activity, contact, lead, order,
};
use creatio_tests::records::{Record, fold};

use crate::harness::{Asked, cases, id, key, rows, rows_as};

fn whole_accounts<'w>(asked: &Asked<'w>) -> Vec<Record<'w>> {
    asked.all("Account")
}

fn orders(row: Record<'_>) -> Vec<Record<'_>> {
    row.details("Order", "AccountId")
}

fn children(row: Record<'_>) -> Vec<Record<'_>> {
    row.details("Account", "ParentId")
}

fn leads(row: Record<'_>) -> Vec<Record<'_>> {
    row.details("Lead", "QualifiedAccountId")
}

fn keys<E>(rows: Vec<Record<'_>>) -> Vec<Id<E>> {
    rows.into_iter().map(id).collect()
}

/// The same keys, whatever order they came in.
fn sorted<E: 'static>((id, mut keys): (Id<Account>, Vec<Id<E>>)) -> (Id<Account>, Vec<Id<E>>) {
    keys.sort();
    (id, keys)
}

/// What OData 3 says about a part of a collection.
const WHOLE: &str = "as a whole";

cases! {
    whole_collections: rows_as(
        Account::query().select((
            account::id,
            account::order_collection_by_account.rows(Order::query().select(order::id)),
        )),
        sorted,
        |asked| {
            whole_accounts(asked)
                .into_iter()
                .map(|row| (id(row), keys(orders(row))))
                .collect()
        },
    );
    columns_and_paths_of_collections: rows(
        Account::query()
            .select((
                account::id,
                account::account_collection_by_parent.rows(Account::query().select((
                    account::name,
                    account::completeness,
                    account::primary_contact.then(contact::age),
                ))),
            ))
            .filter(account::account_collection_by_parent.count().eq(1)),
        |asked| {
            let child = |row: Record<'_>| {
                let contact = row.follow("PrimaryContact");
                let age = contact.map(|contact| contact.int("Age"));
                (row.text("Name").to_owned(), row.int("Completeness"), age)
            };
            let accounts = whole_accounts(asked)
                .into_iter()
                .map(|row| (row, children(row)));
            accounts
                .filter(|(_, children)| children.len() == 1)
                .map(|(row, children)| (id(row), children.into_iter().map(child).collect()))
                .collect()
        },
    );
    filtered_collections: rows_as(
        Account::query().select((
            account::id,
            account::contact_collection_by_account.rows(
                Contact::query()
                    .select(contact::id)
                    .filter(contact::age.lt(25) & contact::name.ne("'")),
            ),
        )),
        sorted,
        |asked| {
            let young = |row: Record<'_>| {
                let mut contacts = row.details("Contact", "AccountId");
                contacts.retain(|contact| contact.int("Age") < 25 && contact.text("Name") != "'");
                keys(contacts)
            };
            whole_accounts(asked)
                .into_iter()
                .map(|row| (id(row), young(row)))
                .collect()
        },
    )
    .refused_by(Protocol::OData3, WHOLE);
    ordered_and_cut_collections: rows(
        Account::query().select((
            account::id,
            account::order_collection_by_account.rows(
                Order::query()
                    .select((order::id, order::amount))
                    .order_by((order::amount.desc(), order::id.asc()))
                    .top(3),
            ),
        )),
        |asked| {
            let largest = |row: Record<'_>| {
                let mut orders = orders(row);
                orders.sort_by_key(|order| Reverse(order.decimal("Amount")));
                orders
                    .into_iter()
                    .take(3)
                    .map(|order| (id(order), order.decimal("Amount")))
                    .collect()
            };
            whole_accounts(asked)
                .into_iter()
                .map(|row| (id(row), largest(row)))
                .collect()
        },
    )
    .refused_by(Protocol::OData3, WHOLE);
    a_window_of_a_collection: rows(
        Account::query().select((
            account::id,
            account::order_collection_by_account.rows(
                Order::query()
                    .select(order::id)
                    .order_by(order::id.desc())
                    .skip(2)
                    .top(2),
            ),
        )),
        |asked| {
            let window = |row: Record<'_>| {
                let orders = orders(row).into_iter().rev();
                orders.skip(2).take(2).map(id).collect()
            };
            whole_accounts(asked)
                .into_iter()
                .map(|row| (id(row), window(row)))
                .collect()
        },
    )
    .refused_by(Protocol::OData3, WHOLE);
    collections_filtered_by_a_path_and_a_condition_on_a_collection: rows(
        Account::query().select((
            account::id,
            account::lead_collection_by_qualified_account.rows(
                Lead::query()
                    .select(lead::id)
                    .filter(
                        lead::owner.then(contact::name).starts_with("m")
                            | lead::activity_collection_by_lead.count().gt(12),
                    )
                    .order_by(lead::id.asc()),
            ),
        )),
        |asked| {
            let meets = |lead: &Record<'_>| {
                let owner = lead.follow("Owner");
                let named = owner.is_some_and(|owner| fold(owner.text("Name")).starts_with('m'));
                named || lead.details("Activity", "LeadId").len() > 12
            };
            let leads = |row: Record<'_>| {
                let mut leads = row.details("Lead", "QualifiedAccountId");
                leads.retain(meets);
                keys(leads)
            };
            whole_accounts(asked)
                .into_iter()
                .map(|row| (id(row), leads(row)))
                .collect()
        },
    )
    .refused_by(Protocol::OData3, WHOLE);
    collections_in_collections: rows(
        Account::query()
            .select((
                account::id,
                account::lead_collection_by_qualified_account.rows(
                    Lead::query()
                        .select((
                            lead::id,
                            lead::activity_collection_by_lead.rows(
                                Activity::query()
                                    .select(activity::id)
                                    .order_by(activity::id.asc())
                                    .top(4),
                            ),
                        ))
                        .order_by(lead::id.asc()),
                ),
            ))
            .filter(account::completeness.lt(30)),
        |asked| {
            let lead = |row: Record<'_>| -> (Id<Lead>, Vec<Id<Activity>>) {
                let activities = row.details("Activity", "LeadId").into_iter();
                (id(row), activities.take(4).map(id).collect())
            };
            let mut accounts = whole_accounts(asked);
            accounts.retain(|row| row.int("Completeness") < 30);
            accounts
                .into_iter()
                .map(|row| (id(row), leads(row).into_iter().map(lead).collect()))
                .collect()
        },
    )
    .refused_by(Protocol::OData3, WHOLE);
    collections_behind_a_lookup: rows(
        Lead::query()
            .select((
                lead::id,
                lead::qualified_account
                    .then(account::order_collection_by_account)
                    .rows(Order::query().select(order::id).order_by(order::id.asc())),
            ))
            .filter(lead::score.lt(-80)),
        |asked| {
            let mut leads = asked.all("Lead");
            leads.retain(|row| row.decimal("Score") < (-80).into());
            let behind = |row: Record<'_>| {
                let account = row.follow("QualifiedAccount");
                keys(account.map(orders).unwrap_or_default())
            };
            leads
                .into_iter()
                .map(|row| (id(row), behind(row)))
                .collect()
        },
    )
    .refused_by(Protocol::OData3, WHOLE);
    a_row_with_a_collection_of_its_own: rows(
        Lead::query()
            .select((
                lead::id,
                lead::qualified_account.row((
                    account::name,
                    account::order_collection_by_account
                        .rows(Order::query().select(order::id).order_by(order::id.asc())),
                )),
            ))
            .filter(lead::score.lt(-80)),
        |asked| {
            let mut leads = asked.all("Lead");
            leads.retain(|row| row.decimal("Score") < (-80).into());
            let account = |row: Record<'_>| (row.text("Name").to_owned(), keys(orders(row)));
            leads
                .into_iter()
                .map(|row| (id(row), row.follow("QualifiedAccount").map(account)))
                .collect()
        },
    )
    .refused_by(Protocol::OData3, WHOLE);
    a_collection_beside_a_row: rows(
        Account::query().select((
            account::id,
            account::owner.row(contact::id),
            account::account_collection_by_parent.rows(
                Account::query()
                    .select((account::id, account::owner_id))
                    .order_by(account::id.asc()),
            ),
        )),
        |asked| {
            let child = |row: Record<'_>| -> (Id<Account>, Option<Id<Contact>>) {
                (id(row), key(row, "OwnerId"))
            };
            whole_accounts(asked)
                .into_iter()
                .map(|row| {
                    let children = row.details("Account", "ParentId").into_iter();
                    (
                        id(row),
                        row.follow("Owner").map(id),
                        children.map(child).collect(),
                    )
                })
                .collect()
        },
    )
    .refused_by(Protocol::OData3, WHOLE);
}
