//! Which items go into which request.

use std::ops::Range;

use crate::CompileError;

/// How many items a request takes (Creatio Academy, of OData). Of the DataService no limit is
/// documented; clients of Creatio's own makers keep to the same.
pub(super) const LIMIT: usize = 100;

/// What a protocol does with groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Groups {
    /// A request can hold several, beside other items.
    Marked,
    /// A request is one group, or holds none.
    Alone,
}

/// The items of each request, in order, by their positions; `groups` has each item's group, if it has
/// one.
pub(super) fn requests(
    items: &[Option<usize>],
    groups: Groups,
) -> Result<Vec<Range<usize>>, CompileError> {
    let mut requests: Vec<Range<usize>> = Vec::new();
    // Whether more can be added to the last one.
    let mut open = false;
    for unit in units(items) {
        if unit.len() > LIMIT {
            return Err(CompileError::GroupTooLarge {
                writes: unit.len(),
                limit: LIMIT,
            });
        }
        let alone = groups == Groups::Alone && items[unit.start].is_some();
        match requests.last_mut() {
            Some(last) if open && !alone && last.len() + unit.len() <= LIMIT => last.end = unit.end,
            _ => requests.push(unit),
        }
        open = !alone;
    }
    Ok(requests)
}

/// What must not be torn apart: single items, and groups.
pub(super) fn units(items: &[Option<usize>]) -> impl Iterator<Item = Range<usize>> {
    let units = items.chunk_by(|one, next| one.is_some() && one == next);
    units.scan(0, |start, unit| {
        let range = *start..*start + unit.len();
        *start = range.end;
        Some(range)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Single items as groups of length 0, and groups; the number of a group is its place.
    fn items(lengths: &[usize]) -> Vec<Option<usize>> {
        let units = lengths.iter().enumerate();
        let units = units.map(|(number, &length)| match length {
            0 => vec![None],
            length => vec![Some(number); length],
        });
        units.collect::<Vec<_>>().concat()
    }

    #[test]
    fn a_group_too_large_for_a_request_is_refused() {
        assert!(requests(&items(&[0, LIMIT]), Groups::Marked).is_ok());
        assert_eq!(
            requests(&items(&[0, LIMIT + 1]), Groups::Marked),
            Err(CompileError::GroupTooLarge {
                writes: 101,
                limit: 100
            })
        );
    }

    #[test]
    fn requests_are_filled_before_another_one_is_begun() {
        let singles = vec![None; 250];
        let ranges = requests(&singles, Groups::Marked).unwrap();
        assert_eq!(ranges, [0..100, 100..200, 200..250]);
        assert_eq!(requests(&[], Groups::Marked), Ok(vec![]));
    }

    #[test]
    fn over_the_data_service_a_group_is_a_request() {
        let ranges = requests(&items(&[0, 2, 3, 0, 0]), Groups::Alone).unwrap();
        assert_eq!(ranges, [0..1, 1..3, 3..6, 6..8]);
    }

    proptest! {
        #[test]
        fn splitting_keeps_the_order_and_groups_whole(
            lengths in prop::collection::vec(prop_oneof![3 => Just(0usize), 1 => 1..=LIMIT], 0..60),
            alone in any::<bool>(),
        ) {
            let items = items(&lengths);
            let groups = if alone { Groups::Alone } else { Groups::Marked };
            let ranges = requests(&items, groups).unwrap();
            let joined: Vec<_> = ranges.iter().cloned().flatten().collect();
            prop_assert_eq!(joined, (0..items.len()).collect::<Vec<_>>());
            for range in &ranges {
                prop_assert!((1..=LIMIT).contains(&range.len()));
                let torn = range.end < items.len()
                    && items[range.end].is_some()
                    && items[range.end] == items[range.end - 1];
                prop_assert!(!torn, "a group is torn at {}", range.end);
                let inside = &items[range.clone()];
                let is_one_group = inside.iter().all(|group| *group == inside[0]);
                let has_group = inside.iter().any(Option::is_some);
                prop_assert!(!alone || !has_group || is_one_group);
            }
        }
    }
}
