//! [`Place`]: how far a stream has come.

use serde::{Deserialize, Serialize};

use crate::row::SortKey;

/// Between two rows of a stream.
///
/// Where rows are found by the values of the one before them, `after` holds these; what is said by
/// numbers of rows is counted from there.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub(in super::super) struct Place {
    /// Rows that were delivered.
    pub(in super::super) rows: u64,
    /// The piece of the query that is being read, from 0.
    pub(super) part: usize,
    /// How many pieces there are; 0 before that is known.
    pub(super) parts: usize,
    /// The values that the row in front was sorted by.
    pub(super) after: Option<Vec<SortKey>>,
    /// Rows behind those values, or from the start, that come before the place.
    pub(super) skip: u64,
    pub(super) nulls: Nulls,
}

/// Where the server puts rows without a value in the first column of the order: databases differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Nulls {
    /// No row has been seen.
    #[default]
    Unknown,
    First,
    /// Or there are none.
    Last,
}

impl Nulls {
    /// What the first row of all shows.
    pub(super) fn learn(self, first: Option<&SortKey>) -> Self {
        match (self, first) {
            (Nulls::Unknown, Some(first)) if first.is_null() => Nulls::First,
            (Nulls::Unknown, Some(_)) => Nulls::Last,
            (known, _) => known,
        }
    }
}

impl Place {
    /// The place behind some rows of a page that begins here: `passed` of them, of which `delivered`
    /// were given out, and the last of which has these sort values, if pages are found by them.
    pub(super) fn behind(&self, passed: u64, delivered: u64, last: Option<&[SortKey]>) -> Self {
        let mut place = self.clone();
        place.rows += delivered;
        match last {
            Some(values) if passed > 0 => {
                place.after = Some(values.to_vec());
                place.skip = 0;
            }
            Some(_) => {}
            // A cursor comes from outside, whatever is in it.
            None => place.skip = place.skip.saturating_add(passed),
        }
        place
    }

    /// The beginning of the next piece.
    pub(super) fn next_part(&self) -> Self {
        Place {
            rows: self.rows,
            part: self.part + 1,
            parts: self.parts,
            ..Place::default()
        }
    }

    /// Whether a page from here on leaves out rows without a value, which come last.
    pub(super) fn leaves_nulls(&self) -> bool {
        let first = self.after.as_ref().and_then(|values| values.first());
        self.nulls == Nulls::Last && first.is_some_and(|value| !value.is_null())
    }

    /// Goes on to rows without a value, or to the next piece.
    pub(super) fn leave(&mut self, leaves_nulls: bool) {
        if leaves_nulls {
            self.after = Some(vec![SortKey::None]);
            self.skip = 0;
        } else {
            *self = self.next_part();
        }
    }
}
