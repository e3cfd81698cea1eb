//! Rows against rows, as lists or as multisets, and what is different in words.

use std::fmt::Debug;

/// Whether the order of rows counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    /// The query has one order only.
    Total,
    /// It leaves the order of rows, or of some of them, to the server.
    Any,
}

/// How the rows found differ from those expected; `None` if they do not.
pub(crate) fn difference<T: Debug + PartialEq>(
    order: Order,
    found: &[T],
    expected: &[T],
) -> Option<String> {
    let first = found
        .iter()
        .zip(expected)
        .position(|(left, right)| left != right);
    let common = found.len().min(expected.len());
    let first = first.unwrap_or(common);
    if first == found.len() && first == expected.len() {
        return None;
    }
    let counts = format!("{} rows instead of {}", found.len(), expected.len());
    if order == Order::Total {
        let (got, wanted) = (found.get(first), expected.get(first));
        return Some(format!(
            "{counts}; at {first}:\n    found    {got:?}\n    expected {wanted:?}"
        ));
    }
    let missing = without(&expected[first..], &found[first..]);
    let extra = without(&found[first..], &expected[first..]);
    if missing.is_empty() && extra.is_empty() {
        return None;
    }
    let some = |rows: &[&T]| format!("{} such as {:?}", rows.len(), &rows[..rows.len().min(3)]);
    Some(format!(
        "{counts}\n    missing  {}\n    too many {}",
        some(&missing),
        some(&extra)
    ))
}

/// What is left of the rows when each of the others has taken one that equals it.
fn without<'r, T: PartialEq>(rows: &'r [T], others: &[T]) -> Vec<&'r T> {
    let mut rest: Vec<&T> = rows.iter().collect();
    for other in others {
        if let Some(position) = rest.iter().position(|row| *row == other) {
            // The order is kept, so that lists in like order are compared in few steps.
            rest.remove(position);
        }
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn multisets_are_equal_whatever_their_order() {
        assert_eq!(difference(Order::Any, &[1, 2, 2], &[2, 1, 2]), None);
        assert!(difference(Order::Total, &[1, 2, 2], &[2, 1, 2]).is_some());
    }

    #[test]
    fn each_row_counts_as_often_as_it_comes() {
        assert!(difference(Order::Any, &[1, 2, 2], &[1, 2]).is_some());
        assert!(difference(Order::Any, &[1, 2], &[1, 2, 2]).is_some());
        let words = difference(Order::Any, &[1, 3, 2], &[1, 2, 4]).unwrap();
        assert!(words.contains("missing  1 such as [4]"), "{words}");
        assert!(words.contains("too many 1 such as [3]"), "{words}");
    }
}
