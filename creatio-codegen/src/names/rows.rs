//! The names of constants for rows: their display values, as far as these tell them apart.
//!
//! Whose constant has which name must not depend on which row came first, since that would turn one
//! id into another behind the program's back. So rows that would have the same name all get the
//! start of their ids behind it, unless the lock knows better; and the lock keeps every name, so
//! that a row that gets another display value keeps its constant.

use std::collections::HashMap;

use super::claims::{Wish, grant};
use super::lock::{Kind, NamesLock};
use super::namespace::Granted;
use super::{Remark, Renamed, ident};
use crate::schema::{LookupRows, RowId};

/// Constants that every entity has.
const RESERVED: &[&str] = &["SCHEMA"];

/// What a row without display value is called, before the start of its id.
const NAMELESS: &str = "ROW";

/// Digits of an id in a name.
const DIGITS: usize = 8;

/// Names the rows of the entity `place`, in the order of their ids.
pub(super) fn plan(lock: &NamesLock, place: &str, known: &LookupRows) -> Granted {
    let rows: Vec<_> = known
        .rows
        .iter()
        .map(|row| Row::new(lock, place, row))
        .collect();
    let mut wanted: HashMap<&str, usize> = HashMap::new();
    for name in rows.iter().flat_map(Row::wants) {
        *wanted.entry(name).or_default() += 1;
    }
    let is_taken = |name: &str| wanted[name] > 1 || RESERVED.contains(&name);
    let wishes: Vec<_> = rows
        .iter()
        .map(|row| Wish {
            name: if row.base.is_empty() {
                row.with_digits(NAMELESS)
            } else if is_taken(&row.base) {
                row.with_digits(&row.base)
            } else {
                row.base.clone()
            },
            suffix: "_ROW",
            plain: false,
            pin: row.pin,
        })
        .collect();
    let names = grant(&wishes, RESERVED);
    let remarks = rows.iter().zip(&names).map(|(row, name)| {
        let gave_way = !row.base.is_empty() && row.base != *name && is_taken(&row.base);
        Some(Remark {
            kind: Kind::Row,
            place: place.to_owned(),
            wire: row.id.to_string(),
            name: name.clone(),
            renamed: gave_way.then(|| Renamed {
                what: format!("row `{}`", row.display.escape_debug()),
                to: name.clone(),
            }),
        })
    });
    Granted {
        remarks: remarks.collect(),
        names,
    }
}

struct Row<'a> {
    id: RowId,
    display: &'a str,
    /// The display value as the name of a constant; empty if nothing of it can be part of one.
    base: String,
    pin: Option<&'a str>,
}

impl<'a> Row<'a> {
    fn new(lock: &'a NamesLock, place: &str, (id, display): (&RowId, &'a String)) -> Self {
        Self {
            id: *id,
            display,
            base: ident::constant(display),
            pin: lock.get(Kind::Row, place, &id.to_string()),
        }
    }

    /// The name that its display value gives, and the one that it has if that is another.
    fn wants(&self) -> impl Iterator<Item = &str> {
        let other = self.pin.filter(|pin| *pin != self.base);
        [self.base.as_str()].into_iter().chain(other)
    }

    fn with_digits(&self, name: &str) -> String {
        let digits = self.id.to_string().to_ascii_uppercase();
        format!("{name}_{}", &digits[..DIGITS])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(rows: &[(u128, &str)]) -> LookupRows {
        let rows = rows.iter();
        let rows = rows.map(|(id, name)| (RowId::from_u128(*id << 96), (*name).to_owned()));
        LookupRows {
            display: "Name".to_owned(),
            rows: rows.collect(),
        }
    }

    /// The names, and the lock that keeps them.
    fn named(lock: &NamesLock, known: &LookupRows) -> (Vec<String>, NamesLock) {
        let granted = plan(lock, "AccountType", known);
        let mut lock = NamesLock::default();
        for remark in granted.remarks.iter().flatten() {
            remark.pin(&mut lock);
        }
        (granted.names, lock)
    }

    fn names(known: &[(u128, &str)]) -> Vec<String> {
        named(&NamesLock::default(), &rows(known)).0
    }

    #[test]
    fn rows_of_one_display_value_are_told_apart_by_their_ids() {
        assert_eq!(
            names(&[(0xab, "Client"), (2, "Partner"), (3, "client!")]),
            ["PARTNER", "CLIENT_00000003", "CLIENT_000000AB"]
        );
    }

    #[test]
    fn a_row_without_usable_display_value_is_named_by_its_id() {
        assert_eq!(
            names(&[(1, ""), (2, " - "), (3, "Row")]),
            ["ROW_00000001", "ROW_00000002", "ROW"]
        );
    }

    #[test]
    fn constants_that_entities_have_are_not_hidden() {
        assert_eq!(names(&[(1, "Schema")]), ["SCHEMA_00000001"]);
    }

    #[test]
    fn a_row_that_is_renamed_keeps_its_name_and_its_old_one_is_not_given_away() {
        let (_, lock) = named(&NamesLock::default(), &rows(&[(5, "Customer")]));
        let (names, _) = named(&lock, &rows(&[(1, "Customer"), (5, "Client")]));
        assert_eq!(names, ["CUSTOMER_00000001", "CUSTOMER"]);
    }

    #[test]
    fn a_name_that_was_plain_stays_plain_when_another_row_wants_it() {
        let (_, lock) = named(&NamesLock::default(), &rows(&[(5, "Customer")]));
        let (names, _) = named(&lock, &rows(&[(1, "Customer"), (5, "Customer")]));
        assert_eq!(names, ["CUSTOMER_00000001", "CUSTOMER"]);
    }

    #[test]
    fn ids_that_begin_alike_still_give_two_names() {
        let name = || "A".to_owned();
        let known = LookupRows {
            display: "Name".to_owned(),
            rows: [(RowId::from_u128(1), name()), (RowId::from_u128(2), name())].into(),
        };
        let (names, _) = named(&NamesLock::default(), &known);
        assert_eq!(names, ["A_00000000", "A_00000000_ROW"]);
    }

    #[test]
    fn only_names_that_gave_way_are_remarked_upon() {
        let known = rows(&[(1, "A"), (2, "a"), (3, "B"), (4, "")]);
        let granted = plan(&NamesLock::default(), "AccountType", &known);
        let remarks = granted.remarks.iter().flatten();
        let renamed: Vec<_> = remarks.filter_map(|it| it.renamed.clone()).collect();
        let renamed: Vec<_> = renamed.iter().map(|it| it.what.as_str()).collect();
        assert_eq!(renamed, ["row `A`", "row `a`"]);
    }
}
