//! Compares the rows of a lookup: by id, since constants of programs stand for ids.

use super::change::ChangeKind;
use crate::schema::{EntityType, LookupRows, RowId};

/// What became of the rows that both sides know; what only one knows cannot be compared.
pub(super) fn changes(old: &EntityType, new: &EntityType) -> Vec<(RowId, ChangeKind)> {
    let (Some(old), Some(new)) = (&old.rows, &new.rows) else {
        return Vec::new();
    };
    let kept = old.rows.iter().filter_map(|(id, name)| {
        let kind = match new.rows.get(id) {
            None => ChangeKind::RowGone { name: name.clone() },
            Some(now) => renamed(old, new, (name, now))?,
        };
        Some((*id, kind))
    });
    let added = new.rows.iter().filter(|(id, _)| !old.rows.contains_key(id));
    let added = added.map(|(id, name)| (*id, ChangeKind::RowAdded { name: name.clone() }));
    kept.chain(added).collect()
}

/// Another name, unless it is the value of another column.
fn renamed(
    old: &LookupRows,
    new: &LookupRows,
    (from, to): (&String, &String),
) -> Option<ChangeKind> {
    let renamed = from != to && old.display == new.display;
    renamed.then(|| ChangeKind::RowRenamed {
        from: from.clone(),
        to: to.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drift::change::Grade;
    use crate::drift::{Change, Drift};
    use crate::schema::Schema;

    /// A schema whose one entity has these rows, named by this column.
    fn schema(display: &str, rows: &[(u128, &str)]) -> Schema {
        let rows = rows.iter();
        let rows = rows.map(|(id, name)| (RowId::from_u128(*id), (*name).to_owned()));
        with(Some(LookupRows {
            display: display.to_owned(),
            rows: rows.collect(),
        }))
    }

    fn with(rows: Option<LookupRows>) -> Schema {
        let entity = EntityType {
            name: "AccountType".to_owned(),
            rows,
            ..EntityType::default()
        };
        Schema {
            entities: vec![entity],
            ..Schema::default()
        }
    }

    #[test]
    fn a_row_that_is_gone_breaks_and_a_new_one_does_not_and_a_new_name_is_a_risk() {
        let old = schema("Name", &[(1, "Customer"), (2, "Partner"), (3, "Same")]);
        let new = schema("Name", &[(2, "Ally\n"), (3, "Same"), (4, "Customer")]);
        let drift = Drift::between(&old, &new);
        let line = |it: &Change| format!("{} {} {it}", it.grade(), it.kind.word());
        let lines: Vec<_> = drift.changes.iter().map(line).collect();
        insta::assert_snapshot!(lines.join("\n"), @r"
        breaking row-gone `AccountType.00000000-0000-0000-0000-000000000001`: the row `Customer` is gone
        risky row-renamed `AccountType.00000000-0000-0000-0000-000000000002`: the row `Partner` is called `Ally ` now
        additive row-added `AccountType.00000000-0000-0000-0000-000000000004`: the row `Customer` is new
        ");
        assert_eq!(drift.count(Grade::Breaking), 1);
    }

    #[test]
    fn what_only_one_side_knows_is_no_change() {
        let known = schema("Name", &[(1, "Customer")]);
        assert!(Drift::between(&known, &with(None)).is_empty());
        assert!(Drift::between(&with(None), &known).is_empty());
    }

    #[test]
    fn values_of_another_column_are_no_new_names() {
        let (old, new) = (
            schema("Name", &[(1, "Customer")]),
            schema("Code", &[(1, "C")]),
        );
        assert!(Drift::between(&old, &new).is_empty());
    }
}
