//! Random orders of orders, and windows of them.

use std::cmp::Ordering;
use std::fmt;

use creatio_core::Order as SortKey;
use creatio_tests::models::{Order, account, contact, order};
use creatio_tests::records::{Record, fold};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::subsequence;

/// A column that orders are sorted by.
struct Sorted {
    name: &'static str,
    key: fn(bool) -> SortKey<Order>,
    compare: fn(Record<'_>, Record<'_>) -> Ordering,
}

macro_rules! sorted {
    ($name:literal, $column:expr, $key:expr) => {
        Sorted {
            name: $name,
            key: |descending| match descending {
                false => $column.asc(),
                true => $column.desc(),
            },
            compare: |left, right| $key(left).cmp(&$key(right)),
        }
    };
}

static SORTED: [Sorted; 6] = [
    sorted!("Number", order::number, |row: Record<'_>| fold(
        row.text("Number")
    )),
    sorted!("Amount", order::amount, |row: Record<'_>| row
        .decimal("Amount")),
    sorted!("DueDate", order::due_date, |row: Record<'_>| row
        .instant("DueDate")),
    sorted!("Owner/Id", order::owner_id, |row: Record<'_>| row
        .guid("OwnerId")),
    sorted!(
        "Contact/Age",
        order::contact.then(contact::age),
        |row: Record<'_>| { row.follow("Contact").map(|contact| contact.int("Age")) }
    ),
    sorted!(
        "Account/Name",
        order::account.then(account::name),
        |row: Record<'_>| {
            row.follow("Account")
                .map(|account| fold(account.text("Name")))
        }
    ),
];

impl fmt::Debug for Sorted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// Some rows of an order that is one only.
#[derive(Debug, Clone)]
pub(crate) struct Window {
    keys: Vec<(&'static Sorted, bool)>,
    /// Whether the keys of rows, which come last, go down.
    descending: bool,
    pub(crate) skip: Option<u64>,
    pub(crate) top: u64,
}

/// Windows of up to two pages of OData 3.
pub(crate) fn windows() -> impl Strategy<Value = Window> {
    let columns = subsequence(SORTED.iter().collect::<Vec<_>>(), 0..4).prop_shuffle();
    let keys = columns.prop_flat_map(|columns| {
        let directions = proptest::collection::vec(any::<bool>(), columns.len());
        directions.prop_map(move |directions| columns.iter().copied().zip(directions).collect())
    });
    let skip = option::of(prop_oneof![0..50_u64, 0..1_600_u64]);
    (keys, any::<bool>(), skip, 0..81_u64).prop_map(|(keys, descending, skip, top)| Window {
        keys,
        descending,
        skip,
        top,
    })
}

impl Window {
    /// The sort keys, most significant first.
    pub(crate) fn order(&self) -> Vec<SortKey<Order>> {
        let keys = self
            .keys
            .iter()
            .map(|(column, descending)| (column.key)(*descending));
        let last = if self.descending {
            order::id.desc()
        } else {
            order::id.asc()
        };
        keys.chain([last]).collect()
    }

    /// The rows in order, and of them those in the window.
    pub(crate) fn of<'r>(&self, mut rows: Vec<Record<'r>>) -> Vec<Record<'r>> {
        let directed = |ordering: Ordering, descending| {
            if descending {
                ordering.reverse()
            } else {
                ordering
            }
        };
        rows.sort_by(|left, right| {
            let keys = self
                .keys
                .iter()
                .map(|(column, descending)| directed((column.compare)(*left, *right), *descending));
            let last = directed(left.id().cmp(&right.id()), self.descending);
            keys.fold(Ordering::Equal, Ordering::then).then(last)
        });
        let skip = self.skip.unwrap_or(0).try_into().unwrap();
        let top = self.top.try_into().unwrap();
        rows.into_iter().skip(skip).take(top).collect()
    }
}
