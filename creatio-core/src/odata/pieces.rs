//! Long queries cut into shorter ones: a list of values, shared out over several requests.

use crate::CompileError;
use crate::ast::{Junction, Plan, Predicate};
use crate::value::Literal;

/// Plans that together find the rows of one: each row is found by exactly one of them. `None` if
/// there is no list to share out, or if not even single values are short enough.
///
/// Only a list that every row has to be in will do: one that is the filter itself or stands beside
/// other conditions that are joined with `and`. Of several the longest is taken.
pub(crate) fn pieces(
    plan: &Plan,
    fits: impl Fn(&Plan) -> Result<bool, CompileError>,
) -> Result<Option<Vec<Plan>>, CompileError> {
    let Some(filter) = plan.filter.as_ref().map(Predicate::normal) else {
        return Ok(None);
    };
    let filter = &*filter;
    let Some((position, values)) = longest_list(filter) else {
        return Ok(None);
    };
    let mut shared_out = Vec::new();
    // Halves that are still to be looked at, the first ones last.
    let mut waiting = vec![values.as_slice()];
    while let Some(part) = waiting.pop() {
        let piece = piece(plan, filter, position, part);
        if fits(&piece)? {
            shared_out.push(piece);
            continue;
        }
        let Some(middle) = middle(part) else {
            return Ok(None);
        };
        let (first, second) = part.split_at(middle);
        waiting.extend([second, first]);
    }
    Ok(Some(shared_out))
}

/// Where to cut, as near to the middle as possible: values that the server may take for the same
/// stay together, or a row would be found twice.
fn middle(values: &[Literal]) -> Option<usize> {
    let half = values.len() / 2;
    let parts = |at: &usize| fold(&values[at - 1]) != fold(&values[*at]);
    let after = (half.max(1)..values.len()).find(parts);
    after.or_else(|| (1..half).rev().find(parts))
}

/// The same text for values that may be the same for a database: it may compare text without
/// regard to case and to spaces at the end, or with regard to them.
fn fold(value: &Literal) -> String {
    match value {
        Literal::Text(text) => text.trim_end().to_lowercase(),
        other => format!("{other:?}"),
    }
}

/// The position of the longest list among the conditions, and its values: each once, those that
/// may be the same side by side.
fn longest_list(filter: &Predicate) -> Option<(usize, Vec<Literal>)> {
    let conditions = match filter {
        Predicate::Joined(Junction::And, conditions) => conditions.as_slice(),
        single => std::slice::from_ref(single),
    };
    let lists = conditions
        .iter()
        .enumerate()
        .filter_map(|(position, condition)| match condition {
            Predicate::In { values, .. } if values.len() > 1 => Some((position, values)),
            _ => None,
        });
    let (position, values) = lists.max_by_key(|(_, values)| values.len())?;
    let mut values = values.clone();
    values.sort_by_cached_key(|value| (fold(value), format!("{value:?}")));
    values.dedup();
    Some((position, values))
}

fn piece(plan: &Plan, filter: &Predicate, position: usize, part: &[Literal]) -> Plan {
    let share = |condition: &Predicate| match condition {
        Predicate::In { term, .. } => Predicate::In {
            term: term.clone(),
            values: part.to_vec(),
        },
        other => other.clone(),
    };
    let filter = match filter {
        Predicate::Joined(junction, conditions) => {
            let each = conditions.iter().enumerate();
            let each = each.map(|(index, condition)| {
                if index == position {
                    share(condition)
                } else {
                    condition.clone()
                }
            });
            Predicate::Joined(*junction, each.collect())
        }
        single => share(single),
    };
    // Which rows come first is known only when all pieces are there.
    let top = plan
        .top
        .map(|top| top.saturating_add(plan.skip.unwrap_or(0)));
    Plan {
        filter: Some(filter),
        top,
        skip: None,
        ..plan.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ast::{ColumnPath, Hops, Item, Term, TextTest};
    use crate::schema::{ColumnSchema, EntitySchema, value_column};

    static COLUMNS: [ColumnSchema; 1] = [value_column("Name")];
    static CITY: EntitySchema = EntitySchema {
        name: "City",
        set: "City",
        columns: &COLUMNS,
        key: &[0],
    };

    fn name() -> Term {
        Term::Column(ColumnPath {
            hops: Hops::NONE,
            column: &COLUMNS[0],
        })
    }

    fn list(values: &[&str]) -> Predicate {
        let values = values.iter().map(|text| Literal::Text((*text).to_owned()));
        Predicate::In {
            term: name(),
            values: values.collect(),
        }
    }

    fn plan(filter: Predicate) -> Plan {
        Plan {
            items: vec![Item::Computed(name())],
            filter: Some(filter),
            top: Some(5),
            skip: Some(2),
            ..Plan::all_of(&CITY)
        }
    }

    /// The lists of the pieces, of at most `most` values each.
    fn lists(filter: Predicate, most: usize) -> Option<Vec<Vec<String>>> {
        let values = |plan: &Plan| match plan.filter.as_ref().unwrap() {
            Predicate::Joined(_, conditions) => find(conditions),
            single => find(std::slice::from_ref(single)),
        };
        let pieces = pieces(&plan(filter), |piece| Ok(values(piece).len() <= most)).unwrap()?;
        assert!(
            pieces
                .iter()
                .all(|piece| piece.top == Some(7) && piece.skip.is_none())
        );
        Some(pieces.iter().map(values).collect())
    }

    fn find(conditions: &[Predicate]) -> Vec<String> {
        let list = conditions.iter().find_map(|condition| match condition {
            Predicate::In { values, .. } => Some(values),
            _ => None,
        });
        let texts = list.into_iter().flatten().map(|value| match value {
            Literal::Text(text) => text.clone(),
            other => panic!("{other:?} is no text"),
        });
        texts.collect()
    }

    #[test]
    fn every_value_is_in_one_piece() {
        let found = lists(list(&["c", "a", "b", "a", "e", "d"]), 2).unwrap();
        assert_eq!(found, [vec!["a", "b"], vec!["c"], vec!["d", "e"]]);
    }

    #[test]
    fn values_that_may_be_the_same_for_the_server_stay_together() {
        let found = lists(list(&["x", "A", "a ", "a", "b"]), 3).unwrap();
        assert_eq!(found, [vec!["A", "a ", "a"], vec!["b", "x"]]);
        assert_eq!(lists(list(&["a", "A", "a "]), 2), None);
    }

    #[test]
    fn other_conditions_are_in_every_piece_and_an_or_is_not_cut() {
        let test = Predicate::Text {
            term: name(),
            test: TextTest::Contains,
            value: "o".to_owned(),
        };
        let both = test.clone().join(Junction::And, list(&["a", "b"]));
        assert_eq!(lists(both, 1).unwrap(), [["a"], ["b"]]);
        assert_eq!(lists(test.join(Junction::Or, list(&["a", "b"])), 1), None);
        assert_eq!(lists(list(&["a", "b"]).negate(), 1), None);
    }
}
