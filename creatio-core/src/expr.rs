//! [`Expr`] and [`Order`]: conditions and sort keys that know their entity.

use std::fmt;
use std::marker::PhantomData;
use std::ops::{BitAnd, BitOr, Not};

use crate::ast::{Direction, Junction, OrderKey, Predicate};

/// A condition on rows of `E`, made by the operators of columns and paths.
///
/// Conditions are joined with [`and`](Expr::and), [`or`](Expr::or) and [`not`](Expr::not), or with
/// `&`, `|` and `!`. The tree is kept as it was built and rendered with the parentheses it needs:
/// `a.and(b.or(c))` never turns into `a and b or c`.
#[must_use = "a condition does nothing until it is given to `filter`"]
pub struct Expr<E> {
    predicate: Predicate,
    entity: PhantomData<fn() -> E>,
}

impl<E> Expr<E> {
    pub(crate) fn new(predicate: Predicate) -> Self {
        Expr {
            predicate,
            entity: PhantomData,
        }
    }

    pub(crate) fn into_predicate(self) -> Predicate {
        self.predicate
    }

    /// Rows that meet both conditions.
    pub fn and(self, other: Expr<E>) -> Expr<E> {
        Expr::new(self.predicate.join(Junction::And, other.predicate))
    }

    /// Rows that meet at least one of the conditions.
    pub fn or(self, other: Expr<E>) -> Expr<E> {
        Expr::new(self.predicate.join(Junction::Or, other.predicate))
    }

    /// Rows that do not meet the condition.
    ///
    /// Creatio's databases know three answers: a comparison with a value that is missing is neither
    /// true nor false, and neither is its opposite, so such a row meets neither. Text is never
    /// missing (`""` is its nothing), null tests always have an answer, and `ne` on a lookup's key
    /// finds rows without a lookup, too (`UseLookupNotEqualOrNullQueryCondition`, on in the 8.1
    /// configuration).
    #[expect(
        clippy::should_implement_trait,
        reason = "`Not` is implemented too; the method works without that trait in scope"
    )]
    pub fn not(self) -> Expr<E> {
        Expr::new(self.predicate.negate())
    }
}

impl<E> BitAnd for Expr<E> {
    type Output = Expr<E>;

    fn bitand(self, other: Expr<E>) -> Expr<E> {
        self.and(other)
    }
}

impl<E> BitOr for Expr<E> {
    type Output = Expr<E>;

    fn bitor(self, other: Expr<E>) -> Expr<E> {
        self.or(other)
    }
}

impl<E> Not for Expr<E> {
    type Output = Expr<E>;

    fn not(self) -> Expr<E> {
        Expr::not(self)
    }
}

impl<E> Clone for Expr<E> {
    fn clone(&self) -> Self {
        Expr::new(self.predicate.clone())
    }
}

impl<E> fmt::Debug for Expr<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.predicate.fmt(f)
    }
}

/// One key of an order of rows of `E`, made by `asc()` and `desc()` of columns and paths.
#[must_use = "a sort key does nothing until it is given to `order_by`"]
pub struct Order<E> {
    key: OrderKey,
    entity: PhantomData<fn() -> E>,
}

impl<E> Order<E> {
    pub(crate) fn new(column: crate::ast::ColumnPath, direction: Direction) -> Self {
        Order {
            key: OrderKey { column, direction },
            entity: PhantomData,
        }
    }
}

impl<E> Clone for Order<E> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<E> Copy for Order<E> {}

impl<E> fmt::Debug for Order<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.key.fmt(f)
    }
}

/// What `order_by` takes: one sort key, a tuple of up to six, an array or a `Vec` of them.
#[diagnostic::on_unimplemented(
    message = "rows of `{E}` cannot be ordered by `{Self}`",
    label = "not a sort key of `{E}`",
    note = "a sort key is a column of `{E}`, or a path from it, with `.asc()` or `.desc()`"
)]
pub trait IntoOrder<E> {
    /// Appends the keys, most significant first.
    #[doc(hidden)]
    fn append_to(self, keys: &mut OrderKeys);
}

/// The keys of an order under construction.
#[doc(hidden)]
#[derive(Debug)]
pub struct OrderKeys(pub(crate) Vec<OrderKey>);

impl<E> IntoOrder<E> for Order<E> {
    fn append_to(self, keys: &mut OrderKeys) {
        keys.0.push(self.key);
    }
}

impl<E, const N: usize> IntoOrder<E> for [Order<E>; N] {
    fn append_to(self, keys: &mut OrderKeys) {
        keys.0.extend(self.map(|order| order.key));
    }
}

impl<E> IntoOrder<E> for Vec<Order<E>> {
    fn append_to(self, keys: &mut OrderKeys) {
        keys.0.extend(self.into_iter().map(|order| order.key));
    }
}

macro_rules! tuple_orders {
    ($($order:ident)+) => {
        impl<E, $($order: IntoOrder<E>),+> IntoOrder<E> for ($($order,)+) {
            #[expect(non_snake_case, reason = "the type parameters name the tuple's parts")]
            fn append_to(self, keys: &mut OrderKeys) {
                let ($($order,)+) = self;
                $($order.append_to(keys);)+
            }
        }
    };
}

tuple_orders!(A);
tuple_orders!(A B);
tuple_orders!(A B C);
tuple_orders!(A B C D);
tuple_orders!(A B C D F);
tuple_orders!(A B C D F G);
