//! Rows of several requests, brought into the order that one request would have given.
//!
//! Only orders that are the same everywhere are restored: those of numbers, truth values, days and
//! instants. How a database sorts text is its own affair, see `SortedValues::exact`.

use std::cmp::Ordering;
use std::sync::Arc;

use super::job::Job;
use crate::ast::{Direction, Item, OrderKey, Term};
use crate::row::{Row, SortKey};

/// Whether rows can be brought into this order.
pub(super) fn restores(order: &[OrderKey]) -> bool {
    order.iter().all(|key| key.values.exact)
}

/// A row and the values that it is sorted by.
pub(super) type Keyed<R> = (Vec<SortKey>, R);

/// A query whose rows come with the values that they are sorted by.
pub(super) fn keyed<R: 'static>(job: &Job<R>) -> Job<Keyed<R>> {
    let mut plan = job.plan.clone();
    let mut kinds = Vec::with_capacity(plan.order.len());
    for key in &plan.order {
        if let Term::Column(path) = key.term {
            plan.items.push(Item::Column(path));
            kinds.push(key.values.kind);
        }
    }
    let reader = Arc::clone(&job.reader);
    Job {
        plan,
        reader: Arc::new(move |row: &mut Row<'_>| {
            let value = reader(row)?;
            let keys = kinds.iter().map(|kind| row.read_sort_key(*kind));
            Ok((keys.collect::<Result<_, _>>()?, value))
        }),
        key_kinds: job.key_kinds,
    }
}

/// All rows in order; rows that are equal in it stay in the order of the pieces. `None` if some
/// have no value to sort by, and no piece shows whether these come first or last.
pub(super) fn merge<R>(parts: Vec<Vec<Keyed<R>>>, order: &[OrderKey]) -> Option<Vec<R>> {
    let first = order.first();
    let ascending = first.is_none_or(|key| key.direction == Direction::Ascending);
    let has_null = |(keys, _): &Keyed<R>| keys.iter().any(SortKey::is_null);
    let nulls_are_least = match parts.iter().find_map(|part| nulls_first(part)) {
        Some(first) => first == ascending,
        None if parts.len() > 1 && parts.iter().flatten().any(has_null) => return None,
        None => true,
    };
    let mut rows: Vec<Keyed<R>> = parts.into_iter().flatten().collect();
    rows.sort_by(|(left, _), (right, _)| compare(left, right, order, nulls_are_least));
    Some(rows.into_iter().map(|(_, row)| row).collect())
}

/// Where the server put rows without a value, if that shows: databases differ in it.
fn nulls_first<R>(part: &[Keyed<R>]) -> Option<bool> {
    let is_null = |(keys, _): &Keyed<R>| keys.first().map(SortKey::is_null);
    let (first, last) = (is_null(part.first()?)?, is_null(part.last()?)?);
    (first != last).then_some(first)
}

fn compare(
    left: &[SortKey],
    right: &[SortKey],
    order: &[OrderKey],
    nulls_are_least: bool,
) -> Ordering {
    let each = order.iter().zip(left.iter().zip(right));
    let each = each.map(|(key, (left, right))| {
        let ordering = left.compare(right, nulls_are_least);
        match key.direction {
            Direction::Ascending => ordering,
            Direction::Descending => ordering.reverse(),
        }
    });
    each.fold(Ordering::Equal, Ordering::then)
}
