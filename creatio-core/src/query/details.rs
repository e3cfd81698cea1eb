//! Collections in conditions: whether there are rows, how many, and what they add up to.

use std::fmt;
use std::marker::PhantomData;

use super::Entity;
use crate::Computed;
use crate::ast::{DetailFold, DetailRef, Fold, Junction, Predicate, Term};
use crate::capability::clause::{CollectionAggregate, CollectionCondition, CollectionCount};
use crate::capability::{And, Capability, DataServiceOnly, NotOData3, Portable};
use crate::column::{Collection, Column};
use crate::expr::Expr;
use crate::value::{Numeric, Ordered};

/// A condition on a collection, beside what its inner condition needs.
type Condition<A, C> = Expr<A, And<C, NotOData3<CollectionCondition>>>;

impl<A, D: Entity> Collection<A, D> {
    fn rows_of(self) -> DetailRef {
        DetailRef {
            hops: self.hops(),
            collection: self.name(),
            entity: D::SCHEMA,
        }
    }

    /// Rows that have a row in the collection which meets the condition.
    ///
    /// ```
    /// # mod models {
    /// # use creatio_core::{Entity, Id};
    /// # #[derive(Debug, Clone, PartialEq, Entity)]
    /// # pub struct Contact { #[creatio(key)] pub id: Id<Contact>, pub name: String }
    /// # #[derive(Debug, Clone, PartialEq, Entity)]
    /// # #[creatio(collection(contact_collection_by_account: Contact = "ContactCollectionByAccount"))]
    /// # pub struct Account { #[creatio(key)] pub id: Id<Account>, pub name: String }
    /// # }
    /// # use models::{Account, account, contact};
    /// let anns = account::contact_collection_by_account.any(contact::name.starts_with("Ann"));
    /// assert_eq!(
    ///     Account::query().select(account::name).filter(anns).odata4()?.to_string(),
    ///     "Account?$select=Name\
    ///      &$filter=ContactCollectionByAccount/any(d:startswith(d/Name,'Ann'))",
    /// );
    /// # Ok::<(), creatio_core::CompileError>(())
    /// ```
    pub fn any<C: Capability>(self, condition: Expr<D, C>) -> Condition<A, C> {
        Expr::new(Predicate::Exists {
            rows: self.rows_of(),
            filter: Some(Box::new(condition.into_predicate())),
        })
    }

    /// Rows that have no row in the collection which meets the condition.
    pub fn none<C: Capability>(self, condition: Expr<D, C>) -> Condition<A, C> {
        self.any(condition).not()
    }

    /// Rows whose rows in the collection do not fail the condition, in other words: none of them
    /// meets its opposite. So it is for a collection without rows, and for rows in which a value
    /// that is compared is missing.
    pub fn all<C: Capability>(self, condition: Expr<D, C>) -> Condition<A, C> {
        self.none(condition.not())
    }

    /// Rows that have rows in the collection.
    pub fn is_not_empty(self) -> Condition<A, Portable> {
        Expr::new(Predicate::Exists {
            rows: self.rows_of(),
            filter: None,
        })
    }

    /// Rows that have no rows in the collection.
    pub fn is_empty(self) -> Condition<A, Portable> {
        self.is_not_empty().not()
    }

    /// How many rows the collection has, to compare with numbers.
    ///
    /// ```
    /// # mod models {
    /// # use creatio_core::{Entity, Id};
    /// # #[derive(Debug, Clone, PartialEq, Entity)]
    /// # pub struct Contact { #[creatio(key)] pub id: Id<Contact>, pub name: String }
    /// # #[derive(Debug, Clone, PartialEq, Entity)]
    /// # #[creatio(collection(contact_collection_by_account: Contact = "ContactCollectionByAccount"))]
    /// # pub struct Account { #[creatio(key)] pub id: Id<Account>, pub name: String }
    /// # }
    /// # use models::{Account, account};
    /// let large = account::contact_collection_by_account.count().gt(100);
    /// assert_eq!(
    ///     Account::query().select(account::name).filter(large).odata4()?.to_string(),
    ///     "Account?$select=Name&$filter=ContactCollectionByAccount/$count%20gt%20100",
    /// );
    /// # Ok::<(), creatio_core::CompileError>(())
    /// ```
    pub fn count(self) -> Computed<A, i64, NotOData3<CollectionCount>> {
        fold(self.rows_of(), None, Fold::Count, None)
    }

    /// The rows of the collection that meet a condition, to be counted or folded.
    pub fn filter<C: Capability>(self, condition: Expr<D, C>) -> Details<A, D, C> {
        Details {
            rows: self.rows_of(),
            filter: Some(condition.into_predicate()),
            entities: PhantomData,
            capability: PhantomData,
        }
    }

    fn details(self) -> Details<A, D> {
        Details {
            rows: self.rows_of(),
            filter: None,
            entities: PhantomData,
            capability: PhantomData,
        }
    }
}

/// Rows of a collection of `A` that meet a condition; made by [`Collection::filter`].
pub struct Details<A, D, C = Portable> {
    rows: DetailRef,
    filter: Option<Predicate>,
    entities: PhantomData<fn() -> (A, D)>,
    capability: PhantomData<fn() -> C>,
}

impl<A, D, C: Capability> Details<A, D, C> {
    /// Keeps only rows that meet this condition, too.
    pub fn filter<X: Capability>(self, condition: Expr<D, X>) -> Details<A, D, C::And<X>> {
        let condition = condition.into_predicate();
        Details {
            rows: self.rows,
            filter: Some(match self.filter {
                Some(filter) => filter.join(Junction::And, condition),
                None => condition,
            }),
            entities: PhantomData,
            capability: PhantomData,
        }
    }

    /// How many there are. Only DataService can carry it.
    pub fn count(self) -> Computed<A, i64, And<C, DataServiceOnly<CollectionAggregate>>> {
        fold(self.rows, self.filter, Fold::Count, None)
    }
}

impl<A, D, C> Clone for Details<A, D, C> {
    fn clone(&self) -> Self {
        Details {
            rows: self.rows,
            filter: self.filter.clone(),
            entities: PhantomData,
            capability: PhantomData,
        }
    }
}

impl<A, D, C> fmt::Debug for Details<A, D, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Details")
            .field(&self.rows)
            .field(&self.filter)
            .finish()
    }
}

fn fold<A, T, C>(
    rows: DetailRef,
    filter: Option<Predicate>,
    fold: Fold,
    column: Option<crate::ast::ColumnPath>,
) -> Computed<A, T, C> {
    Computed::new(Term::DetailFold(Box::new(DetailFold {
        rows,
        fold,
        column,
        filter,
    })))
}

/// The folds of a column, of a whole collection and of some of its rows.
macro_rules! column_folds {
    ($($(#[$doc:meta])+ $method:ident: $bound:ident, $output:ident => $fold:ident;)+) => {
        impl<A, D: Entity> Collection<A, D> {
            $(
                $(#[$doc])+
                pub fn $method<T: $bound>(
                    self,
                    column: Column<D, T>,
                ) -> Computed<A, T::$output, DataServiceOnly<CollectionAggregate>> {
                    self.details().$method(column)
                }
            )+
        }

        impl<A, D: Entity, C: Capability> Details<A, D, C> {
            $(
                $(#[$doc])+
                pub fn $method<T: $bound>(
                    self,
                    column: Column<D, T>,
                ) -> Computed<A, T::$output, And<C, DataServiceOnly<CollectionAggregate>>> {
                    fold(self.rows, self.filter, Fold::$fold, Some(column.path()))
                }
            )+
        }
    };
}

column_folds! {
    /// The sum of a column of theirs. Only DataService can carry it.
    sum: Numeric, Sum => Sum;
    /// The average of a column of theirs. Only DataService can carry it.
    avg: Numeric, Average => Average;
    /// The smallest value of a column of theirs. Only DataService can carry it.
    min: Ordered, Optional => Min;
    /// The greatest value of a column of theirs. Only DataService can carry it.
    max: Ordered, Optional => Max;
}
