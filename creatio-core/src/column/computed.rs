//! [`Computed`]: a value that the server works out from a row.

use std::fmt;
use std::marker::PhantomData;

use super::operators::value_operators;
use crate::Order;
use crate::ast::{Direction, Hops, SortedValues, Term};
use crate::capability::clause::{ComputedOrder, PrimaryDisplay};
use crate::capability::{Capability, DataServiceOnly, Portable};
use crate::value::ColumnType;

/// A value that the server works out from a row of `E`: a text's length, a part of a date, a fold
/// over a collection.
///
/// It compares like a column of type `T`, is selected like one and sorts like one. `C` says which
/// protocols can carry it in a condition; as a selection or sort key only DataService can.
///
/// ```
/// # mod models {
/// # use creatio_core::{Entity, Id, Timestamp};
/// # #[derive(Debug, Clone, PartialEq, Entity)]
/// # pub struct Account {
/// #     #[creatio(key)] pub id: Id<Account>,
/// #     pub name: String,
/// #     pub created_on: Option<Timestamp>,
/// # }
/// # }
/// # use models::{Account, account};
/// let query = Account::query()
///     .select(account::name)
///     .filter(account::created_on.year().eq(2024) & account::name.length().lt(20));
/// assert_eq!(
///     query.odata4()?.to_string(),
///     "Account?$select=Name&$filter=year(CreatedOn)%20eq%202024%20and%20length(Name)%20lt%2020",
/// );
/// # Ok::<(), creatio_core::CompileError>(())
/// ```
pub struct Computed<E, T, C = Portable> {
    term: Term,
    types: PhantomData<fn() -> (E, T)>,
    capability: PhantomData<fn() -> C>,
}

value_operators!(Computed<E, T, C>);

impl<E, T, C> Computed<E, T, C> {
    pub(crate) fn new(term: Term) -> Self {
        Computed {
            term,
            types: PhantomData,
            capability: PhantomData,
        }
    }

    pub(crate) fn term(self) -> Term {
        self.term
    }

    pub(crate) fn as_term(&self) -> &Term {
        &self.term
    }
}

impl<E, T: ColumnType, C: Capability> Computed<E, T, C> {
    /// Orders rows by this value, smallest first.
    pub fn asc(self) -> Order<E, C::And<DataServiceOnly<ComputedOrder>>> {
        Order::new(self.term, Direction::Ascending, SortedValues::COMPUTED)
    }

    /// Orders rows by this value, greatest first.
    pub fn desc(self) -> Order<E, C::And<DataServiceOnly<ComputedOrder>>> {
        Order::new(self.term, Direction::Descending, SortedValues::COMPUTED)
    }
}

/// The primary display column of `E`, by its role: `Name` of most entities.
///
/// Only DataService can carry it, and only of the query's own entity.
pub fn primary_display<E>() -> Computed<E, Option<String>, DataServiceOnly<PrimaryDisplay>> {
    Computed::new(Term::PrimaryDisplay(Hops::NONE))
}

impl<E, T, C> Clone for Computed<E, T, C> {
    fn clone(&self) -> Self {
        Computed::new(self.term.clone())
    }
}

impl<E, T, C> fmt::Debug for Computed<E, T, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.term.fmt(f)
    }
}
