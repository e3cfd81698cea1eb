//! Rows that are equal come once.

use std::collections::BTreeSet;

use creatio_tests::models::{Contact, Lead, Order, contact, lead, order};
use creatio_tests::records::Record;

use crate::harness::{cases, in_order, key, rows};

cases! {
    lookups: rows(Lead::query().select(lead::country_id).distinct(), |asked| {
        let countries: BTreeSet<_> = asked
            .all("Lead")
            .into_iter()
            .map(|row| key(row, "CountryId"))
            .collect();
        countries.into_iter().collect()
    });
    pairs: rows(
        Contact::query()
            .select((contact::confirmed, contact::type_id))
            .filter(contact::age.ge(30))
            .distinct(),
        |asked| {
            let mut contacts = asked.all("Contact");
            contacts.retain(|row| row.int("Age") >= 30);
            let pairs: BTreeSet<_> = contacts
                .into_iter()
                .map(|row| (row.flag("Confirmed"), key(row, "TypeId")))
                .collect();
            pairs.into_iter().collect()
        },
    );
    in_an_order: in_order(
        Contact::query()
            .select(contact::age)
            .order_by(contact::age.desc())
            .distinct(),
        |asked| {
            let ages: BTreeSet<_> = asked
                .all("Contact")
                .iter()
                .map(|row| row.int("Age"))
                .collect();
            ages.into_iter().rev().collect()
        },
    );
    a_window_of_them: in_order(
        Contact::query()
            .select(contact::age)
            .order_by(contact::age.asc())
            .distinct()
            .skip(5)
            .top(7),
        |asked| {
            let ages: BTreeSet<_> = asked
                .all("Contact")
                .iter()
                .map(|row| row.int("Age"))
                .collect();
            ages.into_iter().skip(5).take(7).collect()
        },
    );
    // Behind an empty lookup the service writes 0 and false. Of other rows the client asks for the
    // lookup, too, and knows better; distinct rows would be others with a further column.
    columns_behind_a_lookup: rows(
        Order::query()
            .select((
                order::contact.then(contact::age),
                order::contact.then(contact::confirmed),
            ))
            .filter(order::amount.lt(50_000))
            .distinct(),
        |asked| {
            let mut orders = asked.all("Order");
            orders.retain(|row| row.decimal("Amount") < 50_000.into());
            let person = |row: Record<'_>| {
                let contact = row.follow("Contact");
                let age = contact.map_or(0, |row| row.int("Age"));
                (
                    Some(age),
                    Some(contact.is_some_and(|row| row.flag("Confirmed"))),
                )
            };
            let people: BTreeSet<_> = orders.into_iter().map(person).collect();
            people.into_iter().collect()
        },
    );
}
