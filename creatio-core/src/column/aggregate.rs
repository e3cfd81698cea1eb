//! [`Aggregate`] and [`Count`]: many rows folded into one value.

use std::fmt;
use std::marker::PhantomData;

use crate::Order;
use crate::ast::{ColumnPath, Direction, Fold, SortedValues, Term};
use crate::capability::{DataServiceOnly, clause};

/// A fold of a column over the rows that a query finds, or over each group of them: a sum, a
/// minimum, a maximum, an average, a number of different values.
///
/// Made by `sum()`, `min()`, `max()`, `avg()` and `count_distinct()` of columns and paths. As a
/// selection beside plain columns it is worked out for each combination of their values; by itself,
/// over all rows. Only DataService can carry it.
///
/// ```
/// # mod models {
/// # use creatio_core::{Entity, Id};
/// # #[derive(Debug, Clone, PartialEq, Entity)]
/// # pub struct AccountType { #[creatio(key)] pub id: Id<AccountType>, pub name: String }
/// # #[derive(Debug, Clone, PartialEq, Entity)]
/// # pub struct Account {
/// #     #[creatio(key)] pub id: Id<Account>,
/// #     pub completeness: i32,
/// #     #[creatio(lookup = "Type")] pub type_id: Option<Id<AccountType>>,
/// # }
/// # }
/// # use models::{Account, AccountType, account};
/// use creatio_core::{Decimal, Id, count};
///
/// let by_type = Account::query()
///     .select((account::type_id, count(), account::completeness.avg()))
///     .order_by(count().desc());
/// # fn row<E, R, C>(_: &creatio_core::Query<E, R, C>) -> Option<R> { None }
/// let _: Option<(Option<Id<AccountType>>, i64, Option<Decimal>)> = row(&by_type);
/// ```
pub struct Aggregate<E, T> {
    fold: Fold,
    path: ColumnPath,
    types: PhantomData<fn() -> (E, T)>,
}

super::phantom_copy!(Aggregate<E, T>);

impl<E, T> Aggregate<E, T> {
    pub(crate) fn new(fold: Fold, path: ColumnPath) -> Self {
        Aggregate {
            fold,
            path,
            types: PhantomData,
        }
    }

    pub(crate) fn term(self) -> Term {
        Term::Fold(self.fold, Some(self.path))
    }

    /// Orders groups by this value, smallest first.
    pub fn asc(self) -> Order<E, DataServiceOnly<clause::Aggregation>> {
        Order::new(self.term(), Direction::Ascending, SortedValues::COMPUTED)
    }

    /// Orders groups by this value, greatest first.
    pub fn desc(self) -> Order<E, DataServiceOnly<clause::Aggregation>> {
        Order::new(self.term(), Direction::Descending, SortedValues::COMPUTED)
    }
}

impl<E, T> fmt::Debug for Aggregate<E, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.term().fmt(f)
    }
}

/// The number of rows that a query finds, or of each group of them; made by [`count`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count(());

/// The number of rows, as a selection. Beside plain columns it is the number of rows of each
/// combination of their values. Only DataService can carry it; the number of all rows of any query
/// is `client.count(query)` over every protocol.
pub fn count() -> Count {
    Count(())
}

impl Count {
    pub(crate) const TERM: Term = Term::Fold(Fold::Count, None);

    /// Orders groups by their number of rows, smallest first.
    pub fn asc<E>(self) -> Order<E, DataServiceOnly<clause::Aggregation>> {
        Order::new(Self::TERM, Direction::Ascending, SortedValues::COMPUTED)
    }

    /// Orders groups by their number of rows, greatest first.
    pub fn desc<E>(self) -> Order<E, DataServiceOnly<clause::Aggregation>> {
        Order::new(Self::TERM, Direction::Descending, SortedValues::COMPUTED)
    }
}

/// Gives a type with a `path()` the folds over rows.
macro_rules! fold_operators {
    ($name:ident $(of $bound:path)?) => {
        impl<E $(: $bound)?, T: $crate::value::ColumnType> $name<E, T> {
            /// How many different values there are, as a selection.
            pub fn count_distinct(self) -> $crate::Aggregate<E, i64> {
                $crate::Aggregate::new($crate::ast::Fold::CountDistinct, self.path())
            }

            /// The sum, as a selection. Over no rows it is `None`, or 0 where the
            /// server writes that for nothing.
            pub fn sum(self) -> $crate::Aggregate<E, T::Sum>
            where
                T: $crate::value::Numeric,
            {
                $crate::Aggregate::new($crate::ast::Fold::Sum, self.path())
            }

            /// The average, as a selection. Over no rows it is `None`, or 0 where the
            /// server writes that for nothing.
            pub fn avg(self) -> $crate::Aggregate<E, T::Average>
            where
                T: $crate::value::Numeric,
            {
                $crate::Aggregate::new($crate::ast::Fold::Average, self.path())
            }

            /// The smallest value, as a selection. Over no rows it is `None`, or 0 where the
            /// server writes that for nothing.
            pub fn min(self) -> $crate::Aggregate<E, T::Optional>
            where
                T: $crate::value::Ordered,
            {
                $crate::Aggregate::new($crate::ast::Fold::Min, self.path())
            }

            /// The greatest value, as a selection. Over no rows it is `None`, or 0 where the
            /// server writes that for nothing.
            pub fn max(self) -> $crate::Aggregate<E, T::Optional>
            where
                T: $crate::value::Ordered,
            {
                $crate::Aggregate::new($crate::ast::Fold::Max, self.path())
            }
        }
    };
}

pub(super) use fold_operators;
