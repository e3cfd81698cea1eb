//! [`Grouping`]: what selecting a column does to the rows.
//!
//! DataService groups without being told: a query with an aggregate gives one row per combination of
//! its other columns. There, and in distinct rows, a column that is only there to be sorted by would
//! change the answer, and so would the key of a whole row.

use super::Scope;
use super::expression::name;
use crate::CompileError;
use crate::ast::{Item, Plan, Term};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Grouping {
    /// Rows are rows of the entity: a further column changes nothing.
    None,
    /// Rows that are equal come once.
    Distinct,
    /// Rows are groups, or all rows folded into one where nothing but aggregates is selected.
    Aggregates { alone: bool },
}

impl Grouping {
    pub(super) fn of(plan: &Plan) -> Self {
        let mut aggregates = plan.items.iter().map(is_aggregate);
        match (aggregates.clone().any(|it| it), plan.distinct) {
            (true, _) => Grouping::Aggregates {
                alone: aggregates.all(|it| it),
            },
            (false, true) => Grouping::Distinct,
            (false, false) => Grouping::None,
        }
    }

    /// Refuses selections of which the rows would not be what was asked for.
    pub(super) fn check(self, items: &[Item], scope: Scope<'_>) -> Result<(), CompileError> {
        match self {
            Grouping::None => Ok(()),
            Grouping::Distinct => items.iter().try_for_each(|item| match item {
                Item::Presence { .. } => Err(scope.refuse_words(
                    "related row among distinct ones",
                    "select paths, `lookup.then(column)`, instead of `lookup.row(…)`",
                )),
                _ => Ok(()),
            }),
            Grouping::Aggregates { .. } => items.iter().try_for_each(|item| match item {
                Item::All { .. } => Err(scope.refuse_words(
                    "whole row beside an aggregate",
                    "select the columns by which rows are to be grouped",
                )),
                Item::Presence { .. } => Err(scope.refuse_words(
                    "related row beside an aggregate",
                    "select paths, `lookup.then(column)`, instead of `lookup.row(…)`",
                )),
                Item::Computed(Term::DetailFold(_)) => Err(scope.refuse_words(
                    "aggregate of a collection beside an aggregate of the rows",
                    "send two queries: databases cannot group by the former",
                )),
                _ => Ok(()),
            }),
        }
    }

    /// Refuses an order by what is not selected where selecting it would change the rows.
    pub(super) fn check_order(self, term: &Term, scope: Scope<'_>) -> Result<(), CompileError> {
        match (self, term) {
            (Grouping::None, Term::Fold(..)) => Err(scope.refuse_words(
                "order by an aggregate of rows that are not grouped",
                "select an aggregate beside the columns by which rows are to be grouped",
            )),
            // One value more per group or row makes no other groups or rows.
            (Grouping::None, _) | (Grouping::Aggregates { .. }, Term::Fold(..)) => Ok(()),
            (Grouping::Distinct | Grouping::Aggregates { .. }, _) => {
                Err(CompileError::UnselectedOrder {
                    entity: scope.entity.name,
                    column: name(term),
                })
            }
        }
    }
}

fn is_aggregate(item: &Item) -> bool {
    matches!(item, Item::Computed(Term::Fold(..)))
}
