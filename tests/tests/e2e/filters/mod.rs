//! Each condition finds the rows that it is for, computed here from the stored rows.

mod columns;
mod joined;
mod text;
mod values;

use std::collections::BTreeSet;

use creatio_core::{Expr, Id, Uuid};
use creatio_tests::models::{Contact, Order, contact, order};
use creatio_tests::records::Record;
use creatio_tests::world;

/// A stored row of the demonstration data.
type Row = Record<'static>;

/// Asserts that the condition finds the contacts that pass the test: some, but not all.
async fn finds(condition: Expr<Contact>, test: impl Fn(Row) -> bool) {
    let said = format!("{condition:?}");
    let query = Contact::query().select(contact::id).filter(condition);
    let found = world::demo().client().fetch(query).await.unwrap();
    compare(&said, found, "Contact", test);
}

/// The same for orders.
async fn finds_orders(condition: Expr<Order>, test: impl Fn(Row) -> bool) {
    let said = format!("{condition:?}");
    let query = Order::query().select(order::id).filter(condition);
    let found = world::demo().client().fetch(query).await.unwrap();
    compare(&said, found, "Order", test);
}

fn compare<E>(said: &str, found: Vec<Id<E>>, entity: &str, test: impl Fn(Row) -> bool) {
    let all = world::demo().records.all(entity);
    let passing = all.iter().filter(|row| test(**row));
    let expected: BTreeSet<Uuid> = passing.map(Record::id).collect();
    assert!(
        !expected.is_empty() && expected.len() < all.len(),
        "{said} tells no rows apart"
    );
    let rows = found.len();
    let found: BTreeSet<Uuid> = found.into_iter().map(Uuid::from).collect();
    assert_eq!(found, expected, "{said}");
    assert_eq!(found.len(), rows, "{said} gives each row once");
}
